"""Who may do what with public notices and objections. The notices themselves are for everybody."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.states import OPEN


def is_in_charge(viewer: Viewer, notice: PublicNotice) -> bool:
    """An officer of its county or of the city, and the owners of the organisation whose notice it is.

    The law has objections handled inside the organisation: its owners, not everybody who writes for it.
    """
    return viewer.looks_after(notice.county_code) or viewer.owns(notice.organisation_id)


def can_object(viewer: Viewer, notice: PublicNotice) -> bool:
    """Anybody with an account, until 24:00 of the last day."""
    return viewer.is_signed_in and notice.takes_objections


def can_view_objection(viewer: Viewer, objection: Objection) -> bool:
    """Its writer, and those in charge."""
    return viewer.is_signed_in and (objection.user_id == viewer.user_id or is_in_charge(viewer, objection.notice))


def can_handle_objection(viewer: Viewer, objection: Objection) -> bool:
    """Those in charge, while it is open; nobody decides on an objection of one's own."""
    return (
        objection.state == OPEN and is_in_charge(viewer, objection.notice) and objection.user_id != viewer.user_id
    )  # fmt: skip


def can_stop_notice(viewer: Viewer, notice: PublicNotice) -> bool:
    """Those in charge, while it runs."""
    return notice.is_running and is_in_charge(viewer, notice)
