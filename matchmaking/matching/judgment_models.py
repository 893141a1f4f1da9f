"""Judgments: what people said of a pair of a demand and an achievement, with what they had in front of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, now
from matchmaking.demands.models import Demand

# For whom somebody judges: one of the two sides, or as a broker for nobody's interest.
DEMAND_SIDE, ACHIEVEMENT_SIDE, BROKER = "demand", "achievement", "broker"
# What a side says.
FITS, IRRELEVANT = "fits", "irrelevant"
# What a broker says, with the grade that learning and exports use.
STRONG, FAIR, WEAK, NONE = "strong", "fair", "weak", "none"
LEVELS = {STRONG: 3, FAIR: 2, WEAK: 1, NONE: 0}
# How far each verdict lifts or lowers a pair among those of the same band.
WEIGHTS = {STRONG: 2, FAIR: 1, WEAK: -1, NONE: -2, FITS: 1, IRRELEVANT: -1}
# With these the judge no longer wants to see the pair.
DISMISSING = (IRRELEVANT, NONE)
CURRENT, SUPERSEDED, UNDONE = "current", "superseded", "undone"


class Judgment(Base):
    """One judgment of one pair. It hangs on the two records, because matches are deleted and found again.

    `judge_key` says whose word it is: "organisation:7" for a side (a colleague's later word takes the place of an
    earlier one), "user:5" for a broker. There is at most one current judgment of a pair for each key; earlier ones
    stay as they were said. `shown` holds the pairs [demand id, achievement id] of the list as it was shown,
    `position` (from 1) where this one stood in the whole list.
    """

    __tablename__ = "judgments"
    __table_args__ = (
        Index(
            "ix_judgments_current",
            "demand_id",
            "achievement_id",
            "judge_key",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
        Index("ix_judgments_achievement", "achievement_id", "demand_id"),
        Index("ix_judgments_judge", "judge_key", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    side: Mapped[str]
    judge_key: Mapped[str]
    verdict: Mapped[str]
    # -2 to 2, from `WEIGHTS`, so that lists can be ordered by it.
    weight: Mapped[int]
    reason_code: Mapped[str | None]
    # The name of the demand's criterion that the reason is about; its target everybody could read when this was said.
    criterion: Mapped[str | None]
    sentence: Mapped[str] = mapped_column(Text, default="")
    shown_list: Mapped[str] = mapped_column(default="")
    shown: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int | None]
    score: Mapped[float | None] = mapped_column(Float)
    band: Mapped[str | None]
    model_version: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=CURRENT)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # When it was superseded or undone.
    ended_at: Mapped[datetime | None]
    # When the other side was told the reason.
    told_at: Mapped[datetime | None]
    # The judgment in whose place it came; that one returns when this one is undone.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("judgments.id", ondelete="SET NULL"))

    demand: Mapped[Demand] = relationship()
    achievement: Mapped[Achievement] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def grade(self) -> int | None:
        """3 to 0 for what a broker said; None for what a side said, which is no statement about relevance alone."""
        return LEVELS[self.verdict] if self.side == BROKER else None

    @property
    def dismisses(self) -> bool:
        """Whether the judge no longer wants to see the pair."""
        return self.verdict in DISMISSING
