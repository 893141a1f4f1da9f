"""On the page of a project: the sessions in which it is or was pitched; for organisers the way into an agenda."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import SIDE, Panel, register_panel
from matchmaking.projects.side import PROJECTS
from matchmaking.roadshows.queries import sessions_of_project
from matchmaking.roadshows.staging import room_of
from matchmaking.roadshows.states import ENDED

MOST = 5


def session_panels(_viewer: Viewer, project: Any) -> Sequence[Panel]:
    """The sessions of a project that is on show: those to come first, then the newest that can be looked at again."""
    if not project.is_published:
        return []
    found = sessions_of_project(project.id)
    to_come = [(pitch, session) for pitch, session in reversed(found) if session.state != ENDED]
    past = [(pitch, session) for pitch, session in found if session.state == ENDED]
    if not found:
        return []
    rows = [(pitch, session, room_of(session)) for pitch, session in [*to_come, *past][:MOST]]
    return [Panel("roadshows/_of_project.html", {"rows": rows}, SIDE)]


def register_panels() -> None:
    """Tell the room below."""
    register_panel(PROJECTS.kind, session_panels)
