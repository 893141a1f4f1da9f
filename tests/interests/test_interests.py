"""Interest in a project is answered in time, leads to next steps and to the list that brokers work on, and names nobody
who wants to stay unnamed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.jobs import look
from matchmaking.clocks.models import Clock
from matchmaking.consents.models import Consent
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.interests.models import Interest, InterestMatch, InterestStep
from matchmaking.interests.services import NextStep, add_step, raise_interest
from matchmaking.matching.models import Match
from matchmaking.meetings.jobs import look as look_at_meetings
from matchmaking.meetings.models import Meeting
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project, ProjectAchievement
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.meetings import Pair, make_pair
from tests.factories.roadshows import make_roadshow
from tests.kept import kept
from tests.visitor import Seen, Visitor

FACTORY = "岭下阀门有限公司"
ODD: dict[str, Any] = {
    "title": "水煮鱼丸的冷链保鲜", "problem": "鱼丸发酸", "context": "", "tried": "", "keywords": [], "criteria": [],
    "industry_codes": ["food"],
}  # fmt: skip
WORDS = "想要检测报告，用于立项评审。"


@pytest.fixture
def pair(app: Flask) -> Pair:
    return kept(app, "meetings", make_pair)


def show(visitor: Visitor, pair: Pair, kind: str, **values: Any) -> Seen:
    page = visitor.open(f"/interests/new/{pair.project.id}/{kind}")
    return visitor.submit(page, {"words": WORDS, **values}, button="送出")


def only(model: Any) -> Any:
    with unit_of_work():
        return session.scalars(select(model)).one()


def notices(kind: str) -> list[tuple[int, str]]:
    with reading():
        found = session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
        return [(one.user_id, " ".join([words_of(one, "zh")[0], *words_of(one, "zh")[1]])) for one in found]


def link(pair: Pair, **values: Any) -> int:
    """An achievement of the team that the project brings to market."""
    with unit_of_work():
        place = session.get_one(Project, pair.project.id).organisation
    achievement = make_achievement(place, **values)
    with unit_of_work() as one:
        one.add(ProjectAchievement(project_id=pair.project.id, achievement_id=achievement.id))
    return achievement.id


def own_demand(pair: Pair, **values: Any) -> int:
    """A demand of the asker."""
    with unit_of_work():
        place = session.get_one(Organisation, pair.asker_place)
    return make_demand(place, **values).id


def test_material_is_asked_for_once_and_given_to_the_organisation_that_asked(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    assert "索取资料" in asker.open(f"/projects/{pair.project.id}").text
    form = asker.open(f"/interests/new/{pair.project.id}/material")
    assert asker.submit(form, {"words": ""}, button="送出").errors() == [
        "想要什么资料，做什么用：请写明想要什么，项目方靠它决定怎样答复。"
    ]
    sent = asker.submit(form, {"words": WORDS}, button="送出")
    assert asker.submit(form, {"words": WORDS}, button="送出").path == sent.path, "sent twice, it is one"
    assert asker.open(f"/interests/new/{pair.project.id}/material").path == sent.path, "and who comes back finds it"
    interest = only(Interest)
    assert [one[0] for one in notices("interests.raised")] == [pair.team.id]
    with reading():
        clock = session.scalars(select(Clock).where(Clock.kind == "interest_material")).one()
        assert (clock.organisation_id, clock.county_code) == (pair.team_place, "330324")
    page = team.open(sent.path)
    assert team.submit(page, {"decision": "answered"}, button="答复").errors() == [
        "告诉对方：请写明怎样联系或接着做什么，对方才能接着谈。"
    ]
    step = {"step": "寄检测报告原件", "side": "team", "due_on": today().isoformat()}
    team.submit(page, {"decision": "answered", "words": "已开放。", "groups": ["contact"], **step}, button="答复")
    consent = only(Consent)
    assert (consent.group, consent.organisation_id, consent.state) == ("contact", pair.asker_place, "granted")
    assert "林工" in asker.open(f"/projects/{pair.project.id}").text
    assert notices("interests.answered")[0][0] == pair.asker.id
    assert "寄检测报告原件" in asker.open(sent.path).text
    assert team.submit(team.open(sent.path), button="结束").status == 409, "a step is open"
    team.submit(team.open(sent.path), {"words": "已寄出"}, button="已办好")
    assert [one[0] for one in notices("interests.step_done")] == [pair.asker.id]
    ended = team.submit(team.open(sent.path), {"result": "agreed"}, button="结束")
    assert "结果：谈成了，进入合作" in ended.text.replace("结果： ", "结果：")
    with reading():
        assert session.scalars(select(Clock.id).where(Clock.closed_at.is_(None))).all() == []
        assert session.get_one(Interest, interest.id).open_key is None


def test_the_asker_stays_unnamed_to_the_team_and_on_the_desk_until_it_says_who_it_is(app: Flask, pair: Pair) -> None:
    team, asker, broker = (Visitor(app).sign_in(one) for one in (pair.team, pair.asker, make_user("broker")))
    sent = show(asker, pair, "follow", hides_asker="y")
    for page in (team.open(sent.path), team.open("/interests"), broker.open(sent.path), broker.open("/desk/interests")):
        assert (page.status, FACTORY in page.html, "永嘉县的一家单位（企业）" in page.text) == (200, False, True)
    assert FACTORY not in str(notices("interests.raised"))
    assert team.open(f"{sent.path}/meeting").status == 403, "a meeting would say who it is"
    broker.submit(broker.open("/desk/interests"), button="由我跟进这个项目")
    assert FACTORY in broker.open(sent.path).text
    asker.submit(asker.open(sent.path), button="告诉对方我们是谁")
    assert FACTORY in team.open(sent.path).text


def test_what_the_team_ignores_goes_up_and_stands_first_on_the_desk(app: Flask, pair: Pair) -> None:
    asker, officer = Visitor(app).sign_in(pair.asker), make_user("county_officer", county_code="330324")
    desk = Visitor(app).sign_in(officer)
    late = show(asker, pair, "talk")
    show(asker, pair, "follow")
    assert desk.open(late.path).status == 404
    with unit_of_work():
        clock = session.scalars(select(Clock).where(Clock.kind == "interest_talk")).one()
        clock.due_at = clock.county_at = clock.next_at = now() - timedelta(days=1)
    with unit_of_work():
        look()
    assert desk.open(late.path).status == 200
    with unit_of_work():
        talk = session.scalars(select(Interest).where(Interest.kind == "talk")).one()
        step = add_step(talk, NextStep("发样册", "team", today()), actor=None)
        own = session.scalars(select(Clock).where(Clock.kind == "interest_talk")).one()
        promised = session.scalars(
            select(Clock).where(Clock.subject_id == step.id, Clock.kind == "interest_step")
        ).one()
        promised.due_at, own.closed_at = own.due_at, now()
    page = desk.open("/desk/interests")
    assert [one.get_text(strip=True)[:2] for one in page.soup.select("main h2.record-title")] == ["约谈", "关注"]
    assert [
        one.get_text(strip=True)[:2] for one in desk.open("/desk/interests?late=1").soup.select("main h2.record-title")
    ] == ["约谈"]


def test_demands_that_fit_come_into_the_list_linked_both_ways(app: Flask, pair: Pair) -> None:
    achievement, fitting = link(pair), own_demand(pair)
    own_demand(pair, **ODD)
    own_demand(pair, hides_name=True)
    sent = show(Visitor(app).sign_in(pair.asker), pair, "material")
    run_waiting()
    with reading():
        rows = session.execute(select(Match.demand_id, Match.achievement_id, Match.id).join(InterestMatch)).all()
    ((demand_id, achievement_id, _match),) = rows
    assert (demand_id, achievement_id) == (fitting, achievement), "neither what does not fit nor what hides its name"
    team = Visitor(app).sign_in(pair.team)
    pair_page = team.open(f"/matches/{demand_id}/{achievement_id}")
    assert "来自路演" in pair_page.text
    assert f"/matches/{demand_id}/{achievement_id}" in team.open(sent.path).html
    broker = Visitor(app).sign_in(make_user("broker"))
    assert "路演中有人感兴趣" in broker.open(f"/desk/matches/{demand_id}").text
    assert "来自路演" not in Visitor(app).open(f"/matches/{demand_id}/{achievement_id}").text


def test_a_named_demand_comes_into_the_list_though_nothing_speaks_for_it(app: Flask, pair: Pair) -> None:
    achievement = link(pair)
    odd = own_demand(pair, **ODD)
    hidden = own_demand(pair, hides_name=True)
    asker = Visitor(app).sign_in(pair.asker)
    refused = show(asker, pair, "material", demand_id=str(hidden))
    assert (refused.status, "这条需求没有公开单位名称" in refused.text) == (422, True)
    show(asker, pair, "material", demand_id=str(odd))
    run_waiting()
    with reading():
        stored = session.scalars(select(Match).where(Match.demand_id == odd)).one()
        assert (stored.achievement_id, stored.band, stored.added_at is not None) == (achievement, "look", True)


def test_the_hub_says_what_is_to_be_done_and_what_was_promised(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    roadshow = make_roadshow(
        state="ended", starts_at=now() - timedelta(days=5), closed_at=now() - timedelta(days=4),
        pitches=[("阀座", 20, {"project_id": pair.project.id})],
    )  # fmt: skip
    raised = f"/interests/new/{pair.project.id}/follow?roadshow={roadshow.id}"
    assert asker.post(f"{raised}&next=/help").path == "/help", "one press in the live room, and back to it"
    sent = asker.open(raised)
    hub = team.open(f"/projects/{pair.project.id}/hub")
    assert "集中跟进第 5 天，共 14 天" in hub.text
    assert FACTORY in hub.text
    assert roadshow.title in hub.text
    assert roadshow.title in team.open(sent.path).text
    promised = {"step": "来厂里看样机", "side": "asker", "due_on": today().isoformat()}
    team.submit(team.open(sent.path), {"decision": "answered", "words": "欢迎来看。", **promised}, button="答复")
    assert "来厂里看样机" in team.open(f"/projects/{pair.project.id}/hub").text
    with unit_of_work():
        session.scalars(select(InterestStep)).one().due_on = today() - timedelta(days=1)
        roadshow = session.get_one(type(roadshow), roadshow.id)
        roadshow.closed_at = now() - timedelta(days=20)
    hub = team.open(f"/projects/{pair.project.id}/hub")
    assert "持续跟进，还有 83 天" in hub.text
    assert "已逾期" in hub.text
    assert asker.open(f"/projects/{pair.project.id}/hub").status == 403
    assert Visitor(app).sign_in(make_user("broker")).open(f"/projects/{pair.project.id}/hub").status == 403


def test_the_team_proposes_a_time_and_what_was_agreed_becomes_a_step(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    sent = show(asker, pair, "talk")
    day = (today() + timedelta(days=3)).isoformat()
    form = team.open(f"{sent.path}/meeting")
    met = team.submit(form, {"day": day, "begins": "14:30", "place": "会议号 1"}, button="发给对方")
    assert "双方的时间" not in met.text
    assert only(Interest).state == "answered"
    asker.submit(asker.open(met.path), {"decision": "accepted"}, button="答复")
    with unit_of_work():
        meeting = session.scalars(select(Meeting)).one()
        meeting.starts_at, meeting.ends_at = now() - timedelta(hours=2), now() - timedelta(hours=1)
    with unit_of_work():
        look_at_meetings()
    said = {"outcome": "held", "next_step": "寄样品", "next_side": "owner", "next_on": day}
    asker.submit(asker.open(met.path), said, button="记下结果")
    step = only(InterestStep)
    assert (step.text, step.side, step.due_on.isoformat()) == ("寄样品", "team", day)
    with reading():
        due = session.scalars(select(Clock).where(Clock.kind == "interest_step")).one()
        assert (due.organisation_id, due.due_at.isoformat()) == (pair.team_place, f"{day}T09:30:00+00:00")


def test_two_presses_at_the_same_moment_make_one(app: Flask, pair: Pair) -> None:
    with unit_of_work():
        project = session.get_one(Project, pair.project.id)
        first = raise_interest(project, "follow", actor=pair.viewer(pair.asker))
        again = raise_interest(project, "follow", actor=pair.viewer(pair.asker), words="再来一次")
        assert first.id == again.id


def test_who_waits_for_the_answer_of_a_project_that_is_withdrawn_hears_that_none_will_come(
    app: Flask, pair: Pair
) -> None:
    asker = Visitor(app).sign_in(pair.asker)
    show(asker, pair, "material")
    team = Visitor(app).sign_in(pair.team)
    page = team.open(f"/projects/{pair.project.id}/withdraw")
    team.submit(page, {"reason": "项目已转给合资公司。"}, button="撤回")
    interest = only(Interest)
    assert (interest.state, interest.result_code, interest.open_key) == ("closed", "gone", None)
    with reading():
        assert (
            session.scalars(select(Clock).where(Clock.subject_type == "interests", Clock.closed_at.is_(None))).all()
            == []
        )
    told = notices("interests.closed")
    assert [(one, "项目已不再展出，没有答复" in words) for one, words in told] == [(pair.asker.id, True)]
