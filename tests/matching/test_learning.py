"""What follows from judgments: look-alikes sink, ten grades order the rest, the other side hears the reason, and what
was said of an earlier demand is remembered, each only for those who may know of it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.jobs import WAITING, Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_models import BROKER, WEIGHTS, Judgment
from matchmaking.matching.judgments import judge_pair, undo_judgment
from matchmaking.matching.learning import adjuster_of, progress_of
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.repeat_models import Repeat
from matchmaking.matching.repeating import take_over_repeats
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_similar, two_criteria
from tests.matching.test_pages import Pair
from tests.visitor import Visitor


def plant() -> Pair:
    pair = Pair()
    plant_similar(pair.university, 12)
    return pair


@pytest.fixture
def pair(app: Flask) -> Pair:
    return kept(app, "learning", plant)


def buyer_of(pair: Pair) -> Viewer:
    return Viewer(user_id=pair.buyer.id, memberships={pair.enterprise.id: "owner"}, organisation_id=pair.enterprise.id)


def hurry() -> None:
    """Run what waits for its moment."""
    with unit_of_work():
        session.execute(update(Job).where(Job.state == WAITING).values(run_after=now()))
    run_waiting()


def similar_ids() -> list[int]:
    with reading():
        query = select(Achievement.id).where(Achievement.title.like("球阀阀座碳化钨涂层 %"))
        return list(session.scalars(query.order_by(Achievement.id)))


def stored(demand_id: int) -> dict[int, tuple[float, float, Any]]:
    """achievement id → (score, what was learned, the reasons for it)."""
    with reading():
        rows = session.scalars(select(Match).where(Match.demand_id == demand_id))
        return {
            one.achievement_id: (
                one.score, one.parts.get("learned", 0.0), one.reasons.get("alike") or one.reasons.get("learned")
            )
            for one in rows
        }  # fmt: skip


def say(pair: Pair, achievement_id: int, **values: Any) -> int:
    with unit_of_work():
        demand = session.get_one(Demand, values.pop("demand_id", pair.demand.id))
        achievement = session.get_one(Achievement, achievement_id)
        said = judge_pair(demand, achievement, **{"actor": buyer_of(pair), "side": "demand", **values})
        session.flush()
        return said.id


def grade(demand_id: int, achievement_ids: list[int], verdict: str) -> None:
    """What brokers say, written down directly."""
    with unit_of_work():
        user = make_user("broker")
        session.add_all(
            Judgment(
                demand_id=demand_id, achievement_id=one, user_id=user.id, side=BROKER, judge_key=f"user:{user.id}",
                verdict=verdict, weight=WEIGHTS[verdict],
            )
            for one in achievement_ids
        )  # fmt: skip


def test_what_is_like_something_irrelevant_sinks_at_the_next_run_for_this_demand_only(app: Flask, pair: Pair):
    other = make_demand(criteria=two_criteria(), title=pair.demand.title)
    first, *rest = similar_ids()
    weigh_and_store([(DEMAND, pair.demand.id), (DEMAND, other.id)])
    before, elsewhere = stored(pair.demand.id), stored(other.id)
    for _again in range(2):
        judgment = say(pair, first, verdict="irrelevant", reason_code="figures")
    assert stored(pair.demand.id) == before, "lists wait for the next run"
    with reading():
        key = f"matching.relearn:{pair.demand.id}"
        assert session.scalar(select(func.count(Job.id)).where(Job.key == key)) == 1
    hurry()
    after = stored(pair.demand.id)
    for one in rest:
        assert -0.15 <= after[one][1] < -0.05
        assert after[one][0] == pytest.approx(before[one][0] + after[one][1], abs=0.003)
        assert after[one][2] == judgment
    assert after[first] == before[first]
    assert after[pair.achievement.id][1] == 0.0, "it has another title"
    assert stored(other.id) == elsewhere

    page = Visitor(app).sign_in(pair.buyer).open("/matches")
    assert "排后一些：与您标为不相关的《球阀阀座碳化钨涂层" in page.text
    assert "相近（原因：指标达不到）" in page.text
    seen_by_maker = Visitor(app).sign_in(pair.maker).open("/matches").text
    assert "与您标为" not in seen_by_maker
    assert "排后一些：参考了对这条需求的已有评价" in seen_by_maker
    assert "已有评价" not in Visitor(app).open(f"/demands/{pair.demand.id}").text

    with unit_of_work():
        undo_judgment(session.get_one(Judgment, judgment), actor=buyer_of(pair))
    hurry()
    assert stored(pair.demand.id) == before


def test_a_reason_that_lies_in_the_circumstances_lowers_nothing_else(pair: Pair):
    first, *_rest = similar_ids()
    say(pair, first, verdict="irrelevant", reason_code="price")
    with reading():
        assert adjuster_of(pair.demand.id) is None
        assert progress_of([pair.demand.id])[pair.demand.id].own == 0


def test_the_tenth_grade_orders_the_rest_and_the_desk_says_how_many_are_missing(app: Flask, pair: Pair):
    similar = similar_ids()
    with reading():
        unlike = select(Achievement.id).where(Achievement.title.like("%的第%"))
        others = list(session.scalars(unlike.order_by(Achievement.id).limit(5)))
    grade(pair.demand.id, similar[:4], "strong")
    grade(pair.demand.id, others, "none")
    desk = Visitor(app).sign_in(make_user("broker"))
    assert "已评 9 条，再评 1 条就会按评价重排。" in desk.open(f"/desk/matches/{pair.demand.id}").text
    assert "再评 1 条" in desk.open("/desk/matches").text
    assert "再评 1 条" in desk.open(f"/demands/{pair.demand.id}").text
    desk.post(f"/matches/{pair.demand.id}/{similar[4]}/judge", {"verdict": "strong"})
    assert "已评 10 条，正在按评价重排，稍后刷新本页。" in desk.open(f"/desk/matches/{pair.demand.id}").text
    hurry()
    after = stored(pair.demand.id)
    assert all(after[one][1] > 0.1 for one in similar)
    assert {each[1] for each in after[similar[6]][2]} == {3}
    text = desk.open(f"/desk/matches/{pair.demand.id}?all=1").text
    assert "已按 10 条评价排列。" in text
    assert "排前一些：与评为“强相关”的《球阀阀座碳化钨涂层" in text
    before = stored(pair.demand.id)
    hurry()
    assert stored(pair.demand.id) == before


def test_a_criterion_of_the_demand_is_a_reason(app: Flask, pair: Pair):
    buyer, maker = Visitor(app).sign_in(pair.buyer), Visitor(app).sign_in(pair.maker)
    page = buyer.open(pair.address)
    assert [one.get_text() for one in page.soup.select("optgroup")[0].select("option")] == [
        "指标达不到“结合强度”", "指标达不到“孔隙率”"
    ]  # fmt: skip
    page = buyer.submit(page, {"verdict": "irrelevant", "reason_code": "figures:孔隙率"}, button="标为不相关")
    assert "不相关：指标达不到“孔隙率”" in page.text
    assert "标为不相关：指标达不到“孔隙率”" in maker.open(pair.address).text
    assert "selected" in str(buyer.open(f"{pair.address}/judge").soup.select_one("option[value='figures:孔隙率']"))
    refused = buyer.post(f"{pair.address}/judge", {"verdict": "irrelevant", "reason_code": "figures:客户"})
    assert refused.status == 422
    with unit_of_work():
        session.get_one(Demand, pair.demand.id).audiences = {"criteria": "consent"}
    assert "孔隙率" not in maker.open(pair.address).soup.select_one(".said").get_text()
    with pytest.raises(RuleBroken):
        say(pair, similar_ids()[0], verdict="irrelevant", reason_code="figures", criterion="孔隙率")


def notices(user_id: int) -> list[dict[str, Any]]:
    with reading():
        rows = session.scalars(select(Notice).where(Notice.user_id == user_id, Notice.kind == "matching.feedback"))
        return [one.data for one in rows]


def test_the_other_side_hears_the_reasons_once_a_day_and_never_from_whom(app: Flask, pair: Pair):
    second = make_demand(pair.enterprise, criteria=two_criteria(), title="球阀密封面喷涂", hides_name=True)
    owner = make_user()
    third = make_demand(make_organisation(owner=owner), criteria=two_criteria(), title="闸阀阀座喷涂")
    closed = make_demand(pair.enterprise, criteria=two_criteria(), title="保密的阀座喷涂", mode="invited")
    achievement = pair.achievement.id
    gone = say(pair, achievement, verdict="irrelevant", reason_code="price")
    say(pair, achievement, demand_id=second.id, verdict="irrelevant", reason_code="temperature", sentence="鹿鸣不要")
    say(pair, achievement, demand_id=closed.id, verdict="irrelevant", reason_code="field")
    buyer = Visitor(app).sign_in(owner)
    buyer.post(f"/matches/{third.id}/{achievement}/judge", {"verdict": "irrelevant", "reason_code": "temperature"})
    run_waiting()
    assert notices(pair.maker.id) == [], "it can still be taken back"
    with unit_of_work():
        undo_judgment(session.get_one(Judgment, gone), actor=buyer_of(pair))
    hurry()
    (told,) = notices(pair.maker.id)
    assert (told["reasons"], told["count"]) == ([["temperature", "", 2]], 2)
    maker = Visitor(app).sign_in(pair.maker)
    page = maker.open("/notices")
    assert f"您的成果“{pair.achievement.title}”被标为不相关：温度范围不够（2 次）" in page.text
    page = maker.open(f"/achievements/{achievement}")
    panel = page.soup.select_one("#feedback")
    assert "温度范围不够" in panel.get_text()
    assert [one.get_text() for one in panel.select("a.button")] == ["补上实测值和测试条件"]
    assert {one["href"] for one in panel.select(".record-meta a")} == {
        f"/matches/{one.id}/{achievement}" for one in (second, third)
    }
    assert "鹿鸣" not in page.html
    assert "保密的阀座" not in page.html
    assert "领域不对" not in panel.get_text()
    assert maker.open(panel.select_one("a.button")["href"]).status == 200
    assert "温度范围不够 2 次" in maker.open("/matches?side=achievement").text
    assert Visitor(app).sign_in(owner).open(f"/achievements/{achievement}").soup.select_one("#feedback") is None

    say(pair, achievement, verdict="irrelevant", reason_code="readiness")
    with unit_of_work():
        session.execute(update(Job).where(Job.state == WAITING).values(run_after=now()))
    run_waiting()
    assert len(notices(pair.maker.id)) == 1, "the second waits for the next morning"
    with reading():
        waiting = select(func.count(Job.id)).where(Job.name == "matching.tell_feedback", Job.state == WAITING)
        assert session.scalar(waiting) == 1


def test_the_demands_people_hear_why_a_team_put_it_aside(app: Flask, pair: Pair):
    maker = Visitor(app).sign_in(pair.maker)
    maker.post(f"{pair.address}/judge", {"verdict": "irrelevant", "reason_code": "figures:孔隙率"})
    hurry()
    (told,) = notices(pair.buyer.id)
    assert told["reasons"] == [["figures", "孔隙率", 1]]
    page = Visitor(app).sign_in(pair.buyer).open("/notices")
    assert f"您的需求“{pair.demand.title}”被标为不相关：指标达不到“孔隙率”" in page.text
    assert notices(pair.maker.id) == []


def test_a_demand_that_comes_again_remembers_what_brokers_said(app: Flask, pair: Pair):
    similar = similar_ids()
    grade(pair.demand.id, similar[:5], "strong")
    say(pair, similar[6], verdict="irrelevant", reason_code="field")
    with unit_of_work():
        session.get_one(Demand, pair.demand.id).state = "expired"
    run_waiting()
    owner = make_user()
    again = make_demand(pair.enterprise, criteria=two_criteria(), title=pair.demand.title, hides_name=True)
    elsewhere = make_demand(make_organisation(owner=owner), criteria=two_criteria(), title=pair.demand.title)
    hurry()
    with reading():
        progress = progress_of([again.id, elsewhere.id])
        assert [(one.own, one.remembered, one.missing) for one in progress.values()] == [(0, 5, 8), (0, 5, 8)]
        assert adjuster_of(again.id).of(similar[6], "球阀阀座碳化钨涂层 7 型").value < 0, "the own word counts again"
        assert adjuster_of(elsewhere.id) is None, "only brokers' words pass to another enterprise"
    path = f"/matches/{again.id}/{similar[0]}"
    assert f"来自需求《{pair.demand.title}》的评价：技术经理人" in Visitor(app).sign_in(pair.buyer).open(path).text
    stranger = Visitor(app).sign_in(owner).open(f"/matches/{elsewhere.id}/{similar[0]}").text
    assert "来自需求" not in stranger, "an expired demand of another enterprise is not theirs to see"
    desk = Visitor(app).sign_in(make_user("broker"))
    assert "以前相同需求的 5 条；再评 8 条" in desk.open(f"/desk/matches/{again.id}").text
    text = desk.open(f"/matches/{again.id}/{similar[6]}").text
    assert "来自需求" not in text, "that both are of one enterprise would give its name away"


def test_nothing_passes_from_a_demand_that_was_not_for_everybody(pair: Pair):
    similar = similar_ids()
    with unit_of_work():
        session.get_one(Demand, pair.demand.id).mode = "invited"
    run_waiting()
    elsewhere = make_demand(criteria=two_criteria(), title=pair.demand.title)
    grade(pair.demand.id, similar[:3], "strong")
    say(pair, similar[4], verdict="fits")
    hurry()
    own = make_demand(pair.enterprise, criteria=two_criteria(), title=pair.demand.title)
    hurry()
    with reading():
        progress = progress_of([elsewhere.id, own.id])
        assert (progress[elsewhere.id].remembers, progress[own.id].remembered) == (False, 3)
    with unit_of_work():
        take_over_repeats(own, elsewhere)
    with reading():
        rows = session.execute(select(Repeat.demand_id, Repeat.earlier_id).order_by(Repeat.demand_id))
        assert rows.all() == [(elsewhere.id, pair.demand.id), (own.id, elsewhere.id)]
        assert not progress_of([elsewhere.id])[elsewhere.id].remembers, "it is still not theirs to know"


def test_a_later_demand_hears_of_what_is_said_after_it_was_published(pair: Pair):
    later = make_demand(criteria=two_criteria(), title=pair.demand.title)
    with reading():
        assert not progress_of([later.id])[later.id].remembers
    similar = similar_ids()
    grade(pair.demand.id, similar[:3], "strong")
    say(pair, similar[4], verdict="fits")
    hurry()
    with reading():
        progress = progress_of([pair.demand.id, later.id])
        assert (progress[pair.demand.id].own, progress[later.id].remembered) == (3, 3)
