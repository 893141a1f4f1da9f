"""Who sees a deal and who acts in it. Everybody else gets 404: even that it exists is confidential."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, RUNNING, SELLER
from matchmaking.demands.models import Demand
from matchmaking.interests.models import Interest
from matchmaking.interests.permissions import is_asker, is_in_charge, is_team
from matchmaking.listings.disclosure import name_shown


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


def can_open_by_hand(viewer: Viewer) -> bool:
    """Open a deal: brokers, and whoever writes for an organisation."""
    return viewer.is_signed_in and (viewer.is_broker or any(viewer.edits_for(one) for one in viewer.memberships))


def can_open_between(viewer: Viewer, buyer_id: int, seller_id: int) -> bool:
    """Open a deal between these two: who writes for one of them, and brokers who belong to neither."""
    if viewer.edits_for(buyer_id) or viewer.edits_for(seller_id):
        return True
    return viewer.is_broker and not viewer.belongs_to(buyer_id) and not viewer.belongs_to(seller_id)


def can_open_pair(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """The same for a pair. On the broker's side one knows the buyer, so a broker must know a hidden name already."""
    buyer_id, seller_id = demand.organisation_id, achievement.organisation_id
    if not can_open_between(viewer, buyer_id, seller_id):
        return False
    is_party = viewer.belongs_to(buyer_id) or viewer.belongs_to(seller_id)
    return is_party or not demand.hides_name or name_shown(viewer, demand)


def can_open_of_interest(viewer: Viewer, interest: Interest) -> bool:
    """Make a deal of interest in a project: its team, who showed it, and the broker who looks after the project."""
    if not can_open_by_hand(viewer):
        return False
    return is_team(viewer, interest) or is_asker(viewer, interest) or is_in_charge(viewer, interest.project_id)


def can_reveal(viewer: Viewer, deal: Deal) -> bool:
    """Tell the seller who the buyer is: only the buyer."""
    return deal.hides_buyer and deal.state in RUNNING and viewer.edits_for(deal.buyer_id)


def can_ask_broker(viewer: Viewer, deal: Deal) -> bool:
    """Ask a broker to look after a deal that has none: a party. The broker learns who the buyer is, so that of a hidden
    buyer only the buyer asks."""
    side = acting_side(viewer, deal)
    if deal.broker_id is not None or deal.state not in RUNNING or side not in (BUYER, SELLER):
        return False
    return side == BUYER or not deal.hides_buyer


def can_hand_over(viewer: Viewer, deal: Deal) -> bool:
    """Give it to a colleague: the broker in charge and the owners of the centre."""
    return deal.broker_id is not None and deal.state in RUNNING and acting_side(viewer, deal) == BROKER


def can_answer_request(viewer: Viewer, deal: Deal) -> bool:
    """Take a deal or decline: the broker who is asked, who belongs to neither party."""
    is_asked = deal.asked_broker_id is not None and deal.asked_broker_id == viewer.user_id
    return is_asked and viewer.is_broker and side_of(viewer, deal) in (None, BROKER) and deal.broker_id is None
