"""Whose turn it is in a trial, and until when. One clock runs at any time, set anew after each step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.wording import ClockLine, lines_for
from matchmaking.clocks.working_days import end_of
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, RUNNING, SELLER
from matchmaking.deals.wording import side_words
from matchmaking.trials import states
from matchmaking.trials.models import Trial

APPLICATION, CONFIRM, START = "trial_application", "trial_confirm", "trial_start"
REPORT, ANSWER, CONCLUSION = "trial_report", "trial_answer", "trial_conclusion"
CLOCKS = (APPLICATION, CONFIRM, START, REPORT, ANSWER, CONCLUSION)


def register_clocks() -> None:
    """Tell the mechanism of clocks. They stay with the parties: nobody outside a deal learns of them."""
    sides = _l("轮到的一方")
    register_kind(Kind(APPLICATION, _l("审批试用申请"), _application, None, whose=_l("成果方"), is_confidential=True))
    register_kind(Kind(CONFIRM, _l("确认试用约定"), _confirm, None, whose=sides, is_confidential=True))
    register_kind(Kind(START, _l("开始试用"), _start, None, whose=sides, is_confidential=True))
    register_kind(Kind(REPORT, _l("报送试用结果"), _report, None, whose=sides, is_confidential=True))
    register_kind(Kind(ANSWER, _l("回应试用评价"), _answer, None, whose=_l("成果方"), is_confidential=True))
    register_kind(Kind(CONCLUSION, _l("作出试用结论"), _conclusion, None, whose=_l("需求方"), is_confidential=True))
    register_subject("trials", Trial.id, Trial.title, "trials.open_trial", "trial_id")


def settle_clock(trial: Trial, *, was_answered: bool = True) -> None:
    """Stop whatever clock runs for a trial and start the one of its present state."""
    wanted = _wanted(trial)
    for kind in CLOCKS:
        close_clock(kind, trial, was_answered=was_answered)
    if wanted is not None:
        kind, side, due_on = wanted
        due = {"due_at": end_of(due_on)} if due_on is not None else {}
        open_clock(kind, trial, **whose_turn(trial.deal, side), **due)


def turn_of(trial: Trial) -> str | None:
    """The side whose turn it is; None when nothing is left to do."""
    wanted = _wanted(trial)
    return wanted[1] if wanted else None


def lines_of(trials: Sequence[Trial]) -> dict[int, ClockLine]:
    """The running clocks of trials by id, each with the side whose turn it is."""
    sides = {one.id: turn_of(one) for one in trials}
    found = lines_for("trials", list(sides))
    return {key: replace(line, owner=side_words(sides[key])) for key, line in found.items()}


def whose_turn(deal: Deal, side: str) -> dict[str, int | None]:
    """A side of a deal as clocks take it."""
    if side == BUYER:
        return {"organisation_id": deal.buyer_id}
    if side == SELLER or deal.broker_id is None:
        return {"organisation_id": deal.seller_id}
    return {"user_id": deal.broker_id}


def _wanted(trial: Trial) -> tuple[str, str, Any] | None:
    """(kind, side, day that was agreed) of the clock of a state."""
    if trial.deal.state not in RUNNING:
        return None
    if trial.state == states.APPLIED:
        return APPLICATION, SELLER, None
    if trial.state == states.APPROVED:
        return CONFIRM, BUYER if trial.buyer_confirmed_at is None else SELLER, None
    if trial.state in (states.AGREED, states.INSURED, states.PLANNED):
        return START, trial.tester_side, trial.free_from
    if trial.state == states.RUNNING:
        return REPORT, trial.tester_side, trial.ends_on
    if trial.state == states.EVALUATED and trial.answered_at is None:
        return ANSWER, SELLER, None
    if trial.state in (states.REPORTED, states.EVALUATED):
        return CONCLUSION, BUYER, None
    return None


def _application(title: str) -> str:
    return _("审批“%(title)s”的试用申请", title=title)


def _confirm(title: str) -> str:
    return _("确认“%(title)s”的试用约定", title=title)


def _start(title: str) -> str:
    return _("开始“%(title)s”的试用", title=title)


def _report(title: str) -> str:
    return _("报送“%(title)s”的试用结果", title=title)


def _answer(title: str) -> str:
    return _("回应“%(title)s”的试用评价", title=title)


def _conclusion(title: str) -> str:
    return _("作出“%(title)s”的试用结论", title=title)
