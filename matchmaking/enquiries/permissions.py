"""Who asks, reads and answers."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.queries import count_this_month
from matchmaking.enquiries.states import ACCEPTED, ASKED
from matchmaking.enquiries.subjects import Asked
from matchmaking.listings.audiences import is_shown


def can_enquire(viewer: Viewer, asked: Asked, record: Any) -> bool:
    """Ask in the name of an organisation that one writes for, a public record of another one that takes enquiries."""
    if not is_shown(viewer, record) or not asked.takes(record):
        return False
    is_own = viewer.belongs_to(record.organisation_id)
    return viewer.edits_for(viewer.organisation_id) and not is_own


def is_full(asked: Asked, record: Any) -> bool:
    """Whether this month's number is reached."""
    limit = asked.limit(record)
    return limit is not None and count_this_month(record.__tablename__, record.id) >= limit


def answers(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Belong to the side that was asked: the one person, or who writes for the organisation."""
    if enquiry.holder_id is not None:
        return enquiry.holder_id == viewer.user_id
    return viewer.edits_for(enquiry.owner_id)


def asks(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Belong to the organisation that asked."""
    return viewer.belongs_to(enquiry.organisation_id)


def can_view_enquiry(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Both sides; nobody else, whatever the role."""
    return asks(viewer, enquiry) or answers(viewer, enquiry)


def can_answer_enquiry(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Accept or decline."""
    return enquiry.state == ASKED and answers(viewer, enquiry)


def can_withdraw_enquiry(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Take it back while it waits."""
    return enquiry.state == ASKED and viewer.edits_for(enquiry.organisation_id)


def can_reveal_asker(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Tell the other side who asks."""
    open_now = enquiry.state in (ASKED, ACCEPTED)
    return enquiry.hides_asker and open_now and viewer.edits_for(enquiry.organisation_id)
