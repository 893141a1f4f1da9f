"""Whose turn it is in a deal that is performed, and what they should do: the first thing that holds up the rest."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.deals.models import Deal
from matchmaking.deals.services import suggest_step
from matchmaking.deals.states import BUYER, PERFORMANCE, SELLER
from matchmaking.milestones import queries
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.states import (
    ACCEPTANCE,
    CLAIMED,
    DELIVERED,
    OPEN,
    PLANNED,
    PROPOSED,
    REPORTED,
    SENT_BACK,
)
from matchmaking.milestones.wording import accord_words

ANSWER, CHECK, PAY, CONFIRM, DELIVER, CLAIM, FINISH = "answer", "check", "pay", "confirm", "deliver", "claim", "finish"


@dataclass(frozen=True)
class Turn:
    """`side` should do `what` about `subject`, by `due_on` where a day was agreed."""

    side: str
    what: str
    subject: Any
    due_on: date | None = None


def turns_of(deal: Deal, plan: PerformancePlan | None) -> list[Turn]:
    """Everything that somebody should do now, what holds up the rest first."""
    found = [
        Turn(side, ANSWER, accord)
        for accord in queries.accords_of(deal)
        if accord.state == PROPOSED
        for side in accord.lacks
    ]
    if plan is None:
        return found
    found += [Turn(BUYER, CHECK, one) for one in plan.milestones if one.state == DELIVERED]
    found += [Turn(SELLER, CONFIRM, one) for one in plan.payments if one.state == REPORTED]
    found += [Turn(BUYER, PAY, one, one.due_on) for one in plan.payments if one.state == CLAIMED]
    done = {one.id for one in plan.milestones if one.is_accepted}
    is_all = len(done) == len(plan.milestones)
    found += [
        Turn(SELLER, CLAIM, one, one.due_on)
        for one in plan.payments
        if one.state == PLANNED and (one.milestone_id in done or (one.milestone_id is None and is_all))
    ]
    found += [Turn(SELLER, DELIVER, one, one.due_on) for one in plan.milestones if one.state in (OPEN, SENT_BACK)]
    is_proposed = any(one.what == ANSWER and one.subject.kind == ACCEPTANCE for one in found)
    if is_all and not is_proposed and queries.acceptance_of(deal) is None:
        found.append(Turn(SELLER, FINISH, deal))
    return found


def turn_words(turn: Turn) -> str:
    """What should be done, in words: 验收“首批样件”."""
    title = turn.subject.title
    if turn.what == ANSWER:
        return _("答复%(kind)s：“%(title)s”", kind=accord_words(turn.subject.kind), title=title)
    return {
        CHECK: _("验收“%(title)s”", title=title),
        PAY: _("付“%(title)s”并告知对方", title=title),
        CONFIRM: _("确认“%(title)s”是否到账", title=title),
        DELIVER: _("提交“%(title)s”的成果", title=title),
        CLAIM: _("提出“%(title)s”", title=title),
        FINISH: _("提出最终验收"),
    }[turn.what]


def note_next_step(deal: Deal, plan: PerformancePlan, *, actor: Any) -> None:
    """Let the card of the deal say what the plan waits for, unless somebody wrote something else there."""
    if deal.state != PERFORMANCE:
        return
    first = next(iter(turns_of(deal, plan)), None)
    words = turn_words(first) if first else ""
    if first is None or words == deal.next_step:
        return
    if suggest_step(deal, words=words, on=first.due_on, side=first.side, actor=actor):
        plan.next_words = words
