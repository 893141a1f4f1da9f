"""Tables of the channel: rounds that were or will be played, what curators marked, and days with a theme."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, Stamped


class ChannelRound(Base):
    """The order that is repeated from `starts_at` until the next row begins.

    `clips` holds [video id, project id, seconds] for each clip. A row that has begun is never changed, so that whoever
    looks at any moment sees what everybody else sees.
    """

    __tablename__ = "channel_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(unique=True)
    clips: Mapped[list[Any]] = mapped_column(JSON)


class ChannelMark(Stamped, Base):
    """A project that curators put first ("pin") or leave out ("skip"), until the end of a day or without an end."""

    __tablename__ = "channel_marks"
    __table_args__ = (CheckConstraint("kind IN ('pin', 'skip')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Projects stand below; the number is enough, because a project is withdrawn and never deleted once it was shown.
    project_id: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str]
    until_on: Mapped[date | None]
    # For a skip: what its team is told.
    reason: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[int]


class ThemeDay(Stamped, Base):
    """A day on which only projects of these industries are played."""

    __tablename__ = "channel_theme_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(unique=True)
    title: Mapped[str]
    industry_codes: Mapped[list[str]]
    actor_id: Mapped[int]
