"""How watched projects are called, for whoever looks at what was kept of the own watching."""

from collections.abc import Collection

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.projects.models import Project
from matchmaking.projects.queries import shown_projects
from matchmaking.watching.subjects import Subject, register_subject


def _shown(viewer: Viewer, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    found = current_session().scalars(shown_projects(viewer).where(Project.id.in_(list(ids))))
    return {one.id: (one.title, path_to("projects.show_project", project_id=one.id)) for one in found}


def register_watching() -> None:
    """Let the decks and videos of projects be watched."""
    register_subject("project", Subject(_shown))
