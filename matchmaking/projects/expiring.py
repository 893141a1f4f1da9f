"""Takes projects out of the hall whose last day has passed, after a warning."""

from datetime import timedelta

from sqlalchemy import select

from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.letters import path_to
from matchmaking.core.records import EXPIRED, LISTING_STATES, PUBLISHED
from matchmaking.listings.confirming import stop_asking
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project
from matchmaking.projects.signals import project_expired

WARNING = timedelta(days=7)
WARNED_AT_ONCE = 500


def warn_teams() -> int:
    """Tell the teams whose project leaves the hall within a week, once for each last day; return how many projects."""
    last = Project.shown_until.between(today(), today() + WARNING)
    query = select(Project).where(Project.state == PUBLISHED, last).order_by(Project.shown_until, Project.id)
    found = list(current_session().scalars(query.limit(WARNED_AT_ONCE)))
    for project in found:
        _tell(project, "expiring")
    return len(found)


def expire_projects(limit: int) -> int:
    """Take out of the hall what was to be shown until a day before today; return how many."""
    query = select(Project).where(Project.state == PUBLISHED, Project.shown_until < today())
    found = list(current_session().scalars(query.order_by(Project.shown_until, Project.id).limit(limit)))
    for project in found:
        LISTING_STATES.move(project, EXPIRED, actor=None)
        stop_asking(project)
        project_expired.send(project)
        _tell(project, "expired")
    return len(found)


def _tell(project: Project, step: str) -> None:
    last = project.shown_until.isoformat() if project.shown_until else ""
    notify(
        writer_ids(project.organisation_id), f"projects.{step}", f"projects:{project.id}:{step}:{last}",
        path_to("projects.show_project", project_id=project.id), title=project.title, until=last,
    )  # fmt: skip
