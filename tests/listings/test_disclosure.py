"""Parts of a record that are not for everybody: they are in no page, table, index or match of others."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements import documents as achievement_documents
from matchmaking.achievements.catalogue import from_database as achievements_from_database
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import reading, session
from matchmaking.core.jobs import run_waiting
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.catalogue import from_database as demands_from_database
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_public, as_shown, shown_groups
from matchmaking.matching.models import Match
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor
from tests.writing import change_record

# One word for each group; a single one of them is a leak.
WORDS = {"problem": "龘靐麤", "criteria": "齾鑶籲", "money": "1834.7", "offers": "灪爩鱻"}
DEMAND: dict[str, Any] = {
    **FITTING_DEMAND,
    "problem": f"曝气盘膜片{WORDS['problem']}堵塞。",
    "criteria": [
        {"name": f"氧转移效率{WORDS['criteria']}", "importance": "must", "operator": ">=", "target_low": 30.0}
    ],
    "budget_low": 18_347_000,
    "budget_high": 18_347_000,
    "offers": f"提供{WORDS['offers']}样件",
}
LOCKED = dict.fromkeys(WORDS, "consent")
PAGES = ("/demands", "/demands/1", "/search?q=曝气盘", "/demands?q=曝气盘", "/", "/demands.csv", "/demands.atom")


def leaks(text: str) -> list[str]:
    plain = text.replace("\u00a0", " ").replace("\u2060", "")
    return [group for group, word in WORDS.items() if word in plain or (group == "money" and "18347000" in plain)]


@pytest.fixture
def owner(app: Flask) -> Any:
    return make_user()


@pytest.fixture
def locked(app: Flask, owner: Any) -> Demand:
    return make_demand(make_organisation(owner=owner), **DEMAND, audiences=LOCKED)


def test_a_locked_part_is_on_no_page_of_others_and_the_page_says_that_it_is_locked(
    app: Flask, owner: Any, locked: Demand
) -> None:
    stranger = make_user("researcher")
    university = make_organisation(owner=stranger, kind="university")
    achievement = make_achievement(university, **FITTING_ACHIEVEMENT)
    pages = (*PAGES, "/matches", f"/matches/{locked.id}/{achievement.id}", f"/achievements/{achievement.id}")
    people = {"nobody": Visitor(app), "stranger": Visitor(app).sign_in(stranger)}
    people["broker"] = Visitor(app).sign_in(make_user("broker"))
    for who, visitor in people.items():
        for path in (*pages, *(["/desk/matches/1"] if who == "broker" else [])):
            seen = visitor.open(path)
            assert seen.status in (200, 303), (who, path)
            assert leaks(seen.html) == [], (who, path)
        book = load_workbook(io.BytesIO(visitor.client.get("/demands.xlsx").data))
        assert leaks(str([[cell.value for cell in row] for row in book.active])) == []
    page = people["stranger"].open("/demands/1")
    assert "还没有向您公开的内容" in page.text
    assert "预算未公开" in page.text
    assert "面议" not in page.text
    own = Visitor(app).sign_in(owner).open("/demands/1")
    assert leaks(own.html) == list(WORDS)


def test_the_index_and_the_matches_know_public_parts_only(app: Flask, locked: Demand) -> None:
    make_achievement(**FITTING_ACHIEVEMENT)
    with reading():
        document = demand_documents.describe(demand_documents.load([locked.id])[0])
        assert document is not None
        assert leaks(document.title + document.body) == []
        assert document.facets["budget"] == ()
        assert "budget" not in document.sorts
        for word in ("龘靐麤", "齾鑶籲"):
            results = engine().search("demand", Query(text=word))
            assert results.loosened or results.ids == []
        for match in session.query(Match):
            assert match.findings == []
            assert leaks(str(match.reasons)) == []
            assert "price" not in match.reasons["codes"] or "within" not in match.reasons["codes"]["price"]


def test_locking_a_part_later_takes_it_out_of_the_stored_matches_at_once(app: Flask, owner: Any) -> None:
    demand = make_demand(make_organisation(owner=owner), **DEMAND)
    make_achievement(**FITTING_ACHIEVEMENT)
    with reading():
        assert leaks(str([one.name for match in session.query(Match) for one in match.findings])) == ["criteria"]
    writer = Visitor(app).sign_in(owner)
    changed = change_record(writer, f"/demands/{demand.id}", {"audiences-criteria": "consent"})
    assert changed.path == f"/demands/{demand.id}"
    with reading():
        assert session.get_one(Demand, demand.id).audiences == {"criteria": "consent"}
        assert [match.findings for match in session.query(Match)] == [[]]
    run_waiting()
    with reading():
        assert [match.findings for match in session.query(Match)] == [[]]


def test_what_is_for_signed_in_people_is_shown_to_them_alone(app: Flask) -> None:
    make_demand(**DEMAND, audiences=dict.fromkeys(WORDS, "signed_in"))
    assert leaks(Visitor(app).open("/demands/1").html) == []
    assert leaks(Visitor(app).sign_in(make_user("investor")).open("/demands/1").html) == list(WORDS)


def test_who_checks_a_record_reads_all_of_it_until_it_is_published(app: Flask) -> None:
    demand = make_demand(**DEMAND, audiences=LOCKED, state="submitted", published_at=None)
    broker = Viewer(user_id=9, role="broker")
    with reading():
        record = session.get_one(Demand, demand.id)
        assert shown_groups(broker, record) == frozenset(DEMANDS.groups)
        record.state = "published"
        assert shown_groups(broker, record) == {"files"}


def test_an_empty_field_stands_where_a_part_is_locked(app: Flask) -> None:
    make_achievement(audiences=dict.fromkeys(ACHIEVEMENTS.groups, "consent"), team="某团队")
    with reading():
        record = achievement_documents.load([1])[0]
        known = as_shown(Viewer.nobody(), record)
        assert (known.description, known.measurements, known.rights) == ("", [], [])
        assert (known.price_low, known.pricing_mode, known.team) == (None, None, None)
        assert known.title == record.title
        assert as_public(known).locked == frozenset(ACHIEVEMENTS.groups)
        assert achievement_documents.facets(record)["price"] == ()
        assert achievement_documents.facets(record)["evidence"] == ()


def test_without_an_index_the_database_does_not_look_into_locked_parts_either(app: Flask) -> None:
    make_demand(problem="阀座龘靐", audiences={"problem": "consent", "money": "consent"})
    make_achievement(description="喷涂龘靐", audiences={"method": "consent", "measurements": "consent"})
    with reading():
        for answer in (demands_from_database, achievements_from_database):
            assert answer(Query(text="龘靐")).ids == []
            assert answer(Query(text="阀座")).ids == [1]
        counts = demands_from_database(Query(text="")).facets
        assert counts["budget"] == {}
        assert achievements_from_database(Query(text="")).facets["evidence"] == {"rights": 1}
