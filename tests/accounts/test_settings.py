from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.jobs import forget_old_rows
from matchmaking.accounts.labels import browser_name
from matchmaking.accounts.models import Attempt, SignInSession, User
from matchmaking.core.db import now, reading, session, unit_of_work
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.visitor import PASSWORD, Visitor


def stored(user: User) -> User:
    with reading():
        found = session.get_one(User, user.id)
        session.expunge_all()
        return found


def test_settings_are_saved(visitor: Visitor) -> None:
    user = make_user()
    visitor.sign_in(user)
    form = visitor.open("/accounts/settings")
    data = {"name": "新名字", "phone": "0577-88880000", "language": "en"}
    page = visitor.submit(form, data, button="保存设置")
    assert "设置已保存。" in page.text
    kept = stored(user)
    assert (kept.name, kept.phone, kept.language) == ("新名字", "0577-88880000", "en")
    visitor.post("/accounts/settings", {"name": "新名字", "phone": "", "language": "zh"})
    kept = stored(user)
    assert (kept.phone, kept.language) == (None, "zh")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, "请填写姓名。"),
        ({"name": "x" * 41}, "姓名：最多 40 个字符，请删减后再提交。"),
        ({"phone": "<script>"}, "联系电话：请填写电话号码，例如 0577-88880000。"),
        ({"language": "fr"}, None),
    ],
)
def test_bad_settings_are_explained(visitor: Visitor, values: dict[str, str], error: str | None) -> None:
    user = make_user(name="原名")
    visitor.sign_in(user)
    page = visitor.post("/accounts/settings", {"name": "新名字", "language": "zh", **values})
    assert page.status == 422
    assert page.title.startswith("有 1 处需要修改：账号设置")
    assert error is None or page.errors() == [error]
    assert stored(user).name == "原名"


def test_changing_the_password_ends_other_sessions_and_renews_this_one(app: Flask, visitor: Visitor) -> None:
    user = make_user()
    elsewhere = Visitor(app).sign_in(user)
    visitor.sign_in(user)
    with visitor.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    page = visitor.open("/accounts/password")
    page = visitor.submit(page, {"present": PASSWORD, "password": "a new and long one"}, button="修改密码")
    assert "密码已修改，其他设备上的登录都已退出。" in page.text
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    assert visitor.open("/accounts/settings").path == "/accounts/settings"
    assert elsewhere.open("/accounts/settings").path == "/accounts/sign-in"
    assert [mail["Subject"] for mail in letters(app, user.email)] == ["您的密码已修改"]
    Visitor(app).sign_in(user, "a new and long one")


def test_the_present_password_is_needed_and_its_tries_are_counted(app: Flask, visitor: Visitor) -> None:
    app.config["SIGN_IN_TRIES"] = 3
    user = make_user()
    visitor.sign_in(user)
    form = {"present": "wrong password 1", "password": "a new and long one"}
    pages = [visitor.post("/accounts/password", form) for _ in range(4)]
    assert [page.status for page in pages] == [422, 422, 422, 429]
    assert pages[0].errors() == ["现在的密码不对，请重新填写。"]
    assert stored(user).password_hash == user.password_hash


def test_a_weak_new_password_is_refused(visitor: Visitor) -> None:
    user = make_user(email="zhengyuzhou@example.com")
    visitor.sign_in(user)
    page = visitor.post("/accounts/password", {"present": PASSWORD, "password": "zhengyuzhou2026"})
    assert page.errors() == ["新密码：密码不能是您的邮箱或姓名，也不能只在后面加几个数字。请换一个。"]


def test_sessions_are_listed_and_ended_by_their_owner_only(app: Flask, visitor: Visitor) -> None:
    user, other = make_user(), make_user()
    elsewhere = Visitor(app)
    elsewhere.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) AppleWebKit Safari/604"
    elsewhere.sign_in(user)
    stranger = Visitor(app).sign_in(other)
    visitor.sign_in(user)
    page = visitor.open("/accounts/sessions")
    names = [cell.get_text(" ", strip=True) for cell in page.soup.select("tbody th")]
    assert names == ["未知浏览器 这台设备", "Safari iPhone"]
    with reading():
        own = session.scalars(select(SignInSession.id).where(SignInSession.user_id == user.id)).all()
    assert stranger.post(f"/accounts/sessions/{own[0]}/end").status == 404
    page = visitor.submit(page, action="/sessions/", button="退出")
    assert "那台设备已退出登录。" in page.text
    assert elsewhere.open("/accounts/settings").path == "/accounts/sign-in"
    assert visitor.open("/accounts/settings").path == "/accounts/settings"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8", "微信 Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130", "Firefox Linux"),
        (None, "未知浏览器"),
    ],
)
@pytest.mark.usefixtures("app")
def test_browsers_have_short_names(text: str | None, name: str) -> None:
    assert browser_name(text) == name


def test_what_is_no_longer_needed_is_forgotten(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    with unit_of_work() as work:
        work.add_all([Attempt(key="old", at=now() - timedelta(days=2)), Attempt(key="new", at=now())])
        row = work.scalars(select(SignInSession)).one()
        work.add(
            SignInSession(
                token_hash="old", user_id=row.user_id, created_at=now() - timedelta(days=40),
                last_seen_at=now() - timedelta(days=31),
            )
        )  # fmt: skip
    with unit_of_work() as work:
        forget_old_rows()
        assert work.scalars(select(Attempt.key)).all() == ["new"]
        assert work.scalars(select(SignInSession.token_hash)).all() == [row.token_hash]
