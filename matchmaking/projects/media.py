"""Who sees and changes the deck, the videos, the cover and the summary of a project."""

from collections.abc import Callable

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.core.records import WITHDRAWN
from matchmaking.media.subjects import register_subject
from matchmaking.projects.models import SUBJECT, Project
from matchmaking.projects.permissions import can_see_project, organisation_shown, speaks_for_project
from matchmaking.projects.queries import project_with

Rule = Callable[[Viewer, Project], bool]


def can_see_deck(viewer: Viewer, project: Project) -> bool:
    """Look at deck and video: whoever sees the project and may know whose it is, because a deck says so."""
    return can_see_project(viewer, project) and organisation_shown(viewer, project)


def can_upload(viewer: Viewer, project: Project) -> bool:
    """Upload and replace: the team, until the project is withdrawn."""
    return speaks_for_project(viewer, project) and project.state != WITHDRAWN


def _asked(rule: Rule) -> Callable[[Viewer, int], bool]:
    def ask(viewer: Viewer, project_id: int) -> bool:
        project = project_with(project_id)
        return project is not None and rule(viewer, project)

    return ask


def _owner(project_id: int) -> int | None:
    project = project_with(project_id)
    return project.organisation_id if project else None


def _title(project_id: int) -> str | None:
    project = project_with(project_id)
    return project.title if project else None


def register_media() -> None:
    """Tell the room of the media."""
    register_subject(
        SUBJECT,
        may_see=_asked(can_see_deck),
        may_change=_asked(can_upload),
        page=lambda project_id: path_to("projects.show_project", project_id=project_id),
        owner=_owner,
        title=_title,
    )
