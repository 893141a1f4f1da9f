"""Who enters a room, speaks in it, turns pages, answers, and works at the host's desk."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.projects.models import Project
from matchmaking.projects.permissions import speaks_for_project
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.permissions import can_host, can_see_roadshow
from matchmaking.roadshows.states import ANNOUNCED, CANCELLED, DRAFT, ENDED, LIVE
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.queries import is_blocked, speaks_at
from matchmaking.stages.states import OPEN, SHOWN


def can_enter(viewer: Viewer, roadshow: Roadshow) -> bool:
    """See the room: everybody who sees the session, once it was announced; a session called off has none."""
    return roadshow.state not in (DRAFT, CANCELLED) and can_see_roadshow(viewer, roadshow)


def can_ask(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Ask and vote: who is signed in and was not excluded, from the opening on; also about a replay."""
    is_open = roadshow.state in (LIVE, ENDED)
    return is_open and viewer.is_signed_in and not is_blocked(roadshow.id, viewer.user_id or 0)


def can_talk(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Send short messages and take part in polls: while it is live."""
    return roadshow.state == LIVE and can_ask(viewer, roadshow)


def can_direct(viewer: Viewer, roadshow: Roadshow) -> bool:
    """Work at the host's desk."""
    return roadshow.state in (ANNOUNCED, LIVE, ENDED) and can_host(viewer, roadshow)


def can_turn_pages(viewer: Viewer, roadshow: Roadshow, pitch: Pitch | None) -> bool:
    """Turn the pages of what is on: the host, the speaker, and who speaks for the project."""
    if roadshow.state != LIVE or pitch is None:
        return False
    return can_host(viewer, roadshow) or _speaks(viewer, pitch)


def can_answer(viewer: Viewer, question: StageQuestion) -> bool:
    """Answer in words: the host, the speaker, and who speaks for the project."""
    if question.state not in SHOWN:
        return False
    if can_host(viewer, question.roadshow):
        return True
    project = _project(question.project_id)
    return (project is not None and speaks_for_project(viewer, project)) or (
        question.pitch is not None and _speaks(viewer, question.pitch)
    )


def knows_asker(viewer: Viewer, question: StageQuestion) -> bool:
    """Learn who asks anonymously: the host, who must answer, and the asker."""
    if not viewer.is_signed_in:
        return False
    if question.user_id == viewer.user_id or can_host(viewer, question.roadshow):
        return True
    project = _project(question.project_id)
    return project is not None and speaks_for_project(viewer, project)


def can_view_question(viewer: Viewer, question: StageQuestion) -> bool:
    """Read it: everybody in the room; a hidden one only the asker and the host; one taken back only the asker."""
    own = viewer.is_signed_in and question.user_id == viewer.user_id
    if question.state in SHOWN:
        return can_enter(viewer, question.roadshow)
    return own or can_host(viewer, question.roadshow)


def can_withdraw(viewer: Viewer, question: StageQuestion) -> bool:
    """Take one's own question back while nobody has answered it."""
    return viewer.is_signed_in and question.user_id == viewer.user_id and question.state == OPEN


def _speaks(viewer: Viewer, pitch: Pitch) -> bool:
    if not viewer.is_signed_in:
        return False
    project = _project(pitch.project_id)
    return speaks_at(pitch.id, viewer.user_id or 0) or (project is not None and speaks_for_project(viewer, project))


def _project(project_id: int | None) -> Project | None:
    return current_session().get(Project, project_id) if project_id else None
