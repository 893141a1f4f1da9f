"""A proposal in the words of its pages."""

from collections.abc import Callable
from datetime import date

from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import is_demand_side
from matchmaking.proposals.states import HANDED_IN, STATE_NAMES, SUBMITTED

DecisionDay = Callable[[Demand], date | None]
_decision_days: list[DecisionDay] = []


def register_decision_day(ask: DecisionDay) -> None:
    """Let a room above say on which day the answers to a demand are decided on and everybody hears of it."""
    if ask not in _decision_days:
        _decision_days.append(ask)


def decision_day(demand: Demand) -> date | None:
    """The day on which every answerer hears of the decision, where one is set."""
    return next((day for ask in _decision_days if (day := ask(demand)) is not None), None)


def shown_state(proposal: Proposal, viewer: Viewer) -> str:
    """The state as this viewer may know it: its own side hears of a stage or a refusal only when it is delivered.

    Who belongs to both sides counts as its own side, unless it is the demand's organisation that reads.
    """
    if proposal.state not in HANDED_IN or proposal.is_delivered:
        return proposal.state
    if viewer.belongs_to(proposal.organisation_id) or not is_demand_side(viewer, proposal.demand):
        return SUBMITTED
    return proposal.state


def state_name(state: str) -> str:
    """A state as it is called on a page; give it what `shown_state` says."""
    return str(STATE_NAMES[state])
