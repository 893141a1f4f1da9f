"""Meetings about projects of the hall, and what happens to them when a project goes out of sight."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.listings.audiences import is_shown
from matchmaking.meetings.queries import meetings_about
from matchmaking.meetings.services import drop_requests
from matchmaking.meetings.subjects import Subject, register_subject
from matchmaking.projects.models import Project
from matchmaking.projects.pages import whose
from matchmaking.projects.permissions import can_see_project, speaks_for_project
from matchmaking.projects.queries import project_with
from matchmaking.projects.signals import project_expired, project_withdrawn

PROJECTS = "projects"


def may_ask(viewer: Viewer, project: Project) -> bool:
    """Ask the team of a project on show: who is signed in, for nobody or for an organisation that they write for."""
    if not viewer.is_signed_in or not is_shown(viewer, project) or viewer.belongs_to(project.organisation_id):
        return False
    return viewer.organisation_id is None or viewer.edits_for(viewer.organisation_id)


def register_projects() -> None:
    """Let people meet about projects."""
    register_subject(
        PROJECTS,
        Subject(
            load=project_with, sees=can_see_project, may_ask=may_ask, speaks=speaks_for_project,
            page=lambda one: path_to("projects.show_project", project_id=one),
            who=lambda viewer, project: whose(project, viewer),
        ),
    )  # fmt: skip


@project_withdrawn.connect
@project_expired.connect
def drop(project: Project, **_said: Any) -> None:
    """What waits lapses; what was agreed stays."""
    drop_requests(meetings_about(PROJECTS, project.id))
