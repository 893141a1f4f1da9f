"""The clock on every answer that nobody has looked at: the demand's organisation must, and it goes up when it does not.

It runs from the submission. Where the demand has a deadline the days count from there, because until then a team may
still change its answer; answers that are sealed get their clock when they may be opened.
"""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.clocks.queries import limits_of, running, watched
from matchmaking.clocks.rules import Kind, Open, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.working_days import add_working_days
from matchmaking.core.db import current_session, now
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import is_blind_for_owner, is_sealed
from matchmaking.proposals.states import SUBMITTED

REVIEW = "proposal_review"
MOST = 50


def start_review(proposal: Proposal) -> None:
    """Submitted: the demand's organisation must read it. Sealed answers wait for `look` of the clocks."""
    demand = proposal.demand
    if is_closed_to_owner(demand):
        return
    open_clock(
        REVIEW,
        proposal,
        organisation_id=demand.organisation_id,
        county_code=demand.county_code,
        due_at=review_due(demand),
    )


def is_closed_to_owner(demand: Demand) -> bool:
    """Whether its people do not open the answers here: sealed ones not yet, blind ones in the selection only."""
    return is_sealed(demand) or is_blind_for_owner(demand)


def review_due(demand: Demand, moment: datetime | None = None) -> datetime | None:
    """So many working days after the deadline. None where there is none, or it has passed: the rule counts from now."""
    until = accepts_answers_until(demand)
    if until is None or until <= (moment or now()):
        return None
    return add_working_days(until, limits_of(REVIEW).days)


def reading_due(proposal: Proposal, days: int) -> datetime:
    """Until when a submitted answer is read when that takes so many working days, whether or not somebody has."""
    until = accepts_answers_until(proposal.demand)
    first = proposal.submitted_at or now()
    return add_working_days(max(first, until or first), days)


def end_review(proposal: Proposal, *, was_answered: bool = True) -> None:
    """Somebody has acted on it, or there is nothing to read any more. Rooms above call it with their first step."""
    close_clock(REVIEW, proposal, was_answered=was_answered)


def restart_review(proposal: Proposal) -> None:
    """The deadline has moved: so has the time to read, unless somebody has read it already."""
    if running(REVIEW, proposal) is not None:
        end_review(proposal, was_answered=False)
        start_review(proposal)


def register_deadlines() -> None:
    """Tell the mechanism of clocks. The words name number and demand; the answer's own title may say too much."""
    register_kind(
        Kind(REVIEW, _l("评议应答"), _todo, None, _unwatched, goes_up=True, whose=lazy_pgettext("actor", "需求方"))
    )
    title = select(Proposal.number + "：" + Demand.title).where(Demand.id == Proposal.demand_id).scalar_subquery()
    register_subject("proposals", Proposal.id, title, "proposals.show_proposal", "proposal_id")


def _todo(title: str) -> str:
    return _("评议应答 %(title)s", title=title)


def _unwatched(limit: int) -> list[Open]:
    """Submitted answers without a clock: those that were sealed until now, and imports."""
    query = (
        select(Proposal)
        .where(Proposal.state == SUBMITTED, Proposal.id.not_in(watched(REVIEW)))
        .options(joinedload(Proposal.demand))
        .order_by(Proposal.id)
    )
    found = [one for one in current_session().scalars(query.limit(MOST)) if not is_closed_to_owner(one.demand)]
    return [Open(one, one.demand.county_code, one.demand.organisation_id) for one in found[:limit]]
