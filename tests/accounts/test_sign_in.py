from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from matchmaking.accounts import passwords
from matchmaking.accounts.models import Attempt, SignInSession, User
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.history import HistoryEntry, first_broken_entry
from tests.factories.accounts import make_user
from tests.visitor import PASSWORD, Seen, Visitor


def try_password(visitor: Visitor, email: str, password: str, **values: str) -> Seen:
    """Send the sign-in form without following redirects."""
    return visitor.post("/accounts/sign-in", {"email": email, "password": password, **values}, follow=False)


def actions(user: User | None = None) -> list[str]:
    """What the history says of a person, oldest first."""
    with reading():
        query = select(HistoryEntry.action).order_by(HistoryEntry.id)
        if user is not None:
            query = query.where(HistoryEntry.subject_type == "users", HistoryEntry.subject_id == user.id)
        return list(session.scalars(query))


def test_signing_in_and_out(visitor: Visitor) -> None:
    user = make_user(name="郑屿舟")
    visitor.sign_in(user)
    page = visitor.open("/accounts/settings")
    assert page.status == 200
    assert page.soup.select_one(".menu-name").get_text() == "郑屿舟"
    visitor.post("/accounts/sign-out")
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"
    assert actions(user) == ["accounts.signed_in", "accounts.signed_out"]


def test_the_address_is_compared_without_case_and_blanks(visitor: Visitor) -> None:
    make_user(email="zheng@example.com")
    assert try_password(visitor, "  Zheng@Example.COM ", PASSWORD).status == 303


def test_a_wrong_password_an_unknown_account_and_closed_ones_get_the_same_answer(app: Flask) -> None:
    make_user(email="known@example.com")
    make_user(email="new@example.com", email_confirmed_at=None)
    make_user(email="closed@example.com", is_active=False)
    answers = set()
    for email, password in [
        ("known@example.com", "wrong password 1"),
        ("nobody@example.com", "wrong password 1"),
        ("new@example.com", PASSWORD),
        ("closed@example.com", PASSWORD),
        ("not an address", "wrong password 1"),
    ]:
        page = try_password(Visitor(app), email, password)
        assert page.status == 422
        answers.add((tuple(page.errors()), page.html.replace(email, "…")))
    texts = {errors for errors, _html in answers}
    assert texts == {("邮箱或密码不对。刚注册的账号，请先点开确认邮件里的链接。",)}


def test_an_unknown_account_costs_the_same_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(email="known@example.com")
    checked = []
    hasher = type(app.extensions["password_hasher"])
    verify = hasher.verify

    def counting(self: object, password_hash: str, password: str) -> bool:
        checked.append(password_hash.split("$")[:4])
        return verify(self, password_hash, password)

    monkeypatch.setattr(hasher, "verify", counting)
    for email in ("known@example.com", "nobody@example.com"):
        try_password(Visitor(app), email, "wrong password 1")
    assert len(checked) == 2
    assert checked[0] == checked[1]


def test_wrong_tries_are_limited_per_account_with_a_time_to_try_again(app: Flask) -> None:
    app.config["SIGN_IN_TRIES"] = 3
    user = make_user()
    for number in range(3):
        visitor = Visitor(app)
        visitor.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        assert try_password(visitor, user.email, "wrong password 1").status == 422
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = "10.0.0.99"
    page = try_password(visitor, user.email, PASSWORD)
    assert page.status == 429
    assert 0 < int(page.response.headers["Retry-After"]) <= 300
    assert "之后再试" in page.text
    with unit_of_work() as work:
        work.execute(update(Attempt).values(at=now() - timedelta(minutes=6)))
    assert try_password(visitor, user.email, PASSWORD).status == 303


def test_wrong_tries_are_limited_per_address_and_unknown_accounts_count_too(app: Flask) -> None:
    app.config["SIGN_IN_TRIES"] = 3
    for number in range(3):
        assert try_password(Visitor(app), f"nobody{number}@example.com", "wrong password 1").status == 422
    assert try_password(Visitor(app), "another@example.com", "wrong password 1").status == 429
    with reading():
        keys = session.scalars(select(Attempt.key)).all()
    assert not any("nobody" in key for key in keys)


def test_a_right_sign_in_is_not_counted(app: Flask) -> None:
    app.config["SIGN_IN_TRIES"] = 2
    user = make_user()
    for _ in range(4):
        assert try_password(Visitor(app), user.email, PASSWORD).status == 303


def test_failures_are_in_the_history_without_any_address(app: Flask) -> None:
    user = make_user(email="zheng@example.com")
    try_password(Visitor(app), user.email, "wrong password 1")
    try_password(Visitor(app), "nobody@example.com", "wrong password 1")
    assert actions(user) == ["accounts.sign_in_failed"]
    assert actions() == ["accounts.sign_in_failed"] * 2
    with reading():
        assert first_broken_entry() is None
        rows = session.scalars(select(HistoryEntry)).all()
        assert not any("@" in f"{row.data}{row.reason}" for row in rows)


@pytest.mark.parametrize(
    "way_on",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example",
        "javascript:alert(1)", "/\t/evil.example", "///evil.example", "evil.example", "/a\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
def test_next_leads_to_own_pages_only(visitor: Visitor, way_on: str) -> None:
    user = make_user()
    page = visitor.open("/accounts/sign-in", query_string={"next": way_on})
    kept = [field["value"] for field in page.soup.select("main input[name=next]")]
    assert kept == []
    answer = try_password(visitor, user.email, PASSWORD, next=way_on)
    assert answer.status == 303
    assert answer.response.location in {"/", "/workspace", "/accounts/settings"}


def test_next_keeps_the_way_and_its_query_and_the_language(visitor: Visitor) -> None:
    user = make_user()
    page = visitor.open("/notices?show=unread")
    assert page.path == "/accounts/sign-in"
    answer = visitor.submit(page, {"email": user.email, "password": PASSWORD}, button="登录")
    assert answer.path == "/notices"
    assert answer.response.request.query_string == b"show=unread"
    english = Visitor(visitor.app)
    page = english.open("/en/notices")
    assert page.path == "/en/accounts/sign-in"
    answer = english.post(page.path, {"email": user.email, "password": PASSWORD, "next": "/notices"}, follow=False)
    assert answer.response.location == "/en/notices"


def test_the_session_is_new_after_signing_in(visitor: Visitor) -> None:
    user = make_user()
    visitor.open("/accounts/sign-in")
    with visitor.client.session_transaction() as cookie:
        before = cookie["csrf_token"]
        cookie["planted"] = "by somebody else"
    visitor.sign_in(user)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before
        first = cookie["_user_id"]
    visitor.post("/accounts/sign-out")
    visitor.sign_in(user)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def test_a_planted_session_token_is_worth_nothing(visitor: Visitor) -> None:
    make_user()
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = "1"
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"


def test_the_database_holds_only_the_hash_of_the_token(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with reading():
        stored = session.scalars(select(SignInSession.token_hash)).one()
    assert stored != token
    assert len(stored) == 64


def test_an_old_cookie_is_dead_after_signing_out(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    with visitor.client.session_transaction() as cookie:
        kept = dict(cookie)
    visitor.post("/accounts/sign-out")
    with visitor.client.session_transaction() as cookie:
        cookie.update(kept)
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"


def age(**values: object) -> None:
    """Make all sessions older."""
    with unit_of_work() as work:
        work.execute(update(SignInSession).values(**values))


def test_a_session_ends_after_the_idle_time_and_the_page_says_so(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    age(last_seen_at=now() - timedelta(minutes=31))
    page = visitor.open("/accounts/settings")
    assert page.path == "/accounts/sign-in"
    assert "您有一段时间没有操作，为了安全已自动退出。" in page.text


def test_a_session_ends_after_its_longest_time_however_busy(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    age(created_at=now() - timedelta(days=7, minutes=1))
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"


def test_the_last_request_is_written_down_once_a_minute(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    recent, old = now() - timedelta(seconds=50), now() - timedelta(minutes=20)
    age(last_seen_at=recent)
    visitor.open("/accounts/settings")
    with reading():
        assert session.scalars(select(SignInSession.last_seen_at)).one() == recent
    age(last_seen_at=old)
    visitor.open("/accounts/settings")
    with reading():
        assert now() - session.scalars(select(SignInSession.last_seen_at)).one() < timedelta(seconds=10)


def test_a_deactivated_account_is_out_at_once(visitor: Visitor) -> None:
    user = make_user()
    visitor.sign_in(user)
    with unit_of_work() as work:
        work.execute(update(User).where(User.id == user.id).values(is_active=False))
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"


def test_a_form_without_a_token_signs_nobody_in_or_out(visitor: Visitor) -> None:
    user = make_user()
    answer = visitor.client.post("/accounts/sign-in", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 400
    visitor.sign_in(user)
    assert visitor.client.post("/accounts/sign-out", data={}).status_code == 400
    assert visitor.open("/accounts/settings").path == "/accounts/settings"


def test_the_cookie_is_http_only_lax_and_secure_behind_tls(make_app: object) -> None:
    app = make_app(BEHIND_TLS=True)
    header = app.test_client().get("/accounts/sign-in", base_url="https://127.0.0.1").headers["Set-Cookie"]
    assert header.startswith("__Host-session=")
    assert {part.strip() for part in header.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_a_hash_of_another_cost_is_renewed_at_sign_in(visitor: Visitor) -> None:
    user = make_user()
    with unit_of_work() as work:
        row = work.get_one(User, user.id)
        row.password_hash = passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    visitor.sign_in(user)
    with reading():
        assert "m=8,t=1,p=1" in session.get_one(User, user.id).password_hash
        assert session.scalar(select(func.count(Attempt.id))) == 0


def test_hostile_input_gets_an_answer(visitor: Visitor) -> None:
    for email, password in [("😀" * 300, "x" * 5000), ("", ""), ("a@b", "\ud83d"), ('" OR 1=1', "title:* OR")]:
        status = visitor.post("/accounts/sign-in", {"email": email, "password": password.encode("utf-8", "replace")})
        assert status.status in {422, 400}
    assert visitor.post("/accounts/sign-in", {"email": "a\0b", "password": "x"}).status == 400


def test_signing_in_again_ends_the_session_that_the_browser_forgets(visitor: Visitor) -> None:
    user, other = make_user(), make_user()
    visitor.sign_in(user)
    with visitor.client.session_transaction() as cookie:
        kept = dict(cookie)
    visitor.sign_in(other)
    with visitor.client.session_transaction() as cookie:
        cookie.update(kept)
    assert visitor.open("/accounts/settings").path == "/accounts/sign-in"
