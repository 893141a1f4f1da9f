"""What follows for answers from what happens to their demand."""

from typing import Any

from matchmaking.demands.models import Demand
from matchmaking.demands.signals import demand_extended, demand_withdrawn
from matchmaking.proposals.deadlines import end_review, restart_review
from matchmaking.proposals.notices import tell_team
from matchmaking.proposals.queries import drafts_to, undecided


@demand_extended.connect
def tell_of_extension(demand: Demand, **told: Any) -> None:
    """There is more time: teams hear of it, and so much later must the answers be read."""
    for proposal in [*drafts_to(demand.id), *undecided(demand.id)]:
        restart_review(proposal)
        once = f"proposals:{proposal.id}:extended:{demand.deadline_on}"
        tell_team(proposal, "extended", once, until=demand.deadline_on.isoformat() if demand.deadline_on else "")


@demand_withdrawn.connect
def tell_of_withdrawal(demand: Demand, **_more: Any) -> None:
    """The demand is gone: nobody needs to read answers to it, and the teams hear of it."""
    for proposal in [*drafts_to(demand.id), *undecided(demand.id)]:
        end_review(proposal, was_answered=False)
        once = f"proposals:{proposal.id}:demand_withdrawn:{demand.version}"
        tell_team(proposal, "demand_withdrawn", once, reason=demand.state_reason or "")
