"""Disputes: recorded with what was done about them and how they ended."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Dispute, DisputeStep
from matchmaking.milestones.clocks import tend
from matchmaking.milestones.models import Milestone
from matchmaking.milestones.plans import sha256_of
from matchmaking.milestones.states import DISPUTE_STATES, DISPUTED, RESOLVED
from matchmaking.milestones.telling import tell


@dataclass(frozen=True)
class Record:
    """What is written of a dispute: words, the day, whose turn is next."""

    words: str
    on: date
    next_side: str
    form_key: str | None = None


def open_dispute(
    deal: Deal, title: str, record: Record, *, milestone: Milestone | None, actor: Viewer, side: str
) -> Dispute:
    """Record a dispute that goes on since `record.on`."""
    before = queries.dispute_with_key(record.form_key) if record.form_key else None
    if before is not None:
        return before
    _check_day(record.on)
    dispute = Dispute(
        deal=deal, milestone=milestone, title=title, words=record.words, since_on=record.on,
        next_side=_next(deal, record.next_side), side=side, by_id=actor.user_id, at=now(), form_key=record.form_key,
    )  # fmt: skip
    current_session().add(dispute)
    current_session().flush()
    _keep(dispute, "disputed", record, actor, side)
    return dispute


def add_step(dispute: Dispute, record: Record, *, actor: Viewer, side: str, closes: bool = False) -> None:
    """Write what was done. `closes`: for this side it is settled; with the word of the other party it is over."""
    if not dispute.is_open:
        raise RuleBroken(_("这项争议已经了结。"))
    if record.form_key and any(one.form_key == record.form_key for one in dispute.steps):
        return
    if closes and side == BROKER:
        raise RuleBroken(_("了结要由需求方和成果方各自写下，技术经理人可以记录处理经过。"))
    _check_day(record.on)
    dispute.steps.append(
        DisputeStep(
            words=record.words, on=record.on, closes=closes, side=side, user_id=actor.user_id, at=now(),
            form_key=record.form_key,
        )
    )  # fmt: skip
    dispute.next_side = _next(dispute.deal, record.next_side)
    if closes:
        dispute.next_side = SELLER if side == BUYER else BUYER
    # A step after the word of one side means that it is not settled.
    ways = {one.side for one in _last_words(dispute)}
    if {BUYER, SELLER} <= ways:
        DISPUTE_STATES.move(dispute, RESOLVED, actor=actor)
        dispute.outcome, dispute.resolved_on, dispute.next_side = record.words, record.on, None
    _keep(dispute, "resolved" if not dispute.is_open else "dispute_step", record, actor, side)


def _last_words(dispute: Dispute) -> list[DisputeStep]:
    """The closing words at the end, without any other step after them."""
    found = []
    for one in reversed(dispute.steps):
        if not one.closes:
            break
        found.append(one)
    return found


def waits_for(dispute: Dispute) -> str | None:
    """The party whose word to settle is still missing after the other one's."""
    said = {one.side for one in _last_words(dispute)}
    return None if len(said) != 1 else SELLER if BUYER in said else BUYER


def reopen(dispute: Dispute, record: Record, *, actor: Viewer, side: str) -> None:
    """It goes on after all."""
    DISPUTE_STATES.move(dispute, DISPUTED, actor=actor)
    dispute.outcome, dispute.resolved_on = "", None
    add_step(dispute, record, actor=actor, side=side)


def _next(deal: Deal, side: str) -> str:
    """Whose turn it is; without a broker it cannot be the broker's."""
    return BUYER if side == BROKER and deal.broker_id is None else side


def _check_day(on: date) -> None:
    if on > today():
        raise RuleBroken(_("请填写实际发生的日期，不能晚于今天。"))


def _keep(dispute: Dispute, step: str, record: Record, actor: Viewer, side: str) -> None:
    current_session().flush()
    deal = dispute.deal
    content = [dispute.title, record.words, record.on.isoformat()]
    logs.keep(deal, f"milestones.{step}", actor=actor, dispute_id=dispute.id, sha256=sha256_of(content), side=side)
    to = (BUYER, SELLER) if side == BROKER else (SELLER,) if side == BUYER else (BUYER,)
    tell(
        deal, step, f"{dispute.id}:{len(dispute.steps)}", to=to, endpoint="milestones.show_dispute",
        title=dispute.title, dispute_id=dispute.id,
    )  # fmt: skip
    tend(deal, queries.plan_of(deal))
