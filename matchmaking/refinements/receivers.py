"""What follows when a demand is handed in, published, sent back or taken back, whichever page that came from."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.core.jobs import enqueue
from matchmaking.core.records import DRAFT, SUBMITTED, WITHDRAWN
from matchmaking.core.records import PUBLISHED as LISTED
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.side import Side
from matchmaking.listings.signals import listing_moved
from matchmaking.refinements.charge import move
from matchmaking.refinements.models import ORIGINAL, DemandRevision, Refinement
from matchmaking.refinements.queries import find_refinement
from matchmaking.refinements.revising import latest
from matchmaking.refinements.states import (
    APPROVED,
    AT_DESK_STATES,
    AWAITING,
    DROPPED,
    OPEN,
    PUBLISHED,
    RETURNED,
    REVISION_STATES,
    TAKEN_BACK,
)
from matchmaking.refinements.triage import ANSWER, APPROVAL, REVIEW
from matchmaking.refinements.values import content_of


@listing_moved.connect
def follow(demand: Demand, *, side: Side, from_state: str, to_state: str, actor: Viewer | None) -> None:
    """Keep the way across the desk in step with the demand's own life."""
    if side is not DEMANDS:
        return
    refinement = find_refinement(demand.id)
    if to_state == SUBMITTED:
        if refinement is not None:
            _begin_again(demand, refinement, actor)
        enqueue("refinements.count", key=f"refinements.count:{demand.id}", demand_id=demand.id)
    elif refinement is not None and to_state == LISTED:
        _end(demand, refinement, PUBLISHED, actor)
    elif refinement is not None and to_state == DRAFT and from_state == SUBMITTED:
        # Only who sends a demand back gives a reason.
        _end(demand, refinement, RETURNED if demand.state_reason else TAKEN_BACK, actor)
    elif refinement is not None and to_state == WITHDRAWN and refinement.state == AWAITING:
        _end(demand, refinement, PUBLISHED, actor)


def _begin_again(demand: Demand, refinement: Refinement, actor: Viewer | None) -> None:
    """Handed in once more: it waits for triage, and revisions start from the new text."""
    if refinement.state not in AT_DESK_STATES:
        move(refinement, OPEN, actor=actor)
    refinement.reason_codes, refinement.reason, refinement.review_on = [], None, None
    refinement.candidate_count, refinement.merged_into_id = None, None
    if refinement.revisions:
        anew = DemandRevision(
            number=len(refinement.revisions), side=ORIGINAL, state=APPROVED, values=content_of(demand),
            author_id=actor.user_id if actor else None,
        )  # fmt: skip
        refinement.revisions.append(anew)
        refinement.text_version += 1


def _end(demand: Demand, refinement: Refinement, state: str, actor: Viewer | None) -> None:
    for kind in (ANSWER, APPROVAL, REVIEW):
        close_clock(kind, demand, was_answered=False)
    revision = latest(refinement)
    if revision is not None:
        REVISION_STATES.move(revision, DROPPED, actor=actor)
    refinement.publishes_on_approval, refinement.review_on = False, None
    if refinement.state in AT_DESK_STATES:
        move(refinement, state, actor=actor)
