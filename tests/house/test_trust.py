"""What every answer owes a careful visitor: headers, hosts, cookies, sessions that end, and no way to foreign sites."""

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from matchmaking.core.guards import PUBLIC, guard
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.house.test_hostile import pages
from tests.house.world import World, plant
from tests.visitor import PASSWORD, Seen, Visitor, fields_of

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_answer_carries_the_security_headers(make_app: Callable[..., Flask]) -> None:
    app = make_app(PROPAGATE_FAILURES=False)
    app.view_functions["site.help"] = guard(PUBLIC)(lambda: 1 / 0)
    with app.app_context():
        world = plant(app)
    path = world.path("demands.show_demand", "demand_published")
    answers = {
        200: world.ask("N", "GET", "/"),
        303: world.ask("N", "GET", "/accounts/settings"),
        304: world.ask("N", "GET", "/static/app.css", headers={"If-None-Match": etag(app)}),
        400: Visitor(app).send("POST", "/accounts/sign-in"),
        403: world.ask("O", "GET", "/desk/people"),
        404: world.ask("N", "GET", "/nowhere"),
        405: world.ask("N", "POST", path),
        413: world.ask("O", "POST", "/demands/new", {"title": "x" * 700_000}),
        422: world.ask("N", "POST", "/accounts/sign-in", {"email": "x"}),
        500: world.ask("N", "GET", "/help"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {one: one for one in answers}
    for status, answer in answers.items():
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, status
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, status
        assert "unsafe" not in policy, status
        assert "Server" not in answer.headers, status
    for status in (400, 403, 404, 405, 413, 500):
        page = Seen(status, "/", answers[status])
        assert page.soup.select_one("header a[href='/']"), f"{status} is not our page"
        assert "Traceback" not in page.text
    failed = Seen(500, "/help", answers[500])
    assert re.search(r"\b[0-9A-F]{8}\b", failed.text), "the number to quote"
    assert "division" not in failed.text


def etag(app: Flask) -> str:
    return Visitor(app).send("GET", "/static/app.css").headers["ETag"]


def test_methods_that_a_route_does_not_know_are_refused_on_every_route(world: World) -> None:
    # The framework answers for the views: a quarter of them stands for all.
    for path in list(pages(world))[::4]:
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            assert Visitor(world.app).send(method, path).status_code in {400, 405}, f"{method} {path}"


def test_head_answers_like_get_without_a_body_and_options_tells_no_more_than_the_methods(world: World) -> None:
    # The framework answers HEAD for all views alike: a fifth of them stands for all.
    for path, letter in list(pages(world).items())[::5]:
        answer = world.ask(letter, "HEAD", path)
        assert answer.status_code == world.ask(letter, "GET", path).status_code, path
        assert answer.get_data() == b""
        assert not any(name.startswith("Access-Control") for name, _value in answer.headers)
    assert "Access-Control-Allow-Origin" not in world.ask("N", "OPTIONS", "/demands").headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "a b", "x" * 300])
def test_a_wrong_host_is_refused_on_every_kind_of_address(app: Flask, host: str) -> None:
    for path in ("/", "/nowhere", "/healthz", "/accounts/sign-in", "/static/app.css"):
        assert Visitor(app).send("GET", path, headers={"Host": host}).status_code == 400, path
    assert Visitor(app).send("GET", "/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200


def test_behind_tls_the_cookie_is_bound_to_the_host_and_transport_is_strict(make_app: Callable[..., Flask]) -> None:
    app = make_app(BEHIND_TLS=True)
    with app.app_context():
        user = make_user()
    client = app.test_client()
    page = Seen(200, "/", client.get("/accounts/sign-in", base_url="https://127.0.0.1"))
    data = {**fields_of(page.form()), "email": user.email, "password": PASSWORD}
    answer = client.post("/accounts/sign-in", data=data, base_url="https://127.0.0.1")
    assert answer.status_code == 303
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_planted_session_cookie_is_worth_nothing_after_signing_in(app: Flask) -> None:
    user = make_user()
    victim = Visitor(app)
    victim.open("/accounts/sign-in")
    before = victim.client.get_cookie("session")
    assert before is not None
    victim.sign_in(user)
    attacker = Visitor(app)
    attacker.client.set_cookie("session", before.value)
    assert attacker.open("/accounts/settings").path == "/accounts/sign-in"
    after = victim.client.get_cookie("session")
    assert after is not None
    assert after.value != before.value


def test_signing_out_ends_the_session_also_for_a_copied_cookie(app: Flask) -> None:
    victim = Visitor(app).sign_in(make_user())
    thief = Visitor(app)
    cookie = victim.client.get_cookie("session")
    assert cookie is not None
    thief.client.set_cookie("session", cookie.value)
    assert thief.open("/accounts/settings").path == "/accounts/settings"
    victim.post("/accounts/sign-out")
    assert thief.open("/accounts/settings").path == "/accounts/sign-in"
    assert victim.open("/accounts/settings").path == "/accounts/sign-in"


def test_a_token_of_another_session_is_refused(app: Flask) -> None:
    victim, attacker = Visitor(app).sign_in(make_user()), Visitor(app).sign_in(make_user())
    refused = victim.send("POST", "/organisations/new", data={"csrf_token": attacker.token(), "name": "x"})
    assert refused.status_code == 400
    assert victim.send("GET", "/accounts/sign-out").status_code == 405


FOREIGN = [
    "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/%09/evil.example/..//",
    "javascript:alert(1)", "evil.example", "http:///evil.example", "/@evil.example//", "\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", FOREIGN)
def test_next_never_leads_to_a_foreign_site(app: Flask, target: str) -> None:
    user = make_user()
    own = make_organisation(owner=user)
    for path, data in (
        ("/accounts/sign-in", {"email": user.email, "password": PASSWORD}),
        ("/text-size", {}),
        (f"/organisations/{own.id}/act-for", {}),
    ):
        visitor = Visitor(app)
        if "act-for" in path:
            visitor.sign_in(user)
        answer = visitor.post(path, {**data, "next": target}, follow=False).response
        assert answer.status_code in {303, 400}, path
        where = answer.headers.get("Location", "/")
        # What a browser makes of it: it reads a backslash as a slash and drops tabs and line ends.
        seen = urlsplit(urljoin("http://127.0.0.1/x", re.sub(r"[\t\r\n]", "", where).replace("\\", "/")))
        assert (seen.scheme, seen.hostname) == ("http", "127.0.0.1"), where
    shown = Visitor(app).open("/accounts/sign-in", query_string={"next": target})
    if shown.status == 200:
        hidden = shown.soup.select_one("input[name=next]")
        assert hidden is None or not hidden["value"].startswith(("//", "http", "\\"))
