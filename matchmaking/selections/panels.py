"""What selections hang into pages: the way to the choice beside a demand, the decision on the answer's own page."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.panels import FIRST, SIDE, Panel
from matchmaking.demands.models import Demand
from matchmaking.proposals.comparison import counts, findings_of
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.queries import answer_count
from matchmaking.proposals.states import CHOSEN
from matchmaking.selections import permissions
from matchmaking.selections.models import Candidate
from matchmaking.selections.queries import candidate_of, decision_moments, latest_of, running_of, standing


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """For the demand's people and those who watch: how far the choice is, and the way there."""
    if not viewer.is_signed_in:
        return []
    selection = latest_of(demand.id)
    if selection is None:
        if not permissions.can_set_up(viewer, demand):
            return []
        return [Panel("selections/_of_demand.html", {"demand": demand, "selection": None}, SIDE)]
    if not permissions.can_view_selection(viewer, selection):
        return []
    context = {"demand": demand, "selection": selection, "count": len(standing(selection))}
    return [Panel("selections/_of_demand.html", context, SIDE)]


def answers_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """Above the list of what came in: the way to choose among it."""
    return [Panel(one.template, one.context, FIRST) for one in demand_panels(viewer, demand)]


def proposal_panels(viewer: Viewer, proposal: Proposal) -> Sequence[Panel]:
    """On the page of an answer, for its own people and only after delivery: the decision and why."""
    candidate = candidate_of(proposal.id)
    if candidate is None or not proposal.is_delivered or not viewer.belongs_to(proposal.organisation_id):
        return []
    return [Panel("selections/_decision.html", decision_of(candidate), FIRST)]


def decision_of(candidate: Candidate) -> dict[str, Any]:
    """What its team reads of a decision: nothing of the others but their number."""
    proposal, findings = candidate.proposal, findings_of(candidate.proposal)
    return {
        "is_chosen": proposal.state == CHOSEN,
        "reason_code": candidate.reason_code,
        "sentence": candidate.sentence,
        "delivered_at": proposal.delivered_at,
        "reveals_name": candidate.reveals_name,
        "demand": proposal.demand,
        "counts": counts(findings),
        "answers": answer_count(proposal.demand_id),
        "finals": sum(one.proposal.state == CHOSEN for one in standing(candidate.selection)),
    }


def promised_days(demand_ids: Collection[int]) -> dict[int, date]:
    """The day on which the answerers of these demands hear of the decision, as far as it is promised."""
    found = decision_moments(demand_ids)
    return {one: moment.astimezone(SHANGHAI).date() for one, moment in found.items()}


def is_blind_for_owner(demand: Demand) -> bool:
    """Whether the demand's own people may not know yet who answers."""
    selection = running_of(demand.id)
    return selection is not None and selection.is_open and selection.is_blind and selection.is_blind_for_owner
