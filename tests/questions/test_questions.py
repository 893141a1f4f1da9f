"""Public questions about a demand: asked once, answered for everybody, declined with a reason, never with a name."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from matchmaking.clocks.models import Clock
from matchmaking.clocks.services import advance
from matchmaking.clocks.subjects import describe
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.following import tell_closing
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import register_in_charge
from matchmaking.notifications.models import Notice
from matchmaking.questions.models import Question
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.proposals.trips import Trip, make_trip
from tests.visitor import Seen, Visitor

ASKED = "基体能不能预热到 200 ℃？"


@pytest.fixture
def trip(app: Flask) -> Trip:
    return make_trip(app)


def ask(trip: Trip, text: str = ASKED, **values: str) -> Seen:
    return trip.writer.submit(
        trip.writer.open(trip.path("/questions/ask")), {"text": text, **values}, button="提交问题"
    )


def answer(trip: Trip, text: str = "可以，密封面变形不超过 0.03 mm。") -> Seen:
    page = trip.enterprise.open("/questions/1")
    return trip.enterprise.submit(page, {"text": text}, button="答复")


def panel(page: Seen) -> str:
    return " ".join(page.soup.select_one("section[aria-labelledby=questions]").get_text(" ").split())


def test_a_question_is_public_when_it_is_answered(app: Flask, trip: Trip, visitor: Visitor) -> None:
    assert trip.writer.open(trip.path()).soup.find("a", string="提问")["href"] == trip.path("/questions/ask")
    assert ASKED in panel(ask(trip))
    assert "还没有人提问" in panel(visitor.open(trip.path()))
    waiting = trip.enterprise.open(trip.path())
    assert ASKED in panel(waiting)
    assert "还剩 3 个工作日" in panel(waiting)
    assert visitor.open("/questions/1").status == 404
    assert "答复已公开" in answer(trip).text
    public = panel(visitor.open(trip.path()))
    assert f"{ASKED} 可以，密封面变形不超过 0.03 mm。 表面工程试验大学提问 鹿鸣泵阀有限公司" in public.replace(
        "\xa0", " "
    )
    with reading() as session:
        assert session.scalar(select(Clock.was_answered).where(Clock.kind == "question_answer")) is True
        told = [(one.kind, one.path) for one in session.scalars(select(Notice).order_by(Notice.id))]
    assert told == [("questions.answered", "/questions/1")]


def test_a_wording_that_is_changed_leaves_the_old_one_on_the_page(trip: Trip, visitor: Visitor) -> None:
    ask(trip)
    answer(trip)
    stale = trip.enterprise.open("/questions/1")
    answer(trip, "可以，到 180 ℃。")
    shown = visitor.open(trip.path())
    assert "改过 1 次" in panel(shown)
    assert "密封面变形" in shown.soup.select_one("#question-1 details").get_text()
    late = trip.enterprise.submit(stale, {"text": "不可以。"}, button="答复")
    assert late.status == 409
    assert "可以，到 180 ℃。" in late.text
    assert "不可以。" in late.text


def test_a_declined_question_is_for_nobody_but_who_asked(trip: Trip, visitor: Visitor) -> None:
    ask(trip)
    waiting = panel(trip.writer.open(trip.path()))
    assert "等待答复" in waiting
    assert "个工作日" in waiting, "who asked reads until when"
    assert "去答复" not in waiting
    form = trip.enterprise.open("/questions/1")
    assert trip.enterprise.submit(form, button="不予答复").errors() == ["不予答复的理由：请选择理由，提问人会看到。"]
    trip.enterprise.submit(form, {"reason_code": "confidential"}, button="不予答复")
    assert "理由：涉及保密内容，不便公开答复" in panel(trip.writer.open(trip.path()))
    assert ASKED not in visitor.open(trip.path()).text
    with reading() as session:
        assert (
            session.scalar(select(Notice.data).where(Notice.kind == "questions.declined"))["reason"] == "confidential"
        )


def test_the_same_question_twice_is_one(trip: Trip) -> None:
    page = trip.writer.open(trip.path("/questions/ask"))
    for _click in range(2):
        trip.writer.submit(page, {"text": ASKED}, button="提交问题")
    ask(trip)
    with reading() as session:
        assert session.scalar(select(func.count(Question.id))) == 1
    for number in range(4):
        ask(trip, f"第 {number} 问")
    refused = ask(trip, "再多问一个")
    assert refused.status == 409
    assert "已有 5 个提问等待答复" in refused.text


def test_who_asks_is_hidden_from_everybody_when_wanted(app: Flask, trip: Trip, visitor: Visitor) -> None:
    ask(trip, hides_asker="y")
    assert "表面工程试验大学" not in trip.enterprise.open("/questions/1").soup.main.get_text()
    answer(trip)
    assert "一家研发机构提问" in panel(visitor.open(trip.path()))
    assert "表面工程试验大学" in panel(trip.writer.open(trip.path()))


def test_a_hidden_enterprise_answers_without_its_name(app: Flask) -> None:
    trip = make_trip(app, hides_name=True)
    ask(trip)
    refused = answer(trip, "请到鹿鸣泵阀有限公司来看。")
    assert refused.errors() == ["答复的内容：您选择了不公开单位名称，这里却写了名称。请改成“我司”。"]
    answer(trip, "请到我司来看。")
    shown = panel(trip.writer.open(trip.path()))
    assert "需求方" in shown
    assert "鹿鸣" not in shown
    ask(trip, "是不是鹿鸣泵阀有限公司的活？")
    page = trip.enterprise.open("/questions/2")
    late = trip.enterprise.submit(page, {"text": "是的"}, button="答复")
    assert late.status == 409
    assert "公开后会泄露" in late.text


def test_after_the_deadline_nobody_asks_and_the_answer_still_comes(trip: Trip) -> None:
    ask(trip)
    with unit_of_work() as session:
        session.get_one(Demand, trip.demand.id).deadline_on = today() - timedelta(days=1)
    assert trip.writer.open(trip.path("/questions/ask")).status == 403
    assert "答复已公开" in answer(trip).text


def test_the_broker_in_charge_answers_as_a_broker(app: Flask, trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchmaking.demands.permissions._in_charge", [])
    ask(trip)
    mine, other = make_user("broker"), make_user("broker")
    register_in_charge(lambda viewer, demand: viewer.user_id == mine.id)
    assert Visitor(app).sign_in(other).post("/questions/1/answer", {"text": "好"}).status == 403
    broker = Visitor(app).sign_in(mine)
    broker.submit(broker.open("/questions/1"), {"text": "企业说可以。"}, button="答复")
    assert "技术经理人" in panel(trip.writer.open(trip.path()))


def test_a_question_that_nobody_answers_goes_up(app: Flask, trip: Trip) -> None:
    officer = make_user("county_officer", county_code="330324")
    ask(trip)
    with unit_of_work() as session:
        clock = session.scalars(select(Clock)).one()
        subject = describe([("questions", 1)])["questions", 1]
        advance(clock, subject, clock.county_at)
        told = session.scalars(select(Notice).where(Notice.user_id == officer.id)).one()
    assert (told.kind, told.path) == ("clocks.escalated", "/questions/1")
    assert Visitor(app).sign_in(officer).open("/questions/1").status == 200


def test_followers_hear_once_of_answers_extensions_and_the_end(app: Flask, trip: Trip) -> None:
    follower = make_user("researcher")
    reader = Visitor(app).sign_in(follower)
    make_organisation(owner=follower)
    page = reader.open(trip.path())
    assert "已关注" in reader.submit(page, button="关注", action="following/demand").text
    assert reader.submit(page, button="关注", action="following/demand").status == 200
    ask(trip)
    answer(trip)
    answer(trip, "换一种说法。")
    with unit_of_work() as session:
        demand = session.get_one(Demand, trip.demand.id)
        demand.deadline_on = today() + timedelta(days=2)
    for _time in range(2):
        with unit_of_work():
            tell_closing()
    run_waiting()
    with reading() as session:
        query = select(Notice.kind, Notice.path).where(Notice.user_id == follower.id).order_by(Notice.id)
        assert [tuple(one) for one in session.execute(query)] == [
            ("follows.demand_question", f"{trip.path('/questions')}#question-1"),
            ("follows.demand_closing", trip.path()),
        ]
    assert trip.demand.title in reader.open("/notices/following").text
    reader.submit(reader.open("/notices/following"), button="取消关注", action="following/demand")
    assert "还没有关注需求" in reader.open("/notices/following").text
