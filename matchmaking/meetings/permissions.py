"""Who asks, answers, moves and reports."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import ACCEPTED, ASKED, ASKER_SIDE, OVER, OWNER_SIDE, PROPOSED, WAITING


def is_owner_side(viewer: Viewer, meeting: Meeting) -> bool:
    """Act for the record: the person who sits there, and whoever writes for its organisation."""
    return viewer.edits_for(meeting.owner_id) or (viewer.is_signed_in and meeting.host_id == viewer.user_id)


def is_asker_side(viewer: Viewer, meeting: Meeting) -> bool:
    """Act for the side that asked: the person, and whoever writes for the organisation."""
    if viewer.is_signed_in and meeting.user_id == viewer.user_id:
        return True
    return meeting.organisation_id is not None and viewer.edits_for(meeting.organisation_id)


def side_of(viewer: Viewer, meeting: Meeting) -> str | None:
    """Which side the viewer acts for."""
    if is_owner_side(viewer, meeting):
        return OWNER_SIDE
    return ASKER_SIDE if is_asker_side(viewer, meeting) else None


def can_view_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """The people of both sides; nobody else, whatever the role: place and reason are theirs."""
    if viewer.belongs_to(meeting.owner_id) or viewer.belongs_to(meeting.organisation_id):
        return True
    return side_of(viewer, meeting) is not None


def can_answer_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Say yes or no: the side before which it lies."""
    if meeting.state == ASKED:
        return is_owner_side(viewer, meeting)
    return meeting.state == PROPOSED and is_asker_side(viewer, meeting)


def can_propose_time(viewer: Viewer, meeting: Meeting) -> bool:
    """Name another time: whoever must answer, and either side of one that was accepted."""
    return can_answer_meeting(viewer, meeting) or (meeting.state == ACCEPTED and side_of(viewer, meeting) is not None)


def can_withdraw_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Take it back while it waits: who asked, and who proposed."""
    if meeting.state not in WAITING:
        return False
    return is_asker_side(viewer, meeting) if meeting.state == ASKED else is_owner_side(viewer, meeting)


def can_cancel_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Call off what was accepted: either side."""
    return meeting.state == ACCEPTED and side_of(viewer, meeting) is not None


def can_report_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Say what came of it: each side, once."""
    side = side_of(viewer, meeting)
    return side is not None and meeting.state == OVER and all(one.side != side for one in meeting.reports)
