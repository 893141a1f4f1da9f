"""Background work: what was kept of people goes after a year."""

from datetime import timedelta

from sqlalchemy import delete

from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import job
from matchmaking.watching.models import WatchSpan

KEEP = timedelta(days=365)


@job("watching.sweep", queue="batch", every=24 * 3600)
def sweep() -> None:
    """Delete what was kept of people and not watched again for a year."""
    current_session().execute(delete(WatchSpan).where(WatchSpan.last_at < now() - KEEP))
