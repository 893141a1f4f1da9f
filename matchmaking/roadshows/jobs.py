"""The regular look at the sessions: reminders, and what nobody ended."""

from matchmaking.core.db import now
from matchmaking.core.jobs import job
from matchmaking.roadshows.reminding import end_forgotten, remind

EVERY = 120


@job("roadshows.look", queue="batch", every=EVERY)
def look() -> None:
    """Remind of what comes, end what is over; a run that is killed leaves nothing half done and is repeated."""
    moment = now()
    remind(moment)
    end_forgotten(moment)
