"""Matches: one row for each pair of a demand and an achievement that fit, with one finding for each criterion."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base
from matchmaking.demands.models import Demand


class Match(Base):
    """A pair. `score` (0 to 1) orders it on both sides; `parts` says what the score is made of.

    `reasons` holds codes and shared words; pages word them. `model_version` names the rules that computed it.
    A match that is wanted, or that somebody put into the list, stays, whatever is computed later.
    """

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("demand_id", "achievement_id"),
        Index("ix_matches_demand_score", "demand_id", "score"),
        Index("ix_matches_achievement_score", "achievement_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"))
    score: Mapped[float] = mapped_column(Float)
    text_score: Mapped[float] = mapped_column(Float)
    # strong, fair or look: see `scoring.band`.
    band: Mapped[str]
    must_missed_count: Mapped[int]
    parts: Mapped[dict[str, Any]]
    reasons: Mapped[dict[str, Any]]
    model_version: Mapped[str]
    computed_at: Mapped[datetime]
    # When both sides were told, and what it was then: they are told again only when it became clearly better.
    notified_at: Mapped[datetime | None]
    told_band: Mapped[str | None]
    told_score: Mapped[float | None] = mapped_column(Float)
    # What first put the two together: search, a proposal that was chosen, a broker, or interest at a pitch.
    origin: Mapped[str] = mapped_column(default="search")
    # The owner of the demand has chosen the other side. No computation takes that back.
    wanted_at: Mapped[datetime | None] = mapped_column(index=True)
    wanted_by_id: Mapped[int | None]
    # Somebody put the pair into the list: the first of its `MatchAddition`s. No computation takes that back either.
    added_at: Mapped[datetime | None] = mapped_column(index=True)

    demand: Mapped[Demand] = relationship()
    achievement: Mapped[Achievement] = relationship()
    findings: Mapped[list["Finding"]] = relationship(
        back_populates="match", cascade="all, delete-orphan", passive_deletes=True, order_by="Finding.position"
    )

    @property
    def is_wanted(self) -> bool:
        return self.wanted_at is not None

    @property
    def is_kept(self) -> bool:
        """Whether it stays, whatever is computed."""
        return self.is_wanted or self.added_at is not None


class MatchAddition(Base):
    """Somebody put a pair into the list by hand, or something that people did at a pitch: who, when, and why.

    `origin` says on which way; one row for each way, so that none hides another. `note` is for the desk only.
    """

    __tablename__ = "match_additions"
    __table_args__ = (UniqueConstraint("match_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"))
    origin: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    match: Mapped[Match] = relationship()


class Finding(Base):
    """What became of one criterion of the demand in this achievement.

    `reason` is a code with its parameters, worded by `wording`. `source` is "stated" for a measurement, "text" for a
    figure that was read out of the achievement's text (then `sentence` is where it stands), empty for nothing found.
    """

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    importance: Mapped[str]
    verdict: Mapped[str]
    wanted: Mapped[str] = mapped_column(Text)
    offered: Mapped[str] = mapped_column(Text)
    reason_code: Mapped[str]
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    margin: Mapped[float | None] = mapped_column(Float)
    source: Mapped[str]
    sentence: Mapped[str] = mapped_column(Text)
    evidence_kind: Mapped[str]

    match: Mapped[Match] = relationship(back_populates="findings")
