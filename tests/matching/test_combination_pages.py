"""Where people see teams of achievements: the panel on a demand's page, and the page with the table."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching.combination_queries import combinations_for, wider_combinations
from matchmaking.matching.models import Match
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_unrelated, two_criteria, two_measurements
from tests.matching.test_pages import queries_of
from tests.visitor import Visitor

THIRD = {"name": "启闭寿命", "importance": "must", "operator": ">=", "target_low": 100000.0, "unit": "次"}
LASTS = {"name": "启闭寿命", "operator": ">=", "value_low": 120000.0, "unit": "次"}


def plant() -> tuple[Any, ...]:
    """A demand with three musts, of which one achievement meets two and another one the third."""
    plant_unrelated()
    buyer, maker, partner = make_user(), make_user("researcher"), make_user("researcher")
    demand = make_demand(make_organisation(owner=buyer), criteria=[*two_criteria(), THIRD], hides_name=True)
    first = make_achievement(make_organisation(kind="university", owner=maker), measurements=two_measurements())
    second = make_achievement(
        make_organisation(kind="institute", name="鹭屿密封研究所", owner=partner),
        title="含颗粒介质球阀阀座密封寿命提升", measurements=[LASTS],
    )  # fmt: skip
    return buyer, partner, demand, first, second


@pytest.fixture
def planted(app: Flask) -> tuple[Any, ...]:
    return kept(app, "combinations", plant)


def test_the_page_of_a_demand_names_the_team_and_what_each_adds(app: Flask, planted: tuple[Any, ...]):
    _, partner, demand, first, second = planted
    page = Visitor(app).open(f"/demands/{demand.id}")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("section[aria-labelledby=combination] li")]
    with unit_of_work():
        (found,) = combinations_for(Viewer.nobody(), session.get_one(Demand, demand.id))
    assert [one.id for one in found.members] == [first.id, second.id]
    assert (rows[0].endswith("满足： 结合强度、孔隙率"), rows[1].endswith("满足： 启闭寿命")) == (True, True)
    assert "合起来，3 项都有人满足" in page.text
    assert "您的成果" in Visitor(app).sign_in(partner).open(f"/demands/{demand.id}").text


def test_the_table_shows_who_meets_what_and_the_owner_may_write_to_each(app: Flask, planted: tuple[Any, ...]):
    buyer, _, demand, _, second = planted
    address = f"/demands/{demand.id}/combinations"
    page = Visitor(app).sign_in(buyer).open(address)
    cells = [
        [cell.get_text(" ", strip=True).replace("\xa0", " ") for cell in row.select("td")]
        for row in page.soup.select("table tbody tr")
    ]
    assert cells[0] == ["满足 76 MPa", "未说明"]
    assert cells[2] == ["未说明", "满足 ≥ 120000 次"]
    assert page.soup.select(f"form[action='/achievements/{second.id}/approach']")
    stranger = Visitor(app)
    assert not stranger.open(address).soup.select("main form")
    assert queries_of(app, stranger, address) <= 12


def test_what_somebody_put_aside_is_in_none_of_the_own_teams(app: Flask, planted: tuple[Any, ...]):
    buyer, _, demand, _, second = planted
    owner = Visitor(app).sign_in(buyer)
    owner.post(f"/matches/{demand.id}/{second.id}/judge", {"verdict": "irrelevant", "reason_code": "field"})
    assert "组合方案" not in owner.open(f"/demands/{demand.id}").text
    assert "没有组合方案" in owner.open(f"/demands/{demand.id}/combinations").text
    assert "合起来，3 项都有人满足" in Visitor(app).open(f"/demands/{demand.id}").text


def test_the_desk_also_finds_what_is_not_among_the_stored_matches(app: Flask, planted: tuple[Any, ...]):
    _, _, demand, first, second = planted
    broker = Viewer(user_id=make_user("broker").id, role="broker")
    with unit_of_work():
        session.execute(delete(Match).where(Match.demand_id == demand.id, Match.achievement_id == second.id))
        stored = session.get_one(Demand, demand.id)
        assert combinations_for(broker, stored) == []
        (found,) = wider_combinations(broker, stored)
    assert [one.id for one in found.members] == [first.id, second.id]


def test_locked_criteria_combine_nothing(app: Flask, planted: tuple[Any, ...]):
    _, _, demand, _, _ = planted
    with unit_of_work():
        session.get_one(Demand, demand.id).audiences = {"criteria": "consent"}
    run_waiting()
    page = Visitor(app).open(f"/demands/{demand.id}/combinations")
    assert ("没有组合方案" in page.text, "启闭寿命" in page.text) == (True, False)
