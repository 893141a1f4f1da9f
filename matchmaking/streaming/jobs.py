"""Forgets events after a day, and numbers of servers that are gone."""

from datetime import timedelta

from sqlalchemy import delete

from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import job
from matchmaking.streaming.models import StreamEvent, StreamPresence

KEPT = timedelta(days=1)


@job("streaming.forget_events", queue="batch", every=3600)
def forget_events() -> None:
    """Delete what no page can still miss."""
    session = current_session()
    session.execute(delete(StreamEvent).where(StreamEvent.at < now() - KEPT))
    session.execute(delete(StreamPresence).where(StreamPresence.at < now() - KEPT))
