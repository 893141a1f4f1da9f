"""Triage: publish as it is, return for diagnosis with reasons, watch until a day."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.working_days import end_of
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import iso_day
from matchmaking.demands.models import Demand
from matchmaking.demands.services import publish_demand, send_back_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.deadlines import pause_check, resume_check
from matchmaking.refinements.charge import claim_if_free, move, refinement_of
from matchmaking.refinements.models import Refinement
from matchmaking.refinements.notices import tell_desk, tell_enterprise
from matchmaking.refinements.states import ASKED, OPEN, REFINING, WATCHED
from matchmaking.vocabulary.queries import find_term

TRIAGE_REASON = "triage_reason"
ANSWER, APPROVAL, REVIEW = "refinement_answer", "refinement_approval", "refinement_return"


def publish_untouched(demand: Demand, *, actor: Viewer) -> None:
    """Make public what the enterprise wrote, word for word. Raises RuleBroken where a gate refuses."""
    publish_demand(demand, actor=actor)


def return_for_diagnosis(demand: Demand, *, codes: Sequence[str], sentence: str, actor: Viewer) -> None:
    """Back to the enterprise, which reads each reason with what to do about it."""
    if not codes:
        raise ValueError("a reason is needed")
    refinement = claim_if_free(demand, actor=actor)
    # Before the demand moves, so that the receiver of that step finds it done.
    refinement.reason_codes, refinement.reason = list(codes), sentence or None
    send_back_demand(demand, actor=actor, reason=reason_words(codes, sentence))


def reason_words(codes: Sequence[str], sentence: str) -> str:
    """The coded reasons, each with what to do, and the sentence; in Chinese, as it is kept with the demand."""
    lines = []
    for code in codes:
        term = find_term(TRIAGE_REASON, code)
        if term is not None:
            lines.append(f"{term.name}：{term.note}" if term.note else term.name)
    return "\n".join([*lines, *([sentence] if sentence else [])])


def watch(demand: Demand, *, until: date, reason: str, actor: Viewer) -> None:
    """Put it aside until a day; the enterprise is told why and until when."""
    refinement = claim_if_free(demand, actor=actor)
    if refinement.state == ASKED:
        close_clock(ANSWER, demand, was_answered=False)
    move(refinement, WATCHED, actor=actor, until=iso_day(until))
    refinement.review_on, refinement.reason, refinement.reason_codes = until, reason, []
    pause_check(DEMANDS, demand)
    open_clock(REVIEW, demand, county_code=demand.county_code, due_at=end_of(until))
    tell_enterprise("watched", demand, refinement.version, actor=actor, reason=reason, until=iso_day(until))


def take_up_again(demand: Demand, *, actor: Viewer | None) -> None:
    """What was put aside comes back: its day has come, or somebody goes on with it earlier."""
    refinement = refinement_of(demand)
    if refinement.state != WATCHED:
        return
    has_owner = refinement.in_charge_id or refinement.squad_id
    move(refinement, REFINING if has_owner else OPEN, actor=actor)
    refinement.review_on = None
    close_clock(REVIEW, demand, was_answered=False)
    resume_check(DEMANDS, demand)
    if actor is None:
        tell_desk("back", demand, refinement.version, actor=None)


def set_to_work(refinement: Refinement, *, actor: Viewer) -> None:
    """Whatever it waited for, the desk works on it now. Raises RuleBroken while the enterprise decides on a text."""
    if refinement.state == WATCHED:
        take_up_again(refinement.demand, actor=actor)
    if refinement.state == OPEN:
        move(refinement, REFINING, actor=actor)
    if refinement.state not in (REFINING, ASKED):
        raise RuleBroken(_("现在轮到企业，等企业答复或确认以后再改。"))
