"""What is asked of the events: the newest, and those after one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from matchmaking.core.db import current_session
from matchmaking.streaming.models import StreamEvent
from matchmaking.streaming.tickets import Ticket

# Events whose kind begins so are for the servers, not for the pages.
INNER = "$"
ENDED = "$ended"
# So many of a topic are kept at hand; who missed more is told to load the page anew.
REPLAYED = 500


def newest_id(topic: str) -> int:
    """The id of the last event of a topic; 0 before the first."""
    return current_session().scalar(select(func.max(StreamEvent.id)).where(StreamEvent.topic == topic)) or 0


def last_events(topic: str, after: int = 0) -> Select[Any]:
    """The statement for the last events of a topic, the newest first."""
    columns = select(StreamEvent.id, StreamEvent.kind, StreamEvent.data)
    query = columns.where(StreamEvent.topic == topic, StreamEvent.id > after)
    return query.order_by(StreamEvent.id.desc()).limit(REPLAYED + 1)


def events_after(topic: str, after: int) -> tuple[Sequence[Any], bool]:
    """(events in order, whether there were more than are told)."""
    rows = list(current_session().execute(last_events(topic, after)))
    return rows[:REPLAYED][::-1], len(rows) > REPLAYED


def has_ended(ticket: Ticket) -> bool:
    """Whether a ticket was ended before its time."""
    query = select(StreamEvent.data).where(
        StreamEvent.topic == ticket.topic, StreamEvent.id > ticket.after, StreamEvent.kind == ENDED
    )
    return any(data["user"] in (None, ticket.user_id) for data in current_session().scalars(query))
