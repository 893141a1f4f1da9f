"""Notices to people, shown in the site and sent by e-mail; how each person wants them; the daily digests sent."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, now
from matchmaking.notifications.topics import AT_ONCE

# Instead of a topic: what holds for topics about which the person has not chosen anything.
ALL_TOPICS = "*"


class Notice(Base):
    """One notice to one person. `once_key` makes sure that the same thing is told only once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "once_key"),
        Index("ix_notices_unread", "user_id", "read_at"),
        Index("ix_notices_delivery", "delivery", "emailed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    once_key: Mapped[str]
    # What the wording needs: ids and titles that this person may see, never confidential text.
    data: Mapped[dict[str, Any]]
    path: Mapped[str]
    # How the e-mail goes, as the person wanted it at that moment: at_once, daily or site (no e-mail).
    delivery: Mapped[str] = mapped_column(default=AT_ONCE)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    emailed_at: Mapped[datetime | None]


class NoticePreference(Base):
    """How a person wants the notices of a topic. Without a row it is that of ALL_TOPICS, and without that, at once."""

    __tablename__ = "notice_preferences"
    __table_args__ = (UniqueConstraint("user_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    topic: Mapped[str]
    delivery: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Digest(Base):
    """One daily digest to one person, written in the transaction that hands the mail over: a day has only one."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date]
    notice_count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
