"""Who reads and does what in the room, beyond standing on a side of the deal."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now
from matchmaking.dealrooms.models import DealFile, DealMessage, DealTask, Minutes, SignedStatement
from matchmaking.dealrooms.statements import has_signed
from matchmaking.dealrooms.states import CHANGE, PARTIES, WAITING, readers
from matchmaking.deals.permissions import acting_side, knows_buyer, side_of
from matchmaking.deals.states import BROKER, BUYER

TAKE_BACK_SECONDS = 300


def can_know_file(viewer: Viewer, file: DealFile) -> bool:
    """See that there is such a file: the sides that may read it."""
    return side_of(viewer, file.deal) in readers(file.audience, file.side)


def can_read_file(viewer: Viewer, file: DealFile) -> bool:
    """Take it: its own side, and the others, where it asks for that after they have signed the statement."""
    if not can_know_file(viewer, file):
        return False
    if not file.needs_statement or side_of(viewer, file.deal) == file.side:
        return True
    return has_signed(viewer, file.deal_id)


def can_change_file(viewer: Viewer, file: DealFile) -> bool:
    """Add a version, say who reads it, see who took it: who acts for its side."""
    return acting_side(viewer, file.deal) == file.side


def can_see_message(viewer: Viewer, message: DealMessage) -> bool:
    """Know of a message: the sides that it is written for."""
    return side_of(viewer, message.deal) in readers(message.audience, message.side)


def can_take_back(viewer: Viewer, message: DealMessage) -> bool:
    """Take one's own message back, within five minutes."""
    age = (now() - message.at).total_seconds()
    return message.user_id == viewer.user_id and message.taken_back_at is None and age <= TAKE_BACK_SECONDS


def can_change_task(viewer: Viewer, task: DealTask) -> bool:
    """Say what became of a task, or change it: its side, the side that set it, and the broker's."""
    side = acting_side(viewer, task.deal)
    return side is not None and side in (task.side, task.by_side, BROKER)


def can_answer_minutes(viewer: Viewer, minutes: Minutes) -> bool:
    """Confirm the newest version or ask for a change: a party that has not confirmed it yet."""
    side = acting_side(viewer, minutes.deal)
    if side not in PARTIES:
        return False
    return any(one.side == side and one.state in (WAITING, CHANGE) for one in minutes.versions[-1].answers)


def can_read_statement(viewer: Viewer, signed: SignedStatement) -> bool:
    """Read who signed, and take the paper: all sides; of a hidden buyer's people only those who know it."""
    return signed.side != BUYER or knows_buyer(viewer, signed.deal)
