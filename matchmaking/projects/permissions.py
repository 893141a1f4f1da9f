"""Who may do what with a project, and who learns whose it is."""

from sqlalchemy import Select, or_

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.listings.disclosure import name_granted, register_name_rule
from matchmaking.listings.permissions import can_edit_listing as can_edit_project
from matchmaking.listings.permissions import can_view_listing as can_see_project
from matchmaking.projects.models import Project


def speaks_for_project(viewer: Viewer, project: Project) -> bool:
    """Act for the team: whoever writes for its organisation, in every state of the project."""
    return viewer.edits_for(project.organisation_id)


def can_follow_up(viewer: Viewer, project: Project) -> bool:
    """Read what is meant for the team and its broker: its own people and technology brokers."""
    return viewer.belongs_to(project.organisation_id) or viewer.is_broker


def can_link_project(viewer: Viewer, project: Project) -> bool:
    """Say which achievements and demands belong to the project: who may change it."""
    return can_edit_project(viewer, project)


def organisation_shown(viewer: Viewer, project: Project) -> bool:
    """Whether the viewer learns whose project it is: everybody, or where it is hidden those whom the team agreed to."""
    return not project.hides_name or name_granted(viewer, project)


def named_for(query: Select[tuple[Project]], viewer: Viewer, organisation_id: int) -> Select[tuple[Project]]:
    """Of the projects of one organisation, those that may stand on its page without giving a hidden name away."""
    if viewer.belongs_to(organisation_id):
        return query
    is_open = Project.hides_name.is_(False)
    if not viewer.is_signed_in:
        return query.where(is_open)
    known = [one.id for one in current_session().scalars(query.where(Project.hides_name)) if name_granted(viewer, one)]
    return query.where(or_(is_open, Project.id.in_(known)))


register_name_rule(Project, organisation_shown)

__all__ = [
    "can_edit_project", "can_follow_up", "can_link_project", "can_see_project", "named_for", "organisation_shown",
    "speaks_for_project",
]  # fmt: skip
