"""Asking an expert for a talk: once, with a time limit, with an answer, and without giving hidden names away."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from matchmaking.accounts.models import User
from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.enquiries.models import Enquiry
from matchmaking.experts.models import Expert
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.experts import make_expert
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor

FACTORY = "岭下阀门有限公司"
QUESTION = "阀座 3 个月就漏，想请您到现场看一次。"


class Trip:
    """An enterprise, and a professor with an account whose profile is public without the name."""

    def __init__(self, app: Flask) -> None:
        self.owner: User = make_user()
        self.person: User = make_user("researcher")
        place = make_organisation(name=FACTORY, owner=self.owner, county_code="330324")
        self.demand = make_demand(place, hides_name=True)
        university = make_organisation(kind="university", reader=self.person, owner=make_user())
        self.expert = make_expert(university, self.person, monthly_limit=1)
        self.enterprise, self.professor = Visitor(app).sign_in(self.owner), Visitor(app).sign_in(self.person)

    def form(self) -> Seen:
        return self.enterprise.open(f"/enquiries/new/expert/{self.expert.id}")

    def ask(self, page: Seen | None = None, **values: Any) -> Seen:
        return self.enterprise.submit(page or self.form(), {"text": QUESTION, **values}, button="送出")


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def notices() -> list[tuple[int, str, str]]:
    with reading():
        found = session.scalars(select(Notice).order_by(Notice.id))
        return [(one.user_id, one.kind, " ".join([words_of(one, "zh")[0], *words_of(one, "zh")[1]])) for one in found]


def test_an_enquiry_waits_with_a_clock_and_is_answered(trip: Trip) -> None:
    form = trip.form()
    assert trip.enterprise.submit(form, {"text": ""}, button="送出").errors() == [
        "请写清想请教什么，对方靠它决定能不能帮上。"
    ]
    sent = trip.ask(form)
    assert "已送达" in sent.text
    assert trip.ask(form).path == sent.path, "sent twice, it is one"
    with reading():
        assert session.scalar(select(func.count(Enquiry.id))) == 1
        clock = session.scalars(select(Clock).where(Clock.kind == "enquiry_answer")).one()
        assert (clock.user_id, clock.organisation_id, clock.closed_at) == (trip.person.id, None, None)
    assert "答复对“" in trip.professor.open("/workspace").text
    page = trip.professor.open(sent.path)
    refused = trip.professor.submit(page, {"decision": "accepted"}, button="答复")
    assert refused.status == 422
    assert refused.errors() == ["告诉对方：请写明怎样联系或什么时候方便，对方才能接着谈。"]
    trip.professor.submit(page, {"decision": "accepted", "text": "周三下午，找沈老师。"}, button="答复")
    assert "周三下午，找沈老师。" in trip.enterprise.open(sent.path).text
    assert trip.professor.submit(page, {"decision": "declined", "reason_code": "busy"}, button="答复").status == 409
    told = [one[:2] for one in notices() if one[1].startswith("enquiries.")]
    assert told == [(trip.owner.id, "enquiries.accepted")]


def test_a_hidden_name_stays_hidden_until_its_owner_says_it(trip: Trip) -> None:
    sent = trip.ask(demand_id=str(trip.demand.id))
    pages = [trip.professor.open(sent.path), trip.professor.open("/enquiries"), trip.professor.open("/notices")]
    for page in pages:
        assert FACTORY not in page.html
    assert "永嘉县的一家单位（企业）" in pages[0].text
    assert trip.demand.title in pages[0].text
    assert FACTORY not in str(notices())
    trip.enterprise.submit(trip.enterprise.open(sent.path), button="告诉对方我们是谁")
    assert FACTORY in trip.professor.open(sent.path).text


def test_a_demand_that_names_its_owner_is_not_shown_by_who_stays_unnamed(trip: Trip) -> None:
    with unit_of_work():
        session.get_one(Demand, trip.demand.id).hides_name = False
    refused = trip.ask(demand_id=str(trip.demand.id), hides_asker="y")
    assert refused.status == 422
    assert refused.errors() == [
        "是哪条需求的事：这条需求公开了贵单位的名称，对方打开就看得到。请不选需求，或者不勾“先不告诉”。"
    ]
    with unit_of_work():
        session.get_one(Demand, trip.demand.id).hides_name = True
    sent = trip.ask(demand_id=str(trip.demand.id))
    with unit_of_work():
        session.get_one(Demand, trip.demand.id).hides_name = False
    assert trip.demand.title not in trip.professor.open(sent.path).text, "named later, it is not linked any more"
    assert trip.demand.title in trip.enterprise.open(sent.path).text


def test_a_full_month_and_a_waiting_enquiry_refuse_the_next(app: Flask, trip: Trip) -> None:
    other_tab = trip.form()
    sent = trip.ask()
    assert trip.form().path == sent.path, "who comes back is shown what waits"
    again = trip.ask(other_tab)
    assert again.status == 422
    assert again.errors() == ["贵单位已有一次请教在等对方答复，请等答复后再问，或先撤回那一次。"]
    assert QUESTION in again.html, "what was typed stays"
    other = make_user()
    make_organisation(owner=other)
    visitor = Visitor(app).sign_in(other)
    assert "本月的名额已满" in visitor.open(f"/experts/{trip.expert.id}").text
    assert visitor.open(sent.path).status == 404
    trip.enterprise.submit(trip.enterprise.open(sent.path), button="撤回")
    assert "请教或约谈" in visitor.open(f"/experts/{trip.expert.id}").text
    with reading():
        assert session.scalar(select(Clock.was_answered).where(Clock.kind == "enquiry_answer")) is False


def test_who_takes_none_is_not_asked(trip: Trip) -> None:
    with unit_of_work():
        session.get_one(Expert, trip.expert.id).takes_requests = False
    assert "请教或约谈" not in trip.enterprise.open(f"/experts/{trip.expert.id}").text
    assert trip.form().status == 403


def test_a_reason_goes_with_a_no(trip: Trip) -> None:
    sent = trip.ask()
    page = trip.professor.open(sent.path)
    assert trip.professor.submit(page, {"decision": "declined"}, button="答复").errors() == [
        "请选择谢绝的理由，对方会看到。"
    ]
    trip.professor.submit(page, {"decision": "declined", "reason_code": "field"}, button="答复")
    assert "理由：不在我的专长或服务范围内" in trip.enterprise.open(sent.path).text
    assert "理由：不在我的专长或服务范围内" in notices()[-1][2]
