"""Hostile input gets a clear refusal or an empty result: never a failure, never a slow answer, never a hole."""

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.jobs import run_waiting
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.house.test_matrix import entries
from tests.house.world import COUNTY, World, plant
from tests.visitor import PASSWORD, Seen, Visitor, fields_of

SLOWEST = 3.0
# Every name that some page reads from the address; a value that fits none of them is tried under all at once.
PARAMETERS = (  # noqa: SIM905
    "page q sort state show role county industry kind readiness price budget cooperation transfer deadline level "
    "trial rights stage field technical_field next side type code lang record demand_id"
).split()
VALUES = {
    "negative": "-1",
    "huge": "99999999999999999999",
    "just too large": "99999999",
    "operators": 'title:* OR "',
    "emoji": "🔩👩‍🔬" * 5,
    # Ten kilobytes in all, like the other values under every name at once.
    "long": "阀" * (10_000 // 9 // len(PARAMETERS)),
    "nul": "a\0b",
    "signs": "%s%n{0}{{7*7}}../../etc/passwd' OR 1=1 --<script>alert(1)</script>\"><b onclick=x>[](){}*?+^$|\\~",
    "full width": "１２．５～＋－／：",
    "exponent": "1e400",
}
RAW = (
    "q=" + "%E9%98%80" * 1100,
    "q=%ff%fe",
    "q=%ed%a0%80",
    "q=%",
    "%00=1",
    "page=%00",
    "q=%c0%af",
    "&&&==;;",
    "page[]=1",
    "q=a" + "&q=b" * 2000,
)
PARTS = ("99999999999999999999", "0", "-1", "1.5", "%00", "..%2f..", "1%0a", "½", "abc", "x" * 3000)
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def world(app: Flask) -> World:
    return plant(app)


def tried(ask: Callable[[], TestResponse], what: str, wrong: list[str], *, at_most: int = 499) -> TestResponse:
    """Send one request and note what is wrong with the answer."""
    begun = time.perf_counter()
    try:
        response = ask()
    except Exception as error:
        wrong.append(f"{what[:200]}: {type(error).__name__}: {str(error)[:200]}")
        return TestResponse([], "500 raised", {}, None)  # type: ignore[arg-type]
    spent = time.perf_counter() - begun
    if response.status_code > at_most:
        wrong.append(f"{what[:200]}: {response.status_code}")
    if spent > SLOWEST:
        wrong.append(f"{what[:200]}: {spent:.1f} s")
    return response


def best_viewer(allowed: str) -> str:
    """Who gets furthest on a page: the owner, the administrator, or whoever is allowed."""
    return next(letter for letter in "OABEN" if letter in allowed)


def pages(world: World) -> dict[str, str]:
    """Address → who opens it, one for every GET route."""
    found = {
        endpoint: (world.path(endpoint, place), best_viewer(allowed))
        for method, endpoint, place, allowed in entries()
        if method == "GET"
    }
    return dict(found.values())


def test_no_query_string_breaks_a_page(world: World) -> None:
    wrong: list[str] = []
    for path, letter in pages(world).items():
        start = f"{path}&" if "?" in path else f"{path}?"
        queries = {name: urlencode(dict.fromkeys(PARAMETERS, value)) for name, value in VALUES.items()}
        for name, query in {**queries, **{raw[:40]: raw for raw in RAW}}.items():
            answer = tried(partial(world.ask, letter, "GET", start + query), f"{path} {name}", wrong)
            if b"<script>alert" in answer.get_data() or b"<b onclick" in answer.get_data():
                wrong.append(f"{path} {name}: the markup comes back as markup")
    assert wrong == [], "\n".join(wrong)


def test_no_address_breaks_a_route(world: World) -> None:
    wrong: list[str] = []
    for rule in world.app.url_map.iter_rules():
        if not rule.arguments:
            continue
        for part in PARTS:
            path = "".join(part if is_dynamic else text for is_dynamic, text in rule._trace if text != "|")
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                tried(partial(world.ask, "A", method, path), f"{method} {path}", wrong)
    assert wrong == [], "\n".join(wrong)


def forms(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """(viewer, address, fields as a browser sends them) for every route that takes a form, one form each."""
    routes = world.app.url_map.bind("127.0.0.1")
    found: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for method, endpoint, place, allowed in entries():
        if method == "POST":
            found[endpoint] = (best_viewer(allowed), world.path(endpoint, place, "POST"), {})
    for path, letter in pages(world).items():
        response = world.ask(letter, "GET", path)
        if not response.content_type.startswith("text/html"):
            continue
        for form in BeautifulSoup(response.get_data(), "html.parser").find_all("form", method="post"):
            target = (form.get("action") or path).partition("?")[0]
            endpoint, _arguments = routes.match(target, method="POST")
            if not found[endpoint][2]:
                found[endpoint] = (letter, target, fields_of(form))
    return list(found.values())


def test_no_form_can_be_broken(world: World) -> None:
    wrong: list[str] = []
    # 300 kB as it travels: nine bytes for each of these characters.
    large = "阀" * 16_000 + "x" * 156_000
    for letter, path, fields in forms(world):
        names = [name for name in fields if name != "csrf_token"]
        bodies: dict[str, dict[str, Any]] = {
            "empty": {},
            "all empty": dict.fromkeys(names, ""),
            "lists": {name: [f"{number}" for number in range(50)] for name in names[:20]},
            "numbered": {f"{name}-{number}": "1" for number in (0, 99999999999) for name in names},
            "many fields": {f"{name}{number}": "x" for name in ("unknown", "criteria-") for number in range(3000)},
            "many rows": {f"criteria-{number}-name": "x" for number in range(1500)},
            "add": {**fields, "add": "criteria", "remove": "criteria-99999999999999999999"},
            "wrong types": dict.fromkeys(names, "１２．５～x"),
            **{f"300 kB in {name}": {**fields, name: large} for name in names[:40]},
            **{one: dict.fromkeys(names, VALUES[one]) for one in ("negative", "huge", "nul", "signs")},
        }
        for what, body in bodies.items():
            body = {name: value for name, value in body.items() if name != "csrf_token"}
            tried(partial(world.ask, letter, "POST", path, body), f"{path} {what}", wrong)
    assert wrong == [], "\n".join(wrong)


def test_a_body_over_the_limit_is_refused_with_our_page(world: World) -> None:
    too_long = world.ask("O", "POST", "/demands/new", {"title": "x" * 700_000})
    assert too_long.status_code == 413
    assert "提交的内容太大" in too_long.get_data(as_text=True)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    body = head + b"x" * world.app.config["MAX_CONTENT_LENGTH"] + b"\r\n--x--\r\n"
    upload = Visitor(world.app).send(
        "POST", "/accounts/sign-in", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert upload.status_code == 413
    many = "&".join(f"field{number}=1" for number in range(world.app.config["MAX_FORM_PARTS"] + 1))
    kind = "application/x-www-form-urlencoded"
    assert Visitor(world.app).send("POST", "/accounts/sign-in", data=many, content_type=kind).status_code == 413


def test_odd_bodies_are_refused(world: World) -> None:
    wrong: list[str] = []
    bodies = [
        (b"\xff\xfe=\xed\xa0\x80&a", "application/x-www-form-urlencoded"),
        (b"{" * 50_000, "application/json"),
        (b'--x\r\nContent-Disposition: form-data; name="a', "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"<x/>", "text/xml; charset=utf-99"),
    ]
    for method, endpoint, place, allowed in entries():
        if method != "POST":
            continue
        path = world.path(endpoint, place, "POST")
        for body, kind in bodies:
            visitor = Visitor(world.app)
            if (letter := best_viewer(allowed)) in world.cookies:
                visitor.client.set_cookie("session", world.cookies[letter])
            answer = tried(partial(visitor.send, "POST", path, data=body, content_type=kind), f"{path} {kind}", wrong)
            if answer.status_code < 400:
                wrong.append(f"{path} {kind}: accepted without a token")
    assert wrong == [], "\n".join(wrong)


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
    for path in pages(world):
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            assert Visitor(world.app).send(method, path).status_code in {400, 405}, f"{method} {path}"


def test_head_answers_like_get_without_a_body_and_options_tells_no_more_than_the_methods(world: World) -> None:
    for path, letter in pages(world).items():
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


def test_pages_that_depend_on_the_viewer_are_not_kept_by_shared_caches(world: World) -> None:
    for path, letter in pages(world).items():
        answer = world.ask(letter, "GET", path)
        assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"], path
        assert "Cookie" in answer.headers.get("Vary", ""), path


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


def test_what_people_write_comes_back_as_text_everywhere(world: World) -> None:
    markup = '"><script>alert(1)</script><b onclick=x>{{7*7}}阀'
    place = make_organisation(owner=world.people["O"], name=markup, introduction=markup, county_code=COUNTY)
    words = {"title": markup, "summary": markup, "keywords": [markup]}
    demand = make_demand(place, problem=markup, context=markup, tried=markup, offers=markup, **words)
    achievement = make_achievement(description=markup, problem_solved=markup, comparison=markup, **words)
    make_demand(place, state="submitted", **words)
    run_waiting()
    for path in (
        f"/demands/{demand.id}", f"/achievements/{achievement.id}", f"/matches/{demand.id}/{achievement.id}",
        f"/organisations/{place.id}", "/demands?q=阀", "/achievements?q=阀", "/search?q=阀", "/organisations?q=阀",
        "/", "/demands/mine", "/desk/demands", "/demands.atom", "/workspace", "/notices", "/matches",
    ):  # fmt: skip
        for letter in "OBY":
            body = world.ask(letter, "GET", path).get_data()
            assert b"<script>alert" not in body, f"{letter} {path}"
            assert b"<b onclick" not in body, f"{letter} {path}"
