"""What deals do when an answer is chosen, and whom they tell when one begins or moves."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.opening import of_proposal
from matchmaking.deals.queries import last_move
from matchmaking.deals.services import open_deal
from matchmaking.deals.signals import deal_moved, deal_opened
from matchmaking.deals.states import ENDED
from matchmaking.deals.telling import take_back, tell, tell_opened
from matchmaking.proposals.models import Proposal
from matchmaking.selections.signals import proposal_chosen


@proposal_chosen.connect
def open_for_chosen(_selection: Any, *, proposal: Proposal, actor: Viewer | None, **_more: Any) -> None:
    """A chosen answer is the beginning of a deal between the two; whoever refined the demand looks after it."""
    opening = of_proposal(proposal)
    if opening is not None:
        open_deal(opening, actor=None)


@deal_opened.connect
def tell_parties(deal: Deal, *, actor: Viewer | None, **_more: Any) -> None:
    """Nobody finds out by chance that a deal is kept about them."""
    tell_opened(deal, actor=actor, kind=deal.origins[0].kind if deal.origins else "hand")


@deal_moved.connect
def tell_move(deal: Deal, *, actor: Viewer | None, before: str, after: str, **_more: Any) -> None:
    """The other sides hear of a new stage; of one that was taken back they hear nothing."""
    # The number of the step must be known.
    current_session().flush()
    last = last_move(deal.id)
    if last is not None and "undone" in last.data:
        take_back(deal, f"moved:{last.data['undone']}")
        return
    once = f"moved:{last.id if last else deal.version}"
    if after == ENDED:
        tell(deal, "ended", once, actor=actor, reason=deal.reason_code)
    else:
        tell(deal, "moved", once, actor=actor, stage=after, before=before)
