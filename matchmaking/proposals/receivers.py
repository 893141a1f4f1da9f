"""What follows for answers from what happens to their demand."""

from typing import Any

from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand, Extension
from matchmaking.demands.receivers import extension_key, extension_words
from matchmaking.demands.signals import demand_extended, demand_withdrawn
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.proposals.deadlines import end_review, restart_review
from matchmaking.proposals.notices import tell_team
from matchmaking.proposals.queries import drafts_to, undecided


@demand_extended.connect
def tell_of_extension(demand: Demand, *, extension: Extension, **_more: Any) -> None:
    """There is more time: teams hear of it, and so much later must the answers be read.

    The notice is that of the demand's own room, so that who was invited, follows and answers hears of it once.
    """
    for proposal in [*drafts_to(demand.id), *undecided(demand.id)]:
        restart_review(proposal)
        people = writer_ids(proposal.organisation_id)
        path = path_to("proposals.show_proposal", proposal_id=proposal.id)
        notify(people, "demands.extended", extension_key(extension), path, **extension_words(extension))


@demand_withdrawn.connect
def tell_of_withdrawal(demand: Demand, **_more: Any) -> None:
    """The demand is gone: nobody needs to read answers to it any more, and who was still writing one hears it.

    Teams that have submitted are told the end of the selection by the room above.
    """
    for proposal in undecided(demand.id):
        end_review(proposal, was_answered=False)
    for proposal in drafts_to(demand.id):
        once = f"proposals:{proposal.id}:demand_withdrawn:{demand.version}"
        tell_team(proposal, "demand_withdrawn", once, reason=demand.state_reason or "")
