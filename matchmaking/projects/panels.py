"""What projects hang into pages: files, deadlines, history and links into their own, themselves into others."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.pages import evidence_tags
from matchmaking.core.panels import MAIN, SIDE, Panel, register_panel
from matchmaking.files.queries import files_of
from matchmaking.listings.attachments import Attachments
from matchmaking.listings.consenting import register_consenting
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.file_rules import can_read_stored, name_for
from matchmaking.listings.holdings import Holdings
from matchmaking.listings.permissions import can_edit_listing
from matchmaking.listings.timeline import Timeline
from matchmaking.projects.matched import project_panels
from matchmaking.projects.models import Project
from matchmaking.projects.pages import in_list
from matchmaking.projects.permissions import can_link_project, named_for, organisation_shown
from matchmaking.projects.queries import linked_achievements, linked_demands, projects_with_achievements
from matchmaking.projects.side import PLAN, PROJECTS

ATTACHMENTS = Attachments(PROJECTS, "audience", {PLAN: _l("上传商业计划书")})
HOLDINGS = Holdings(PROJECTS, lambda project, viewer: in_list(project, "", viewer), named_for)
DEADLINES = Deadlines(PROJECTS)
TIMELINE = Timeline(PROJECTS)


def link_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """On the project's page: its achievements with their evidence, and its demands.

    Their pages say whose they are, so that with a hidden name they are for those who know it.
    """
    may_link = can_link_project(viewer, project)
    if not organisation_shown(viewer, project):
        return []
    achievements, demands = linked_achievements(project.id, viewer), linked_demands(project.id, viewer)
    if not achievements and not demands and not may_link:
        return []
    context: dict[str, Any] = {
        "project": project,
        "achievements": [
            (one, evidence_tags(as_shown(viewer, one)), as_shown(viewer, one).measurements[:3]) for one in achievements
        ],
        "demands": demands,
        "may_link": may_link,
    }
    return [Panel("projects/_links.html", context, MAIN)]


def plan_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """The business plan, for those whom the team agreed to; the way to ask stands among what is locked."""
    may_write = can_edit_listing(viewer, project)
    files = files_of(project.__tablename__, project.id, PLAN)
    rows = [(one, name_for(viewer, project, one)) for one in files if can_read_stored(viewer, project, one)]
    if not rows and not may_write:
        return []
    is_own = viewer.belongs_to(project.organisation_id)
    context = {"project": project, "rows": rows, "may_write": may_write, "is_own": is_own, "purpose": PLAN}
    return [Panel("projects/_plan.html", context, SIDE)]


def step_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """Below the step about technology: the way to what can be linked."""
    if not can_link_project(viewer, project):
        return []
    count = len(linked_achievements(project.id, viewer)) + len(linked_demands(project.id, viewer))
    return [Panel("projects/_link_hint.html", {"project": project, "count": count}, MAIN)]


def achievement_panels(viewer: Viewer, achievement: Any) -> Sequence[Panel]:
    """On an achievement's page: the projects that bring it to market."""
    found = projects_with_achievements([achievement.id], viewer)
    return [Panel("projects/_of_achievement.html", {"projects": found}, MAIN)] if found else []


def register_panels() -> None:
    """Tell the rooms below."""
    DEADLINES.register()
    register_panel(PROJECTS.kind, plan_panels)
    ATTACHMENTS.register()
    HOLDINGS.register()
    register_consenting(PROJECTS)
    register_panel(PROJECTS.kind, link_panels)
    register_panel(PROJECTS.kind, project_panels)
    TIMELINE.register()
    register_panel(f"{PROJECTS.kind}_technology_step", step_panels)
    register_panel("achievement", achievement_panels)
