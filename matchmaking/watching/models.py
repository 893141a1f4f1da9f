"""Tables of watching: sums by day without a person, spans of people who agreed, and who agreed since when."""

from datetime import date, datetime

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, now


class WatchTotal(Base):
    """How many seconds all viewers together gave to one part of a record on one day (Asia/Shanghai).

    `part` is "video", "live" or "page-3". `view_count` counts pages that were opened and watched for a moment.
    """

    __tablename__ = "watch_totals"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id", "part", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    part: Mapped[str]
    on: Mapped[date]
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    view_count: Mapped[int] = mapped_column(default=0)


class WatchSpan(Base):
    """How many seconds one person, who agreed, gave to one part of a record in all."""

    __tablename__ = "watch_spans"
    __table_args__ = (
        UniqueConstraint("user_id", "subject_type", "subject_id", "part"),
        Index("ix_watch_spans_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    part: Mapped[str]
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    first_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)


class WatchConsent(Base):
    """Somebody lets the teams behind what they watch see that they did. No row: nobody is told."""

    __tablename__ = "watch_consents"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    agreed_at: Mapped[datetime] = mapped_column(default=now)
