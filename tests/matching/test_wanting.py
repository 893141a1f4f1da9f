"""A match that was chosen stays chosen, whatever is computed afterwards, and only those concerned read it."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.core.records import WITHDRAWN
from matchmaking.demands.models import Demand
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.signals import match_wanted
from matchmaking.matching.wanting import mark_wanted
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


def matches() -> list[Match]:
    with unit_of_work() as session:
        return list(session.scalars(select(Match).order_by(Match.id)))


def choose(demand: Demand, *achievements: Any, organisation_id: int = 1) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    def hear(_demand: Demand, **said: Any) -> None:
        heard.append(said)

    with match_wanted.connected_to(hear), unit_of_work() as session:
        demand = session.get_one(Demand, demand.id)
        achievements = [session.get_one(Achievement, one.id) for one in achievements]
        mark_wanted(demand, achievements, organisation_id=organisation_id, actor=Viewer(user_id=7))
    return heard


def test_a_pair_that_nobody_computed_becomes_a_match_that_no_rematch_drops(app: Flask) -> None:
    demand = make_demand()
    stranger = make_achievement(title="水煮鱼丸的冷链保鲜", summary="", problem_solved="", description="", keywords=[],
                                comparison="", industry_codes=[], measurements=[], rights=[])  # fmt: skip
    assert [one.achievement_id for one in matches()] == []
    (said,) = choose(demand, stranger, organisation_id=stranger.organisation_id)
    (match,) = matches()
    assert (match.origin, match.is_wanted, match.wanted_by_id) == ("proposal", True, 7)
    assert (said["achievement"].id, said["organisation_id"]) == (stranger.id, stranger.organisation_id)
    assert [one.id for one in said["matches"]] == [match.id]
    weigh_and_store([(DEMAND, demand.id)])
    assert [(one.id, one.is_wanted) for one in matches()] == [(match.id, True)]
    with unit_of_work():
        current_session().get_one(Demand, demand.id).state = WITHDRAWN
    run_waiting()
    assert [(one.id, one.is_wanted) for one in matches()] == [(match.id, True)]


def test_a_choice_without_an_achievement_is_told_all_the_same(app: Flask) -> None:
    (said,) = choose(make_demand(), organisation_id=3)
    assert (said["achievement"], said["matches"], said["organisation_id"]) == (None, [], 3)
    assert matches() == []


def test_a_choice_marks_the_match_that_search_had_found_and_keeps_its_origin(app: Flask) -> None:
    demand, achievement = make_demand(), make_achievement()
    (found,) = matches()
    choose(demand, achievement)
    choose(demand, achievement)
    (match,) = matches()
    assert (match.id, match.origin, match.score) == (found.id, "search", found.score)
    assert match.wanted_at is not None


def test_only_both_sides_and_the_desk_read_that_it_was_chosen(app: Flask) -> None:
    buyer, seller, other, broker = make_user(), make_user(), make_user(), make_user("broker")
    make_organisation(owner=other)
    demand = make_demand(make_organisation(owner=buyer), hides_name=True)
    achievement = make_achievement(make_organisation(owner=seller))
    choose(demand, achievement)
    path = f"/matches/{demand.id}/{achievement.id}"
    readers = [Visitor(app).sign_in(one) for one in (buyer, seller, broker, other)] + [Visitor(app)]
    assert ["已选定" in one.open(path).text for one in readers] == [True, True, True, False, False]
    assert ["已选定" in one.open("/matches").text for one in readers[:4]] == [True, True, True, False]
