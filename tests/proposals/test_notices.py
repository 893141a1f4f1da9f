"""Who hears what of an answer, and the clock on it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.jobs import look
from matchmaking.clocks.models import Clock
from matchmaking.clocks.working_days import add_working_days
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.extending import extend_deadline
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.demands.services import withdraw_demand
from matchmaking.follows.models import RecordFollow
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Membership
from matchmaking.proposals.jobs import remind_drafts
from matchmaking.proposals.lists import proposals_to
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import can_view_proposal
from tests.proposals.trips import TYPED, Trip, make_trip


@pytest.fixture
def trip(app: Flask) -> Trip:
    return make_trip(app)


def told(organisation_id: int) -> list[tuple[str, dict[str, Any]]]:
    """The notices of the members of an organisation."""
    with reading() as session:
        members = select(Membership.user_id).where(Membership.organisation_id == organisation_id)
        found = session.scalars(select(Notice).where(Notice.user_id.in_(members)).order_by(Notice.id))
        return [(one.kind, one.data) for one in found if one.kind.startswith(("proposals.", "demands."))]


def test_the_demands_side_hears_of_every_step(trip: Trip) -> None:
    page = trip.submitted()
    edit = trip.writer.open(f"{page}/edit")
    trip.writer.submit(edit, {"price_low": "90", "no_confidential": "y"}, button="提交修改")
    trip.writer.submit(trip.writer.open(f"{page}/withdraw"), {"reason": "设备没空"}, button="确认撤回")
    whose = {"title": trip.demand.title, "sealed": False, "organisation": "表面工程试验大学"}
    assert told(trip.demand.organisation_id) == [
        ("proposals.submitted", whose),
        ("proposals.revised", {**whose, "times": 1}),
        ("proposals.withdrawn", {**whose, "number": f"YD-{today().year}-0001", "reason": "设备没空"}),
    ]
    with reading() as session:
        clock = session.scalars(select(Clock).where(Clock.kind == "proposal_review")).one()
        assert (clock.organisation_id, clock.was_answered) == (trip.demand.organisation_id, False)
        assert clock.due_at == add_working_days(accepts_answers_until(trip.demand), 10)


def test_a_sealed_answer_is_only_counted_until_the_deadline(app: Flask) -> None:
    trip = make_trip(app, mode="challenge")
    page = trip.submitted()
    assert trip.enterprise.open(page).status == 404
    listed = trip.enterprise.open(trip.path("/answers")).text
    assert "已收到 1 份应答，还不能打开" in listed
    assert "表面工程试验大学" not in listed
    assert "截止前密封" in trip.writer.open(page).text
    assert told(trip.demand.organisation_id) == [("proposals.submitted", {"title": trip.demand.title, "sealed": True})]
    with unit_of_work() as session:
        look()
        assert session.scalars(select(Clock).where(Clock.kind == "proposal_review")).all() == []
        session.get_one(Demand, trip.demand.id).deadline_on = today() - timedelta(days=1)
        session.flush()
        look()
        assert session.scalars(select(Clock.kind).where(Clock.subject_type == "proposals")).all() == ["proposal_review"]
    assert trip.enterprise.open(page).status == 200


def test_an_extension_reaches_teams_and_followers_once_and_moves_the_clock(trip: Trip) -> None:
    trip.submitted()
    with unit_of_work() as session:
        member = session.scalar(select(Membership.user_id).where(Membership.organisation_id == trip.team.id))
        session.add(RecordFollow(user_id=member, kind="demand", record_id=trip.demand.id))
    later = today() + timedelta(days=30)
    with unit_of_work() as session:
        demand = session.get_one(Demand, trip.demand.id)
        extend_deadline(demand, later, reason_code="few_answers", reason="", actor=Viewer(user_id=None))
    assert [(kind, data["after"]) for kind, data in told(trip.team.id)] == [("demands.extended", later.isoformat())]
    with reading() as session:
        running = session.scalars(select(Clock).where(Clock.closed_at.is_(None), Clock.subject_type == "proposals"))
        assert running.one().due_at == add_working_days(accepts_answers_until(demand), 10)


def test_who_is_writing_hears_that_the_demand_is_gone(trip: Trip) -> None:
    trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    with unit_of_work() as session:
        withdraw_demand(session.get_one(Demand, trip.demand.id), actor=Viewer(), reason="项目取消")
    heard = [(kind, data["reason"]) for kind, data in told(trip.team.id) if kind.startswith("proposals.")]
    assert heard == [("proposals.demand_withdrawn", "项目取消")]
    assert trip.writer.open("/proposals/1/edit").path == "/proposals/1"


def test_a_draft_is_reminded_of_three_days_before_and_on_the_day(trip: Trip) -> None:
    trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    for left in (4, 3, 2, 0, 0):
        with unit_of_work() as session:
            session.get_one(Demand, trip.demand.id).deadline_on = today() + timedelta(days=left)
        with unit_of_work():
            remind_drafts()
    days = [(today() + timedelta(days=left)).isoformat() for left in (3, 2, 0)]
    assert [data["until"] for _kind, data in told(trip.team.id)] == days


def test_a_demand_that_shows_its_criteria_to_few_is_answered_without_them(app: Flask) -> None:
    trip = make_trip(app, audiences={"criteria": "consent"})
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    assert "技术指标只给需求方同意的单位看" in form.text
    assert "结合强度" not in form.soup.main.get_text()
    check = trip.writer.submit(form, TYPED, button="保存并核对")
    trip.writer.submit(check, {"no_confidential": "y"}, button="提交应答")
    with reading() as session:
        proposal = session.get_one(Proposal, 1)
        assert (proposal.state, proposal.promises) == ("submitted", [])
        broker = Viewer(user_id=9, role="broker")
        assert not can_view_proposal(broker, proposal)
        assert proposals_to(proposal.demand, broker) == []
