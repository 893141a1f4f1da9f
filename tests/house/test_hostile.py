"""Hostile input gets a clear refusal or an empty result: never a failure, never a slow answer, never a hole."""

import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from flask import Request
from werkzeug.test import TestResponse

from matchmaking.core.jobs import run_waiting
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.house.test_matrix import entries
from tests.house.world import COUNTY, World
from tests.visitor import Visitor, fields_of

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
# Broken query strings fail or not before a page reads them; these lists stand for all of them.
READING = ("/", "/demands", "/achievements.csv", "/organisations", "/search", "/notices", "/desk/people", "/matches")
# What comes through where a number is asked for, and what comes through where a word is.
NUMBERS = ("99999999999999999999", "0")
WORDS = (*NUMBERS, "-1", "1.5", "%00", "..%2f..", "1%0a", "½", "abc", "x" * 3000)
# Where the token is missing a form is refused before anything reads it: so many routes stand for all.
SAMPLE = 12


def tried(ask: Callable[[], TestResponse], what: str, wrong: list[str], *, at_most: int = 499) -> TestResponse:
    """Send one request and note what is wrong with the answer."""
    begun = time.process_time()
    try:
        response = ask()
    except Exception as error:
        wrong.append(f"{what[:200]}: {type(error).__name__}: {str(error)[:200]}")
        return TestResponse([], "500 raised", {}, None)  # type: ignore[arg-type]
    spent = time.process_time() - begun
    if response.status_code > at_most:
        wrong.append(f"{what[:200]}: {response.status_code}")
    if spent > SLOWEST:
        wrong.append(f"{what[:200]}: {spent:.1f} s")
    return response


def best_viewer(allowed: str) -> str:
    """Who gets furthest on a page: the owner, the administrator, or whoever is allowed."""
    return next(letter for letter in "OABENWMRICXY" if letter in allowed)


def pages(world: World) -> dict[str, str]:
    """Address → who opens it, one for every GET route."""
    found = {
        endpoint: (world.path(endpoint, place), best_viewer(allowed))
        for method, endpoint, place, allowed in entries()
        if method == "GET"
    }
    return dict(found.values())


def test_no_query_string_breaks_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[str] = []
    reading: list[str] = []
    readers: set[str] = set()

    class Watched(Request):
        """Notes that a page reads what is asked."""

        @cached_property
        def args(self) -> Any:
            reading.append(self.path)
            return super().args

    monkeypatch.setattr(world.app, "request_class", Watched)
    values = list(VALUES.values())
    for path, letter in pages(world).items():
        start = f"{path}&" if "?" in path else f"{path}?"
        # Every parameter meets every value on the pages that stand for all, and three of them on each page that reads
        # what is asked; where nothing is read, there is nothing to break twice.
        queries = {
            f"mixed {turn}": urlencode(
                {name: values[(place * 3 + turn) % len(values)] for place, name in enumerate(PARAMETERS)}
            )
            for turn in range(3)
        }
        if path in READING:
            queries |= {name: urlencode(dict.fromkeys(PARAMETERS, value)) for name, value in VALUES.items()}
            queries |= {raw[:40]: raw for raw in RAW}
        for name, query in queries.items():
            reading.clear()
            answer = tried(partial(world.ask, letter, "GET", start + query), f"{path} {name}", wrong)
            if b"<script>alert" in answer.get_data() or b"<b onclick" in answer.get_data():
                wrong.append(f"{path} {name}: the markup comes back as markup")
            if not reading:
                break
            readers.add(path)
    assert wrong == [], "\n".join(wrong)
    assert readers >= set(READING) - {"/"}


def test_no_address_breaks_a_route(world: World, short_refusals: None) -> None:
    wrong: list[str] = []
    for rule in world.app.url_map.iter_rules():
        if not rule.arguments:
            continue
        is_number = all("int" in type(one).__name__.lower() for one in rule._converters.values())
        for part in NUMBERS if is_number else WORDS:
            path = "".join(part if is_dynamic else text for is_dynamic, text in rule._trace if text != "|")
            # What no record has is refused before the method matters: two parts are tried with both.
            for method in sorted({"GET", "POST"} & set(rule.methods or ()))[: 2 if part in (NUMBERS[0], "abc") else 1]:
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
        only_forms = SoupStrainer("form", method="post")
        for form in BeautifulSoup(response.get_data(), "lxml", parse_only=only_forms).find_all("form"):
            target = (form.get("action") or path).partition("?")[0]
            endpoint, _arguments = routes.match(target, method="POST")
            if not found[endpoint][2]:
                found[endpoint] = (letter, target, fields_of(form))
    return list(found.values())


MIXED = (VALUES["negative"], VALUES["signs"], "１２．５～x")


def test_no_form_can_be_broken(world: World) -> None:
    wrong: list[str] = []
    # 100 kB as it travels, nine bytes for each Chinese character; three such fields in one body.
    large = "阀" * 5_000 + "x" * 55_000
    known: set[str] = set()
    for letter, path, fields in forms(world):
        names = [name for name in fields if name != "csrf_token"]
        # Two forms that ask for the same are read by the same code.
        new_names = [name for name in names if f"{path.split('/')[1]} {name}" not in known]
        known.update(f"{path.split('/')[1]} {name}" for name in names)
        bodies: dict[str, dict[str, Any]] = {"all empty": dict.fromkeys(names, "")}
        # A button without any field sends nothing else.
        if names:
            bodies["lists"] = {name: [f"{number}" for number in range(50)] for name in names[:20]}
        for three in (tuple(new_names[start : start + 3]) for start in range(0, len(new_names), 3)):
            bodies[f"300 kB in {three}"] = {**fields, **dict.fromkeys(three, large)}
        # Each field meets each value, in one body beside other values in the other fields.
        for turn in range(len(MIXED)) if names else ():
            bodies[f"mixed {turn}"] = {name: MIXED[(place + turn) % len(MIXED)] for place, name in enumerate(names)}
        row_lists = {name.partition("-")[0] for name in names if "-0-" in name}
        if row_lists:
            bodies["numbered"] = {f"{name}-{number}": "1" for number in (0, 99999999999) for name in names}
            bodies["add"] = {**fields, "add": "criteria", "remove": "criteria-99999999999999999999"}
        bodies |= {f"many {one}": {f"{one}-{number}-name": "x" for number in range(1500)} for one in row_lists}
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
    posts = [one for one in entries() if one[0] == "POST"]
    for number, (_method, endpoint, place, allowed) in enumerate(posts):
        path = world.path(endpoint, place, "POST")
        for body, kind in bodies if number % (len(posts) // SAMPLE) == 0 else bodies[3:4]:
            visitor = Visitor(world.app)
            if (letter := best_viewer(allowed)) in world.cookies:
                visitor.client.set_cookie("session", world.cookies[letter])
            answer = tried(partial(visitor.send, "POST", path, data=body, content_type=kind), f"{path} {kind}", wrong)
            if answer.status_code < 400:
                wrong.append(f"{path} {kind}: accepted without a token")
    assert wrong == [], "\n".join(wrong)


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
        "/", "/demands/mine", "/desk/refinements", "/demands.atom", "/workspace", "/notices", "/matches",
    ):  # fmt: skip
        for letter in "OBY":
            body = world.ask(letter, "GET", path).get_data()
            assert b"<script>alert" not in body, f"{letter} {path}"
            assert b"<b onclick" not in body, f"{letter} {path}"
