"""Who may do what with the price of a deal. The deal itself is shown to its sides only."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side, knows_buyer
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.files.models import StoredFile
from matchmaking.pricing.models import Offer, Price
from matchmaking.pricing.queries import waiting_answer
from matchmaking.pricing.telling import PARTIES


def party_of(viewer: Viewer, deal: Deal) -> str | None:
    """The party for which the viewer may act: the broker's side is none."""
    side = acting_side(viewer, deal)
    return side if side in PARTIES else None


def can_answer_offer(viewer: Viewer, offer: Offer) -> bool:
    """Who acts for a party that still owes an answer."""
    party = party_of(viewer, offer.deal)
    return party is not None and waiting_answer(offer, party) is not None


def can_withdraw_offer(viewer: Viewer, offer: Offer) -> bool:
    """Who acts for the side that made it."""
    return acting_side(viewer, offer.deal) == offer.side


def can_confirm(viewer: Viewer, price: Price) -> bool:
    """Who acts for a party."""
    return party_of(viewer, price.deal) is not None


def is_seller(viewer: Viewer, deal: Deal) -> bool:
    """Who writes for the seller: it answers for itself, and it prepares the notice."""
    return party_of(viewer, deal) == SELLER


def is_buyer(viewer: Viewer, deal: Deal) -> bool:
    """Who writes for the buyer: only it agrees to being named."""
    return party_of(viewer, deal) == BUYER


def hides_name(viewer: Viewer, deal: Deal, stored: StoredFile) -> bool:
    """Whether the name of a file might tell who a hidden buyer is."""
    return stored.organisation_id == deal.buyer_id and not knows_buyer(viewer, deal)
