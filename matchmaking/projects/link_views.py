"""Choosing the achievements and demands that belong to a project."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.models import Demand
from matchmaking.listings import views
from matchmaking.projects import linking
from matchmaking.projects.models import Project, ProjectAchievement, ProjectDemand
from matchmaking.projects.permissions import can_link_project
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.views import Answer, projects


@projects.route("/projects/<int:project_id>/links", methods=["GET", "POST"])
@guard(SIGNED_IN)
def link_project(project_id: int) -> Answer:
    """Tick the achievements and demands of one's own that belong to the project."""
    project: Project = views.load(PROJECTS, project_id, viewer())
    require(can_link_project(viewer(), project))
    chosen = {name: _sent(name) for name in ("achievements", "demands")}
    error, status = "", 200
    if request.method == "POST":
        try:
            linking.choose_links(project, chosen["achievements"], chosen["demands"], actor=viewer())
        except RuleBroken as broken:
            error, status = broken.message, 422
        else:
            flash(_("已保存。"), "success")
            return redirect(views.address(PROJECTS, "edit" if project.is_draft else "show", project), 303)
    else:
        chosen = {
            "achievements": linking.linked_ids(project.id, ProjectAchievement, ProjectAchievement.achievement_id),
            "demands": linking.linked_ids(project.id, ProjectDemand, ProjectDemand.demand_id),
        }
    groups = [
        ("achievements", _("这个项目要推向市场的成果"), linking.offered(project, Achievement)),
        ("demands", _("这个项目要找人解决的需求"), linking.offered(project, Demand)),
    ]
    page = render_template(
        "projects/link_project.html",
        project=project,
        groups=groups,
        chosen=chosen,
        error=error,
        most=linking.MOST_LINKS,
    )
    return page, status


def _sent(name: str) -> list[int]:
    return [int(one) for one in request.form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10]
