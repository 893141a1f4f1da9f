"""Running and stopped clocks, and the time limits that an administrator has changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, Stamped, Versioned


class Clock(Base):
    """How long somebody has to act on a record.

    Whose turn it is: the person `user_id`, or the members of `organisation_id`, or else those of `level` (0 centre,
    1 county, 2 city) for `county_code`. Where a person or an organisation must act, `level` is empty until it goes up.
    Its moments are fixed when it starts: a rule that changes later holds for later clocks.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index("ix_clocks_subject", "subject_type", "subject_id"),
        Index("ix_clocks_next", "next_at"),
        Index("ix_clocks_county", "county_code", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    # "kind:subject_type:subject_id" while it runs, then empty: a second one cannot start meanwhile.
    running_key: Mapped[str | None] = mapped_column(unique=True)
    level: Mapped[int | None]
    first_level: Mapped[int | None]
    county_code: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    county_at: Mapped[datetime | None]
    city_at: Mapped[datetime | None]
    # The next moment at which somebody must be told; empty when there is none.
    next_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # True: somebody acted; false: it was taken back, or there was nothing to answer.
    was_answered: Mapped[bool] = mapped_column(default=False)

    @property
    def is_escalated(self) -> bool:
        return self.escalated_at is not None


class ClockRule(Versioned, Stamped, Base):
    """Time limits in working days that an administrator has set for a kind."""

    __tablename__ = "clock_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(unique=True)
    days: Mapped[int]
    remind_days: Mapped[int | None]
    county_days: Mapped[int | None]
    city_days: Mapped[int | None]
