"""What time does to projects: their last day in the hall comes near and passes."""

from matchmaking.core.jobs import enqueue, job
from matchmaking.projects.expiring import expire_projects, warn_teams

HOUR = 3600
AT_ONCE = 100


@job("projects.expire", queue="batch", every=6 * HOUR)
def expire() -> None:
    """Warn the teams of what leaves the hall soon, and take out what has passed its last day; safe when run twice."""
    warn_teams()
    if expire_projects(AT_ONCE) >= AT_ONCE:
        enqueue("projects.expire", key="projects.expire:more")
