"""Who writes into the ledger of a deal, who proposes and accepts commissions, who reads which figures."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions.models import Commission
from matchmaking.attributions.states import ACCEPTED, ENDED, PROPOSED
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.deals.states import ENDED as DEAL_ENDED


def can_claim(viewer: Viewer, deal: Deal) -> bool:
    """Claim what was done: the broker's side, also when the deal is over."""
    return acting_side(viewer, deal) == BROKER


def can_answer_claims(viewer: Viewer, deal: Deal) -> bool:
    """Confirm or dispute claims: whoever acts for a party."""
    return acting_side(viewer, deal) in (BUYER, SELLER)


def can_propose(viewer: Viewer, deal: Deal) -> bool:
    """Propose a commission: the broker's side, unless the deal came to nothing."""
    return can_claim(viewer, deal) and deal.state != DEAL_ENDED


def can_see_commission(viewer: Viewer, commission: Commission) -> bool:
    """Read a commission: the broker's side and the party that pays. What the other party pays is not its business."""
    return side_of(viewer, commission.deal) in (BROKER, commission.payer)


def can_answer_commission(viewer: Viewer, commission: Commission) -> bool:
    """Accept or decline a proposal: whoever acts for the payer."""
    return commission.state == PROPOSED and acting_side(viewer, commission.deal) == commission.payer


def can_withdraw_commission(viewer: Viewer, commission: Commission) -> bool:
    """Take a proposal back."""
    return commission.state == PROPOSED and can_claim(viewer, commission.deal)


def can_add_paper(viewer: Viewer, commission: Commission) -> bool:
    """Keep an invoice or a payment: both who pays and who is paid."""
    return commission.state in (ACCEPTED, ENDED) and acting_side(viewer, commission.deal) in (BROKER, commission.payer)


def centres_of(viewer: Viewer) -> list[int]:
    """The organisations of which the viewer sees all brokers' figures."""
    return [one for one in viewer.memberships if viewer.owns(one)]
