"""Every page as everybody opens it: who may, what it must not tell, its languages, and that no shared cache keeps it.

All pages are opened once in a process, for all of these tests together: that is most of their time.
"""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.house import test_chosen_only, test_english_pages, test_leaks
from tests.house.test_matrix import LETTERS, entries, is_refused
from tests.house.world import plant

# To whom the owner of the hidden demand is nobody's business; the others see it among the verified organisations too.
STRANGERS = "NERIXBCYA"


@dataclass
class Sweep:
    """What was wrong, by what was looked for."""

    rights: list[str] = field(default_factory=list)
    hidden_names: list[str] = field(default_factory=list)
    chosen_demands: list[str] = field(default_factory=list)
    caching: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    opened: int = 0
    english: int = 0


_swept: list[Sweep] = []


def prefixes(letter: str, allowed: str) -> tuple[str, ...]:
    """The languages in which somebody opens a page.

    Who may and what is told does not depend on the language: of those who may, the first and the last read English;
    nobody in particular, and where they are few, in both languages.
    """
    may = allowed.replace(".", "")
    if letter not in (may[0], may[-1]):
        return ("",)
    return ("", "/en") if letter == "N" or len(may) < 3 else ("/en",)


def sweep(app: Flask) -> Sweep:
    """Open every planted page as everybody, beside a demand that hides its owner and two for a chosen few."""
    world, found = plant(app), Sweep()
    test_leaks.Case(world)
    signs = test_chosen_only.signs_of(test_chosen_only.Case(world))
    for method, endpoint, place, allowed in entries():
        if method != "GET":
            continue
        letters = ""
        for letter in LETTERS:
            opened = []
            for prefix in prefixes(letter, allowed):
                path = prefix + world.path(endpoint, place)
                answer = world.ask(letter, "GET", path)
                opened.append(not is_refused(answer))
                if opened[-1]:
                    look_at(found, letter, path, answer)
                if 300 <= answer.status_code < 400 and opened[-1]:
                    answer = world.ask(letter, "GET", path, follow_redirects=True)
                data = answer.get_data()
                if letter in STRANGERS:
                    found.hidden_names += [f"{letter} {path}: {one}" for one in test_leaks.told(letter, path, data)]
                # Brokers and officers look after these demands; the others have nothing to do with them.
                if letter in "NX":
                    met = test_chosen_only.met(signs, path, data)
                    found.chosen_demands += [f"{letter} {path}: {one}" for one in met]
            found.opened += len(opened)
            letters += letter if all(opened) else "." if not any(opened) else "?"
        if letters != allowed:
            found.rights.append(f"GET {endpoint} {place}: {letters}, decided {allowed}")
    return found


def look_at(found: Sweep, letter: str, path: str, answer: TestResponse) -> None:
    """What a page that somebody may open says of itself: who may keep it, and its language."""
    headers = answer.headers
    if not {"private", "no-store"} & set(headers["Cache-Control"].replace(",", " ").split()):
        found.caching.append(f"{letter} {path}: {headers['Cache-Control']}")
    if "Cookie" not in headers.get("Vary", ""):
        found.caching.append(f"{letter} {path}: Vary {headers.get('Vary')}")
    if path.startswith("/en/") and answer.mimetype == "text/html" and answer.status_code == 200:
        found.english += 1
        if wrong := test_english_pages.wrong_words(answer.get_data()):
            found.language.append(f"{letter} {path}: {wrong}")


@pytest.fixture
def swept(app: Flask, short_refusals: None) -> Sweep:
    if not _swept:
        _swept.append(sweep(app))
    return _swept[0]


def test_everybody_may_open_exactly_what_the_table_says(swept: Sweep) -> None:
    assert swept.rights == [], "\n".join(swept.rights)
    assert swept.opened > 2000


def test_no_page_tells_whose_the_hidden_demand_is(swept: Sweep) -> None:
    assert swept.hidden_names == [], "\n".join(swept.hidden_names)


def test_nobody_but_the_chosen_meets_their_demands(swept: Sweep) -> None:
    assert swept.chosen_demands == [], "\n".join(swept.chosen_demands)


def test_pages_that_depend_on_the_viewer_are_not_kept_by_shared_caches(swept: Sweep) -> None:
    assert swept.caching == [], "\n".join(swept.caching)


def test_every_english_page_says_its_language_and_that_of_its_chinese_passages(swept: Sweep) -> None:
    assert swept.language == [], "\n".join(swept.language)
    assert swept.english > 400
