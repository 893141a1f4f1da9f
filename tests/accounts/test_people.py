import re

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.core.db import reading, session
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.visitor import Seen, Visitor


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """An administrator who is signed in."""
    return Visitor(app).sign_in(make_user(Role.ADMINISTRATOR, name="管理员甲"))


def stored(user: User) -> User:
    with reading():
        found = session.get_one(User, user.id)
        session.expunge_all()
        return found


def names(page: Seen) -> list[str]:
    return [link.get_text() for link in page.soup.select("tbody th a")]


def test_people_are_listed_with_those_who_wait_first_and_found(admin: Visitor) -> None:
    make_user(name="等待的人", email="waiting@example.com", role="researcher", requested_role="broker")
    make_user(name="后来的人", role="investor")
    assert names(admin.open("/desk/people")) == ["等待的人", "后来的人", "管理员甲"]
    assert names(admin.open("/desk/people?q=WAITING")) == ["等待的人"]
    assert names(admin.open("/desk/people?role=broker")) == ["等待的人"]
    assert names(admin.open("/desk/people?q=%25&role=nonsense&page=-1")) == []


def test_a_broker_is_granted_and_told(app: Flask, admin: Visitor) -> None:
    user = make_user("researcher", requested_role="broker")
    page = admin.submit(admin.open(f"/desk/people/{user.id}"), button="核准")
    assert f"{user.name}现在的身份是技术经理人。" in page.text
    assert (stored(user).role, stored(user).requested_role) == ("broker", None)
    (mail,) = letters(app, user.email)
    assert mail["Subject"] == "您的平台身份已更新"
    assert "您现在的身份是技术经理人。" in mail.get_content()
    assert "授予身份：技术经理人" in admin.open(f"/desk/people/{user.id}").text


def test_a_broker_is_refused_with_a_reason(app: Flask, admin: Visitor) -> None:
    user = make_user("researcher", requested_role="broker")
    page = admin.submit(admin.open(f"/desk/people/{user.id}"), button="不核准并告诉对方")
    assert page.errors() == ["请写明原因，对方会收到。"]
    admin.submit(page, {"reason": "没有从业证明"}, button="不核准并告诉对方")
    assert (stored(user).role, stored(user).requested_role) == ("researcher", None)
    assert "原因：没有从业证明" in letters(app, user.email)[0].get_content()
    assert admin.post(f"/desk/people/{user.id}/refuse-role", {"reason": "x"}).status == 409


def test_a_county_officer_needs_a_county(admin: Visitor) -> None:
    user = make_user()
    path = f"/desk/people/{user.id}/role"
    page = admin.post(path, {"role": "county_officer", "county_code": ""})
    assert page.errors() == ["所属县（市、区）：请选择这位人员所属的县（市、区）。"]
    assert admin.post(path, {"role": "county_officer", "county_code": "110101"}).status == 422
    assert admin.post(path, {"role": "king", "county_code": ""}).status == 422
    assert admin.post(path, {"role": "county_officer", "county_code": "330324"}).status == 200
    assert (stored(user).role, stored(user).county_code) == ("county_officer", "330324")
    admin.post(path, {"role": "city_officer", "county_code": "330324"})
    assert stored(user).county_code is None


def test_rights_of_a_role_begin_and_end_with_the_next_request(app: Flask, admin: Visitor) -> None:
    user = make_user()
    theirs = Visitor(app).sign_in(user)
    assert theirs.open("/desk/organisations").status == 403
    admin.post(f"/desk/people/{user.id}/role", {"role": "city_officer"})
    assert theirs.open("/desk/organisations").status == 200
    admin.post(f"/desk/people/{user.id}/role", {"role": "enterprise"})
    assert theirs.open("/desk/organisations").status == 403


def test_deactivating_ends_the_sessions_and_can_be_undone(app: Flask, admin: Visitor) -> None:
    user = make_user()
    theirs = Visitor(app).sign_in(user)
    page = admin.submit(admin.open(f"/desk/people/{user.id}"), button="停用账号")
    assert "的账号已停用，登录都已退出。" in page.text
    assert theirs.open("/accounts/settings").path == "/accounts/sign-in"
    admin.submit(page, button="恢复使用")
    assert theirs.open("/accounts/settings").path == "/accounts/sign-in"
    theirs.sign_in(user)


def test_nobody_takes_rights_from_the_own_account(admin: Visitor) -> None:
    with reading():
        own = session.scalars(select(User).where(User.name == "管理员甲")).one()
        session.expunge_all()
    assert admin.post(f"/desk/people/{own.id}/deactivate").status == 409
    assert admin.post(f"/desk/people/{own.id}/role", {"role": "enterprise"}).status == 403
    assert stored(own).is_active


def test_missing_people_are_not_there(admin: Visitor) -> None:
    assert admin.open("/desk/people/999").status == 404
    assert admin.post("/desk/people/999/deactivate").status == 404


def test_the_command_makes_an_account_that_can_sign_in(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["accounts", "create", "--email", "Chief@Example.com", "--name", "主任", "--role", "administrator"])
    assert made.exit_code == 0, made.output
    password = re.search(r"Password: (\S+)", made.output).group(1)
    page = Visitor(app).post("/accounts/sign-in", {"email": "chief@example.com", "password": password})
    assert page.status == 200
    again = run(args=["accounts", "create", "--email", "chief@example.com", "--name", "x", "--role", "broker"])
    assert again.exit_code == 1
    assert "这个邮箱已经有账号。" in again.output
    lost = run(args=["accounts", "create", "--email", "o@example.com", "--name", "x", "--role", "county_officer"])
    assert "要指定所属的县（市、区）" in lost.output
    weak = run(
        args=["accounts", "create", "--email", "p@example.com", "--name", "x", "--role", "broker", "--prompt"],
        input="short\nshort\n",
    )
    assert weak.exit_code == 1
    assert "密码至少要 10 个字符" in weak.output
