"""What the desk hangs into the page of a demand: for its people how far it is, for the desk the way to its work."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import FIRST, Panel
from matchmaking.core.records import DRAFT, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.refinements.asking import open_question
from matchmaking.refinements.pages import charge_words
from matchmaking.refinements.permissions import can_claim, can_work_on
from matchmaking.refinements.queries import find_refinement
from matchmaking.refinements.states import AWAITING, MERGED, OPEN, RETURNED, STATE_COLOURS, STATE_WORDS


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """Nothing for strangers, and nothing on a demand that the desk has nothing to do with."""
    is_own = viewer.belongs_to(demand.organisation_id)
    at_desk = works_at_desk_for(viewer, demand.county_code)
    if not is_own and not at_desk:
        return []
    refinement = find_refinement(demand.id)
    state = refinement.state if refinement else OPEN
    shown = demand.state == SUBMITTED or state in (AWAITING, MERGED)
    if not shown and not (is_own and demand.state == DRAFT and state == RETURNED):
        return []
    context: dict[str, Any] = {
        "demand": demand,
        "refinement": refinement,
        "state": state,
        "word": STATE_WORDS[state],
        "colour": STATE_COLOURS.get(state, ""),
        "charge": charge_words(refinement),
        "question": open_question(refinement),
        "is_own": is_own,
        "merged_into": refinement.merged_into if refinement and is_own else None,
        "at_desk": at_desk and not is_own,
        "may_claim": can_claim(viewer, demand, refinement),
        "may_work": can_work_on(viewer, demand, refinement),
    }
    return [Panel("refinements/_progress.html", context, FIRST)]
