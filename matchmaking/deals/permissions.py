"""Who sees a deal and who acts in it. Everybody else gets 404: even that it exists is confidential."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, RUNNING, SELLER


def side_of(viewer: Viewer, deal: Deal) -> str | None:
    """The side on which the viewer stands: buyer, seller, broker; None for everybody outside.

    The broker in charge and the owners of the centre stand on the broker's side; a broker who belongs to one of the
    parties stands on theirs.
    """
    if not viewer.is_signed_in:
        return None
    if viewer.belongs_to(deal.buyer_id):
        return BUYER
    if viewer.belongs_to(deal.seller_id):
        return SELLER
    if deal.broker_id == viewer.user_id and viewer.is_broker:
        return BROKER
    if deal.centre_id is not None and viewer.owns(deal.centre_id):
        return BROKER
    return None


def can_see_deal(viewer: Viewer, deal: Deal) -> bool:
    """Read the deal: the members of both parties, the broker in charge, the owners of the broker's centre."""
    return side_of(viewer, deal) is not None


def acting_side(viewer: Viewer, deal: Deal) -> str | None:
    """The side for which the viewer may act: who writes for the party, or the broker's side."""
    side = side_of(viewer, deal)
    if side == BUYER:
        return BUYER if viewer.edits_for(deal.buyer_id) else None
    if side == SELLER:
        return SELLER if viewer.edits_for(deal.seller_id) else None
    return side


def can_act(viewer: Viewer, deal: Deal) -> bool:
    """Write into the deal: log, next step, files."""
    return acting_side(viewer, deal) is not None


def leads(viewer: Viewer, deal: Deal) -> bool:
    """Move the deal from stage to stage: the broker's side; where there is no broker, whoever acts for a party."""
    side = acting_side(viewer, deal)
    return side == BROKER or (side is not None and deal.broker_id is None)


def can_move(viewer: Viewer, deal: Deal) -> bool:
    """Move a running deal."""
    return deal.state in RUNNING and leads(viewer, deal)


def can_end(viewer: Viewer, deal: Deal) -> bool:
    """End a running deal with a reason: every side, because nobody is held in talks."""
    return deal.state in RUNNING and can_act(viewer, deal)


def knows_buyer(viewer: Viewer, deal: Deal) -> bool:
    """Learn who the buyer is, where it has not said so yet: its own people and the broker's side."""
    return not deal.hides_buyer or side_of(viewer, deal) in (BUYER, BROKER)
