"""Confirming that projects still hold, and bringing back those that were hidden or expired."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.listings import renewal_views, views
from matchmaking.projects.forms import ProjectRenewForm
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.views import Answer, projects


@projects.post("/projects/<int:project_id>/confirm")
@guard(SIGNED_IN)
def confirm_project(project_id: int) -> Response:
    """It still holds; one that was hidden is public again."""
    return renewal_views.confirm(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.post("/projects/mine/confirm")
@guard(SIGNED_IN)
def confirm_projects() -> Response:
    """Those that were ticked on the list of one's own still hold."""
    return renewal_views.confirm_many(PROJECTS, viewer())


@projects.route("/projects/<int:project_id>/renew", methods=["GET", "POST"])
@guard(SIGNED_IN)
def renew_project(project_id: int) -> Answer:
    """Bring a hidden or expired one back."""
    return renewal_views.renew(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer(), ProjectRenewForm)
