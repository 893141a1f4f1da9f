"""Events of topics, and how many are looking on at each server."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, now


class StreamEvent(Base):
    """Something that open pages are told. It holds ids and words that everybody following the topic may read."""

    __tablename__ = "stream_events"
    __table_args__ = (Index("ix_stream_events_topic_id", "topic", "id"), Index("ix_stream_events_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)


class StreamPresence(Base):
    """How many people follow a topic at one server; a row that is not renewed no longer counts."""

    __tablename__ = "stream_presence"
    __table_args__ = (UniqueConstraint("topic", "server"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    server: Mapped[str]
    viewer_count: Mapped[int]
    at: Mapped[datetime]
