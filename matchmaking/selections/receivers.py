"""What selections do when an answer arrives, changes or goes, and when its demand does."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.demands.signals import demand_extended, demand_withdrawn
from matchmaking.follows.records import tell_followers_of
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.signals import proposal_submitted, proposal_withdrawn
from matchmaking.proposals.states import CHOSEN
from matchmaking.selections.deadlines import end_decision
from matchmaking.selections.deciding import reopen_decision
from matchmaking.selections.delivery import end_selection
from matchmaking.selections.models import Selection
from matchmaking.selections.queries import candidate_of, running_of, standing
from matchmaking.selections.services import ensure_selection, follow_deadline, place_candidates, touch
from matchmaking.selections.signals import decision_delivered


@proposal_submitted.connect
def place_answer(proposal: Proposal, *, actor: Viewer, **_more: Any) -> None:
    """The first answer begins the selection; one that comes after the confirmation opens it again."""
    selection = ensure_selection(proposal.demand, actor=actor)
    place_candidates(selection)
    if selection.is_decided:
        reopen_decision(selection, actor=None, why="answer_added")


@proposal_withdrawn.connect
def note_withdrawal(proposal: Proposal, **_more: Any) -> None:
    """An answer is gone. If it was the one to be chosen, the decision must be made anew."""
    candidate = candidate_of(proposal.id)
    if candidate is None or candidate.selection.is_delivered:
        return
    selection = candidate.selection
    was_chosen = selection.is_decided and not any(one.proposal.state == CHOSEN for one in standing(selection))
    candidate.reason_code = candidate.sentence = candidate.declined_from = None
    touch(selection)
    if was_chosen:
        reopen_decision(selection, actor=None, why="chosen_withdrawn")
    if not standing(selection):
        end_decision(selection, was_answered=False)


@demand_extended.connect
def follow_extension(demand: Demand, *, actor: Viewer | None = None, **_more: Any) -> None:
    """Answers are taken longer: a decision that was promised for earlier is promised anew, and everybody is told."""
    selection = running_of(demand.id)
    if selection is not None and selection.is_open:
        follow_deadline(selection, actor=actor)


@demand_withdrawn.connect
def note_demand_withdrawn(demand: Demand, *, actor: Viewer | None = None, **_more: Any) -> None:
    """No silent end: everybody who answered hears why at once."""
    selection = running_of(demand.id)
    if selection is not None:
        end_selection(selection, actor=actor)


@decision_delivered.connect
def tell_followers(selection: Selection, **_more: Any) -> None:
    """Those who follow the demand hear that the choice is made, and nothing of what was chosen."""
    demand = selection.demand
    path = path_to("demands.show_demand", demand_id=demand.id)
    tell_followers_of("demand", demand, "decided", f"follows:demand:{demand.id}:decided:{selection.id}", path)
