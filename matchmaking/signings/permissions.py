"""Who approves, who uploads the signed text and who confirms it."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.states import BROKER, BUYER, RUNNING, SELLER
from matchmaking.signings import queries
from matchmaking.signings.models import Approval, ApprovalTurn, SignedText
from matchmaking.signings.states import OFFERED, OPEN
from matchmaking.signings.states import RUNNING as BEING_APPROVED


def sides_of(contract: Contract) -> tuple[str, ...]:
    """Who signs: both parties, and the broker's side in a contract of three."""
    return (BUYER, SELLER, BROKER) if contract.is_three_party else (BUYER, SELLER)


def organisation_of(deal: Deal, side: str) -> int | None:
    """The organisation of a side; None for a broker without a centre."""
    return deal.centre_id if side == BROKER else deal.party_id(side)


def can_read_inside(viewer: Viewer, approval: Approval) -> bool:
    """Read the names and words of the steps: the people of that side only."""
    return side_of(viewer, approval.deal) == approval.side


def can_decide(viewer: Viewer, turn: ApprovalTurn) -> bool:
    """Approve a step or send it back: its members, their delegates, and where nobody of them is left the owners."""
    approval = turn.approval
    if turn.state != OPEN or approval.state != BEING_APPROVED or approval.deal.state not in RUNNING:
        return False
    return can_read_inside(viewer, approval) and viewer.user_id in queries.deciders(turn)


def is_signing(viewer: Viewer, contract: Contract) -> bool:
    """Act for one of the sides, while the deal runs."""
    return contract.deal.state in RUNNING and acting_side(viewer, contract.deal) is not None


def can_offer_text(viewer: Viewer, contract: Contract) -> bool:
    """Upload the signed text: who acts for a side."""
    return is_signing(viewer, contract)


def to_answer(text: SignedText, contract: Contract) -> list[str]:
    """The sides that have not said yet whether this is the signed text."""
    said = {one.side for one in text.answers}
    return [one for one in sides_of(contract) if one != text.side and one not in said]


def can_answer_text(viewer: Viewer, text: SignedText) -> bool:
    """Confirm or refuse it: who acts for another side of the contract."""
    side = acting_side(viewer, text.deal)
    return text.state == OFFERED and text.deal.state in RUNNING and side in to_answer(text, text.contract)


def can_withdraw_text(viewer: Viewer, text: SignedText) -> bool:
    """Take it back while nobody has refused it and not all have confirmed: the side that uploaded it."""
    return text.state == OFFERED and text.deal.state in RUNNING and acting_side(viewer, text.deal) == text.side


def can_set_chain(viewer: Viewer, organisation_id: int) -> bool:
    """Say who approves in an organisation: its owners."""
    return viewer.owns(organisation_id)


def can_delegate_in(viewer: Viewer, organisation_id: int) -> bool:
    """Say who approves while one is away: its members, each for themselves."""
    return viewer.belongs_to(organisation_id)
