"""The steps of a project: hand in, publish, send back, withdraw, reopen; and what waits for a check."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.listings import step_views, views
from matchmaking.listings.permissions import AT_DESK
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.steps import WRITING
from matchmaking.projects.views import Answer, projects


@projects.route("/projects/<int:project_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_project(project_id: int) -> Answer:
    """Check the answers and hand the project in."""
    project = views.load(PROJECTS, project_id, viewer())
    return step_views.submit(WRITING, project, viewer())


@projects.post("/projects/<int:project_id>/publish")
@guard(AT_DESK)
def publish_project(project_id: int) -> Response:
    """Make it public."""
    return views.publish(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.route("/projects/<int:project_id>/send-back", methods=["GET", "POST"])
@guard(AT_DESK)
def send_back_project(project_id: int) -> Answer:
    """Return it to its writers with a reason."""
    return views.send_back(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.route("/projects/<int:project_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_project(project_id: int) -> Answer:
    """Take it out of sight with a reason."""
    return views.withdraw(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.post("/projects/<int:project_id>/reopen")
@guard(SIGNED_IN)
def reopen_project(project_id: int) -> Response:
    """Make a draft of it again."""
    return views.reopen(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.get("/desk/projects")
@guard(AT_DESK)
def desk_queue() -> str:
    """Projects that wait for the viewer's check."""
    return views.queue(PROJECTS, viewer())
