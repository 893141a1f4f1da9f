"""What time does to projects: their last day in the hall comes near and passes."""

from matchmaking.core.db import now
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, job
from matchmaking.demands.deadlines import end_of_day
from matchmaking.projects.expiring import expire_projects, warn_teams

HOUR = 3600
AT_ONCE = 100


@job("projects.expire", queue="batch", every=6 * HOUR)
def expire() -> None:
    """Warn the teams of what leaves the hall soon, and take out what has passed its last day; safe when run twice.

    It calls itself for the end of the day, so that a project leaves the hall when its last day is over.
    """
    warn_teams()
    if expire_projects(AT_ONCE) >= AT_ONCE:
        enqueue("projects.expire", key="projects.expire:more")
    until_midnight = (end_of_day(today()) - now()).total_seconds()
    enqueue("projects.expire", key=f"projects.expire:{today().isoformat()}", delay=until_midnight)
