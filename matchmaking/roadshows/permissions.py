"""Who organises, hosts and sees a session, and who may know who comes."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.roadshows.models import Engagement, Registration, Roadshow
from matchmaking.roadshows.states import (
    ANNOUNCED,
    ASKED,
    CANCELLED,
    DRAFT,
    ENDED,
    LEFT,
    LIVE,
    PRESENT,
    PUBLIC_STATES,
    REGISTERED,
)


def can_edit_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Change a session and its agenda: who writes for the organiser, and the officers of its county and the city."""
    return viewer.edits_for(roadshow.organisation_id) or viewer.looks_after(roadshow.organisation.county_code)


def can_host(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Work at the host desk: the host, and whoever may change the session."""
    is_host = viewer.is_signed_in and roadshow.host_id == viewer.user_id
    return is_host or can_edit_roadshow(viewer, roadshow)


def is_public(roadshow: Roadshow) -> bool:
    """Whether everybody reads about it; a draft that was given up never was anything to others."""
    cancelled = roadshow.state == CANCELLED and roadshow.announced_at is not None
    return roadshow.state in PUBLIC_STATES or cancelled


def can_see_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Everybody, once it was announced; before that those who prepare it."""
    return is_public(roadshow) or can_host(viewer, roadshow)


def can_change_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Change what stands in the announcement, until it is over: a running session may need another half hour."""
    return roadshow.state in (DRAFT, ANNOUNCED, LIVE) and can_edit_roadshow(viewer, roadshow)


def can_change_agenda(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Change the agenda: also while it runs, because things take longer than planned."""
    return roadshow.state in (DRAFT, ANNOUNCED, LIVE) and can_edit_roadshow(viewer, roadshow)


def can_announce_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Announce a draft."""
    return roadshow.state == DRAFT and can_edit_roadshow(viewer, roadshow)


def can_cancel_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Call it off before it begins."""
    return roadshow.state in (DRAFT, ANNOUNCED) and can_edit_roadshow(viewer, roadshow)


def can_open_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Begin."""
    return roadshow.state == ANNOUNCED and can_host(viewer, roadshow)


def can_close_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """End."""
    return roadshow.state in (LIVE, ANNOUNCED) and can_host(viewer, roadshow)


def can_reopen_roadshow(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Go on with what was closed by mistake."""
    return roadshow.state == ENDED and roadshow.opened_at is not None and can_host(viewer, roadshow)


def can_register(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Anybody with an account, until it is over."""
    return viewer.is_signed_in and roadshow.state in (ANNOUNCED, LIVE)


def can_leave(viewer: Viewer, roadshow: Roadshow, registration: Registration) -> bool:
    """Give one's own registration up, until the session is over; who is there has come."""
    is_own = viewer.is_signed_in and registration.user_id == viewer.user_id
    return is_own and registration.state not in (LEFT, PRESENT) and roadshow.state in (ANNOUNCED, LIVE)


def can_see_participants(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Who comes is known to those who receive them, and to nobody else."""
    return can_host(viewer, roadshow) and roadshow.state != DRAFT


def can_check_in(viewer: Viewer, roadshow: Roadshow, registration: Registration) -> bool:
    """Note that somebody has come: those who receive them; a session that was called off has no guests."""
    in_time = roadshow.state in (ANNOUNCED, LIVE, ENDED)
    return in_time and registration.state in (REGISTERED, PRESENT) and can_host(viewer, roadshow)


def is_asked(viewer: Viewer, engagement: Engagement) -> bool:
    """The person, or who writes for the organisation that was asked."""
    if engagement.user_id is not None:
        return viewer.is_signed_in and engagement.user_id == viewer.user_id
    return viewer.edits_for(engagement.organisation_id)


def can_view_engagement(viewer: Viewer, engagement: Engagement) -> bool:
    """Who was asked, and who asked."""
    return is_asked(viewer, engagement) or can_edit_roadshow(viewer, engagement.roadshow)


def can_answer_engagement(viewer: Viewer, engagement: Engagement) -> bool:
    """Say yes or no while the session is still to come."""
    to_come = engagement.roadshow.state in (DRAFT, ANNOUNCED, LIVE)
    return engagement.state == ASKED and to_come and is_asked(viewer, engagement)
