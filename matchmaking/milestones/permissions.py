"""Who does what while a contract is performed: the parties for themselves, the broker proposes and records."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side, can_see_deal
from matchmaking.deals.states import BUYER, ENDED, SELLER


def can_propose(viewer: Viewer, deal: Deal) -> bool:
    """Propose what both sides must agree to, record disputes: every side that may act."""
    return acting_side(viewer, deal) is not None


def is_party(viewer: Viewer, deal: Deal) -> bool:
    """Confirm for a party."""
    return acting_side(viewer, deal) in (BUYER, SELLER)


def acts_for(viewer: Viewer, deal: Deal, side: str) -> bool:
    """Act for this side."""
    return acting_side(viewer, deal) == side


def goes_on(deal: Deal) -> bool:
    """Whether anything may still be written: not after a deal came to nothing."""
    return deal.state != ENDED


def can_read(viewer: Viewer, deal: Deal | None) -> bool:
    """Read what is written of it, files included."""
    return deal is not None and can_see_deal(viewer, deal)
