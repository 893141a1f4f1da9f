"""Whose turn it is while a contract is performed, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from matchmaking.clocks.models import Clock
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import open_clock, stop
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, ENDED, SELLER, SIDES
from matchmaking.milestones.accord_models import Accord, Dispute
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan
from matchmaking.milestones.states import (
    ACCEPTANCE,
    AGREED,
    CLAIMED,
    DELIVERED,
    DISPUTED,
    OPEN,
    PLANNED,
    PROPOSED,
    REPORTED,
    SENT_BACK,
)

DELIVER, ACCEPT = "milestone_deliver", "milestone_accept"
CLAIM, PAY, CONFIRM = "payment_claim", "payment_pay", "payment_confirm"
ANSWERS = {BUYER: "performance_answer_buyer", SELLER: "performance_answer_seller"}
DISPUTE, FINAL = "dispute_step", "final_acceptance"
KINDS = (DELIVER, ACCEPT, CLAIM, PAY, CONFIRM, *ANSWERS.values(), DISPUTE, FINAL)


def register_clocks() -> None:
    """Tell the mechanism of clocks. Nothing goes up to officers: a deal is nobody's business but its sides'."""
    buyer, seller = SIDES[BUYER], SIDES[SELLER]
    for code, name, todo, whose in (
        (DELIVER, _l("提交里程碑成果"), _deliver, seller),
        (ACCEPT, _l("验收里程碑"), _accept, buyer),
        (CLAIM, _l("提出付款"), _claim, seller),
        (PAY, _l("付款并告知"), _pay, buyer),
        (CONFIRM, _l("确认到账"), _confirm, seller),
        (ANSWERS[BUYER], _l("需求方答复履约事项"), _answer, buyer),
        (ANSWERS[SELLER], _l("成果方答复履约事项"), _answer, seller),
        (DISPUTE, _l("处理履约争议"), _dispute, _l("答应办的一方")),
        (FINAL, _l("提出最终验收"), _final, seller),
    ):
        register_kind(Kind(code, name, todo, None, whose=whose, is_confidential=True))
    register_subject("milestones", Milestone.id, Milestone.title, "milestones.show_milestone", "milestone_id")
    register_subject("payments", Payment.id, Payment.title, "milestones.show_payment", "payment_id")
    register_subject("performance_accords", Accord.id, Accord.title, "milestones.show_accord", "accord_id")
    register_subject("performance_disputes", Dispute.id, Dispute.title, "milestones.show_dispute", "dispute_id")
    register_subject(
        "performance_plans", PerformancePlan.deal_id, PerformancePlan.title, "milestones.show_plan", "deal_id"
    )


@dataclass(frozen=True)
class _Wanted:
    """A clock that should run."""

    kind: str
    subject: Any
    subject_id: int
    side: str
    due_on: date | None = None


@dataclass(frozen=True)
class _Whole:
    """The plan under the id of its deal, because that is what its page is found by."""

    id: int
    __tablename__ = "performance_plans"


def tend(deal: Deal, plan: PerformancePlan | None, *, was_answered: bool = True) -> None:
    """Start the clocks that should run for a deal and stop those that should not; doing it twice changes nothing."""
    wanted = {(one.kind, one.subject.__tablename__, one.subject_id): one for one in _wanted(deal, plan)}
    for clock in _running(deal, plan):
        key = (clock.kind, clock.subject_type, clock.subject_id)
        one = wanted.pop(key, None)
        if one is None or not _is_same(clock, one, deal):
            stop(clock, was_answered=was_answered)
            if one is not None:
                wanted[key] = one
    for one in wanted.values():
        if one.side == BROKER and deal.broker_id is None:
            continue
        open_clock(
            one.kind, one.subject, organisation_id=deal.party_id(one.side),
            user_id=deal.broker_id if one.side == BROKER else None, due_at=_due_at(one),
        )  # fmt: skip


def _is_same(clock: Clock, one: _Wanted, deal: Deal) -> bool:
    """Whether a running clock still has the same owner and the same promised day."""
    if clock.organisation_id != deal.party_id(one.side) or (one.side == BROKER and clock.user_id != deal.broker_id):
        return False
    due_at = _due_at(one)
    return due_at is None or clock.due_at == due_at


def _due_at(one: _Wanted) -> datetime | None:
    """The promised day; one that is over already says nothing, then the rule of the kind decides."""
    return end_of(one.due_on) if one.due_on is not None and one.due_on >= today() else None


def _wanted(deal: Deal, plan: PerformancePlan | None) -> Iterator[_Wanted]:
    if deal.state == ENDED:
        return
    session = current_session()
    accords = list(session.scalars(select(Accord).where(Accord.deal_id == deal.id).order_by(Accord.id)))
    for accord in accords:
        if accord.state == PROPOSED:
            for side in accord.lacks:
                yield _Wanted(ANSWERS[side], accord, accord.id, side)
    for dispute in session.scalars(select(Dispute).where(Dispute.deal_id == deal.id, Dispute.state == DISPUTED)):
        yield _Wanted(DISPUTE, dispute, dispute.id, dispute.next_side or dispute.side)
    if plan is None:
        return
    for milestone in plan.milestones:
        if milestone.state in (OPEN, SENT_BACK):
            yield _Wanted(DELIVER, milestone, milestone.id, SELLER, milestone.due_on)
        elif milestone.state == DELIVERED:
            yield _Wanted(ACCEPT, milestone, milestone.id, BUYER)
    yield from _payments(plan)
    is_all = all(one.is_accepted for one in plan.milestones)
    if is_all and not any(one.kind == ACCEPTANCE and one.state in (PROPOSED, AGREED) for one in accords):
        yield _Wanted(FINAL, _Whole(deal.id), deal.id, SELLER)


def _payments(plan: PerformancePlan) -> Iterator[_Wanted]:
    done = {one.id for one in plan.milestones if one.is_accepted}
    is_all = len(done) == len(plan.milestones)
    for payment in plan.payments:
        if payment.state == CLAIMED:
            yield _Wanted(PAY, payment, payment.id, BUYER, payment.due_on)
        elif payment.state == REPORTED:
            yield _Wanted(CONFIRM, payment, payment.id, SELLER)
        elif payment.state == PLANNED:
            is_reached = payment.milestone_id is None or payment.milestone_id in done
            if is_reached and payment.due_on is not None:
                yield _Wanted(PAY, payment, payment.id, BUYER, payment.due_on)
            elif payment.milestone_id in done or (payment.milestone_id is None and is_all):
                yield _Wanted(CLAIM, payment, payment.id, SELLER)


def _running(deal: Deal, plan: PerformancePlan | None) -> list[Clock]:
    """The clocks of this room that run for a deal."""
    session = current_session()
    tables: dict[str, Any] = {
        "milestones": select(Milestone.id).where(Milestone.deal_id == deal.id),
        "payments": select(Payment.id).where(Payment.deal_id == deal.id),
        "performance_accords": select(Accord.id).where(Accord.deal_id == deal.id),
        "performance_disputes": select(Dispute.id).where(Dispute.deal_id == deal.id),
        "performance_plans": [deal.id],
    }
    ways = [(Clock.subject_type == name) & Clock.subject_id.in_(ids) for name, ids in tables.items()]
    query = select(Clock).where(Clock.closed_at.is_(None), Clock.kind.in_(KINDS), or_(*ways)).order_by(Clock.id)
    return list(session.scalars(query))


def _deliver(title: str) -> str:
    return _("提交里程碑“%(title)s”的成果", title=title)


def _accept(title: str) -> str:
    return _("验收里程碑“%(title)s”", title=title)


def _claim(title: str) -> str:
    return _("提出“%(title)s”这笔款", title=title)


def _pay(title: str) -> str:
    return _("付“%(title)s”这笔款并告知对方", title=title)


def _confirm(title: str) -> str:
    return _("确认“%(title)s”是否到账", title=title)


def _answer(title: str) -> str:
    return _("答复“%(title)s”履约中要双方确认的事项", title=title)


def _dispute(title: str) -> str:
    return _("处理争议“%(title)s”", title=title)


def _final(title: str) -> str:
    return _("提出“%(title)s”的最终验收", title=title)
