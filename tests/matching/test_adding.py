"""A broker's own idea stays in the list of a demand, whatever is computed, and everybody learns of it once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.matching.adding import BROKER, PITCH, add_pair, take_back
from matchmaking.matching.bulk import Bulk
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.models import Match, MatchAddition
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

STRANGE = {
    "title": "水煮鱼丸的冷链保鲜", "summary": "", "problem_solved": "", "description": "", "keywords": [],
    "comparison": "", "industry_codes": [], "measurements": [], "rights": [],
}  # fmt: skip


def matches() -> list[Match]:
    with unit_of_work() as session:
        return list(session.scalars(select(Match).order_by(Match.id)))


def add(demand: Demand, achievement: Achievement, origin: str = BROKER, **values: str) -> None:
    with unit_of_work() as session:
        add_pair(
            session.get_one(Demand, demand.id), session.get_one(Achievement, achievement.id), origin=origin,
            actor=Viewer(user_id=values.pop("by", None)), **values,
        )  # fmt: skip


def test_a_broker_puts_a_pair_into_the_list_that_no_computation_would_keep(app: Flask) -> None:
    buyer, seller, broker = make_user(), make_user(), make_user("broker")
    demand = make_demand(make_organisation(owner=buyer))
    achievement = make_achievement(make_organisation(owner=seller), **STRANGE)
    assert matches() == []
    visitor = Visitor(app).sign_in(broker)
    page = visitor.open(f"/matches/{demand.id}/{achievement.id}/why-not")
    assert "把这项成果放进候选" in page.text
    form = visitor.open(f"/matches/{demand.id}/{achievement.id}/add")
    assert visitor.submit(form, {"note": ""}).errors() == ["请写明为什么合适，同事审阅时靠它判断。"]
    review = visitor.submit(form, {"note": "低温下的密封经验可以借来用"})
    assert (review.status, "技术经理人放进候选：低温下的密封经验可以借来用" in review.text.replace(" ", "")) == (
        200,
        True,
    )
    visitor.submit(form, {"note": "又按了一次"})
    (match,) = matches()
    assert (match.origin, match.band, len(match.reasons["codes"]) > 0) == ("broker", "look", True)
    with reading() as session:
        (addition,) = session.scalars(select(MatchAddition))
        assert (addition.user_id, addition.note) == (broker.id, "低温下的密封经验可以借来用")
        told = session.execute(select(Notice.user_id, Notice.kind).order_by(Notice.id)).all()
    assert told == [(buyer.id, "matching.added_for_demand"), (seller.id, "matching.added_for_achievement")]
    assert Visitor(app).sign_in(buyer).open(f"/matches/{demand.id}/{achievement.id}/add").status == 403
    assert "技术经理人放进候选" in Visitor(app).sign_in(seller).open("/matches").text
    visitor.submit(visitor.open(f"/matches/{demand.id}/{achievement.id}/add"), button="取消")
    weigh_and_store([(DEMAND, demand.id)])
    assert matches() == []


def test_an_added_pair_is_weighed_anew_on_every_way_and_dropped_on_none(app: Flask) -> None:
    demand, achievement = make_demand(), make_achievement(**STRANGE)
    add(demand, achievement)
    (before,) = matches()
    with unit_of_work() as session:
        session.get_one(Achievement, achievement.id).readiness_level = None
        session.get_one(Match, before.id).score = 0.9
    weigh_and_store([(ACHIEVEMENT, achievement.id)])
    (after,) = matches()
    assert (after.id, after.score < 0.5) == (before.id, True), "its score is what the records say"
    with unit_of_work() as session:
        session.get_one(Match, before.id).score = 0.9
    with reading():
        writes = Bulk(0, now() + timedelta(seconds=1)).storing([achievement.id])
    assert [(values["id"], values["score"]) for values, _before, _rows in writes.changed] == [(after.id, after.score)]
    assert writes.gone == []


def test_each_way_into_the_list_is_kept_beside_the_others(app: Flask) -> None:
    demand, achievement = make_demand(), make_achievement()
    (found,) = matches()
    add(demand, achievement, note="看过样品")
    add(demand, achievement, PITCH)
    (match,) = matches()
    assert (match.id, match.origin) == (found.id, "search")
    with unit_of_work() as session:
        stored = session.get_one(Match, match.id)
        take_back(stored, BROKER, actor=Viewer())
        assert stored.added_at is not None, "the pitch still holds it"
        take_back(stored, PITCH, actor=Viewer())
        assert stored.added_at is None


def test_two_records_of_one_organisation_are_no_pair(app: Flask) -> None:
    place = make_organisation()
    demand, achievement = make_demand(place), make_achievement(place)
    with pytest.raises(RuleBroken, match="需求和成果是同一家单位的，不用放进候选。"):
        add(demand, achievement)
    assert matches() == []
