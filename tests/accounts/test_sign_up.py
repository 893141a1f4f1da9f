from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from matchmaking.accounts.models import OneTimeToken, SignInSession, User
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import Job
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import make_user
from tests.visitor import PASSWORD, Seen, Visitor

NEW = {
    "name": "林霁遥",
    "email": "Lin@Example.com",
    "password": "green tea at seven",
    "role": "researcher",
    "consent": "y",
}


def sign_up(visitor: Visitor, **values: str) -> Seen:
    """Send the sign-up form."""
    return visitor.post("/accounts/sign-up", {**NEW, **values})


def user_of(email: str) -> User | None:
    with reading():
        user = session.scalar(select(User).where(User.email == email))
        session.expunge_all()
        return user


def test_a_new_account_works_after_the_link_and_the_password(app: Flask, visitor: Visitor) -> None:
    page = visitor.submit(visitor.open("/accounts/sign-up"), NEW, button="注册并发送确认邮件")
    assert "请查收邮件" in page.text
    user = user_of("lin@example.com")
    assert (user.name, user.role, user.email_confirmed_at, user.consent_version) == (
        "林霁遥",
        "researcher",
        None,
        "2026-11",
    )
    assert user.password_hash.startswith("$argon2id$")
    link = link_in(letters(app, "lin@example.com")[0])
    page = visitor.open(link)
    assert user_of("lin@example.com").email_confirmed_at is None
    wrong = visitor.submit(page, {"password": "another password"}, button="确认邮箱并登录")
    assert wrong.status == 422
    assert wrong.errors() == ["密码不对。请填写注册时设置的密码；想不起来，可以重新设置。"]
    page = visitor.submit(wrong, {"password": NEW["password"]}, button="确认邮箱并登录")
    assert "邮箱已确认，账号可以使用了。" in page.text
    assert visitor.open("/accounts/settings").path == "/accounts/settings"
    again = visitor.open(link)
    assert again.status == 410
    assert "链接已失效" in again.text


def test_before_the_confirmation_nobody_gets_in(visitor: Visitor) -> None:
    sign_up(visitor)
    page = visitor.post("/accounts/sign-in", {"email": "lin@example.com", "password": NEW["password"]})
    assert page.status == 422


def test_an_existing_address_gives_the_same_page_and_the_owner_a_letter(app: Flask) -> None:
    make_user(email="known@example.com", name="老用户")
    pages = [sign_up(Visitor(app), email=email) for email in ("known@example.com", "new@example.com")]
    assert pages[0].status == pages[1].status == 200
    assert pages[0].path == pages[1].path == "/accounts/letter-sent/sign-up"
    assert pages[0].text == pages[1].text
    subjects = {mail["To"]: mail["Subject"] for mail in letters(app)}
    assert subjects == {"known@example.com": "您已经有账号了", "new@example.com": "请确认您的邮箱"}
    assert user_of("known@example.com").name == "老用户"
    assert Visitor(app).sign_in(user_of("known@example.com"))


def test_who_signs_up_for_anothers_address_gains_nothing(app: Flask) -> None:
    sign_up(Visitor(app), email="victim@example.com", password="chosen by the thief")
    sign_up(Visitor(app), email="victim@example.com", password="chosen by the owner")
    first, second = letters(app, "victim@example.com")
    owner = Visitor(app)
    assert owner.open(link_in(first)).status in {200, 410}
    last = [link for link in (link_in(first), link_in(second)) if owner.open(link).status == 200]
    assert len(last) == 1
    assert owner.post(last[0], {"password": "chosen by the thief"}).status == 422
    assert owner.post(last[0], {"password": "chosen by the owner"}).status == 200


def test_sent_twice_makes_one_account(visitor: Visitor) -> None:
    sign_up(visitor)
    sign_up(visitor)
    with reading():
        assert session.scalar(select(func.count(User.id))) == 1


def test_a_broker_is_a_researcher_until_an_administrator_agrees(visitor: Visitor) -> None:
    sign_up(visitor, role="broker")
    user = user_of("lin@example.com")
    assert (user.role, user.requested_role) == ("researcher", "broker")


@pytest.mark.parametrize("role", ["county_officer", "city_officer", "administrator", "", "king"])
def test_officers_and_administrators_do_not_sign_up(visitor: Visitor, role: str) -> None:
    assert sign_up(visitor, role=role).status == 422
    assert user_of("lin@example.com") is None


def test_the_consent_is_not_ticked_beforehand_and_needed(visitor: Visitor) -> None:
    page = visitor.open("/accounts/sign-up")
    assert not page.soup.select_one("input[name=consent]").has_attr("checked")
    page = visitor.submit(page, {key: value for key, value in NEW.items() if key != "consent"}, button="注册并发送")
    assert page.status == 422
    assert page.errors() == ["我已阅读隐私说明，同意平台按说明处理我填写的个人信息：请先阅读隐私说明；同意后才能注册。"]
    assert page.title.startswith("有 1 处需要修改：注册")
    assert page.soup.select_one("input[name=name]")["value"] == "林霁遥"
    assert not page.soup.select_one("input[name=password]").get("value")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short pw", "密码至少要 10 个字符。几个不相干的词连起来，又长又好记。"),
        ("long enough " * 17, "密码最多 200 个字符，请缩短。"),
        ("lin@example.com", "密码不能是您的邮箱或姓名，也不能只在后面加几个数字。请换一个。"),
        ("longername@example.com", None),
        ("1234567890", "这个密码太常见，别人一试就中。请换一个。"),
        ("Password 123", "这个密码太常见，别人一试就中。请换一个。"),
        ("ababababababab", "这个密码太常见，别人一试就中。请换一个。"),
        ("只用汉字也可以当密码", None),
        ("all lower case words", None),
    ],
)
def test_password_rules(visitor: Visitor, password: str, words: str | None) -> None:
    page = sign_up(visitor, password=password)
    assert page.errors() == ([words] if words else [])


def test_a_malformed_address_is_explained(visitor: Visitor) -> None:
    assert sign_up(visitor, email="lin(at)example").errors() == ["请填写完整的邮箱，例如 name@example.com。"]
    assert sign_up(visitor, email="").errors() == ["请填写邮箱。"]


def test_sign_ups_are_limited_per_address_and_per_mailbox(app: Flask) -> None:
    app.config["SIGN_UPS_PER_HOUR"] = 7
    answers = [sign_up(Visitor(app)).status for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert [sign_up(Visitor(app), email=f"p{n}@example.com").status for n in range(3)] == [200, 200, 429]


def test_resetting_says_the_same_for_every_address(app: Flask) -> None:
    make_user(email="known@example.com")
    pages = [
        Visitor(app).post("/accounts/reset", {"email": email}) for email in ("known@example.com", "nobody@example.com")
    ]
    assert pages[0].text == pages[1].text
    assert [mail["To"] for mail in letters(app)] == ["known@example.com"]


def test_a_new_password_by_letter_ends_all_sessions_and_works_once(app: Flask, visitor: Visitor) -> None:
    user = make_user(email="zheng@example.com")
    elsewhere = Visitor(app).sign_in(user)
    visitor.post("/accounts/reset", {"email": user.email})
    link = link_in(letters(app, user.email)[0])
    page = visitor.open(link)
    assert visitor.submit(page, {"password": "zheng@example.com"}).status == 422
    page = visitor.submit(page, {"password": "a new and long one"})
    assert page.path == "/accounts/sign-in"
    assert elsewhere.open("/accounts/settings").path == "/accounts/sign-in"
    assert visitor.open(link).status == 410
    assert visitor.post("/accounts/sign-in", {"email": user.email, "password": PASSWORD}).status == 422
    visitor.sign_in(user, "a new and long one")
    assert letters(app, user.email)[-1]["Subject"] == "您的密码已修改"


def test_links_are_hashed_short_lived_and_never_rest_in_a_job(app: Flask, visitor: Visitor) -> None:
    user = make_user()
    visitor.post("/accounts/reset", {"email": user.email})
    link = link_in(letters(app, user.email)[0])
    token = link.rsplit("/", 1)[1]
    with reading():
        assert token not in str([job.payload for job in session.scalars(select(Job))])
        row = session.scalars(select(OneTimeToken)).one()
        assert row.token_hash != token
        assert timedelta(minutes=29) < row.expires_at - now() <= timedelta(minutes=30)
    with unit_of_work() as work:
        work.execute(update(OneTimeToken).values(expires_at=now() - timedelta(seconds=1)))
    assert visitor.open(link).status == 410
    assert visitor.post(link, {"password": "a new and long one"}).status == 410


def test_a_link_for_one_purpose_does_not_open_the_other(app: Flask, visitor: Visitor) -> None:
    sign_up(visitor)
    token = link_in(letters(app, "lin@example.com")[0]).rsplit("/", 1)[1]
    assert visitor.open(f"/accounts/reset/{token}").status == 410
    assert visitor.open(f"/accounts/confirm/{token}").status == 200


def test_english_letters_link_to_english_pages(app: Flask, visitor: Visitor) -> None:
    visitor.post("/en/accounts/sign-up", NEW)
    assert link_in(letters(app, "lin@example.com")[0]).startswith("/en/accounts/confirm/")


def test_hostile_sign_ups_get_an_answer(visitor: Visitor) -> None:
    assert sign_up(visitor, name="x" * 50_000).status == 422
    assert sign_up(visitor, name="<script>alert(1)</script>😀", email="ok@example.com").status == 200
    assert sign_up(visitor, name="a\0b").status == 400
    with reading():
        assert session.scalar(select(func.count(SignInSession.id))) == 0
