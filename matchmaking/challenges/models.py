"""Challenges (揭榜): the versions of the rules, the application of a demand, and the experts who argue it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.challenges.rules import Rules
from matchmaking.challenges.states import ANNOUNCED, INVITED, PREPARING
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.demands.models import Demand


class ChallengeRules(Base):
    """One version of the rules. It never changes; a change is a new version, and what has begun keeps its own."""

    __tablename__ = "challenge_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What was changed and on which ground, in words for everybody.
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @property
    def rules(self) -> Rules:
        return Rules.of(self.values)


class Challenge(Versioned, Stamped, Base):
    """How one demand is put up as a challenge: what only a challenge asks for, and how far it has come.

    `fund` (yuan) is what the enterprise pays to who solves it. The three declarations are the enterprise's own; the
    officer's ticks say what was looked up.
    """

    __tablename__ = "challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), unique=True)
    rules_id: Mapped[int] = mapped_column(ForeignKey("challenge_rules.id"))
    # JB-2026-0001, given when it is announced.
    number: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=PREPARING, index=True)
    # Why it was returned, stopped or closed, in words for the enterprise.
    state_reason: Mapped[str | None] = mapped_column(Text)
    term_months: Mapped[int | None]
    fund: Mapped[Decimal | None]
    is_cash: Mapped[bool] = mapped_column(default=False)
    rights_rule: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    cannot_solve: Mapped[bool] = mapped_column(default=False)
    stays_out: Mapped[bool] = mapped_column(default=False)
    has_good_credit: Mapped[bool] = mapped_column(default=False)
    ticks: Mapped[list[str]] = mapped_column(default=list)
    check_note: Mapped[str] = mapped_column(Text, default="")
    # How often it was argued; experts are invited for one round.
    round: Mapped[int] = mapped_column(default=0)
    # SHA-256 of what the experts were given: what is shown to the public and published is the same text.
    fingerprint: Mapped[str | None]
    result: Mapped[float | None] = mapped_column(Float)
    # The officer's summary of the argument.
    conclusion: Mapped[str] = mapped_column(Text, default="")
    announced_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    demand: Mapped[Demand] = relationship()
    version_of_rules: Mapped[ChallengeRules] = relationship()
    experts: Mapped[list["ChallengeExpert"]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", passive_deletes=True, order_by="ChallengeExpert.id"
    )

    @property
    def rules(self) -> Rules:
        return self.version_of_rules.rules

    @property
    def is_announced(self) -> bool:
        return self.state in ANNOUNCED


class ChallengeExpert(Versioned, Stamped, Base):
    """Somebody who was asked to argue a challenge in one round; `scores` maps the code of a dimension to 0–100."""

    __tablename__ = "challenge_experts"
    __table_args__ = (UniqueConstraint("challenge_id", "round", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    state: Mapped[str] = mapped_column(default=INVITED)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # The declaration of having no interest, given with the scores.
    declared_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    opinion: Mapped[str] = mapped_column(Text, default="")
    scored_at: Mapped[datetime | None]
    # Why the person cannot take part; for the officers.
    decline_reason: Mapped[str | None] = mapped_column(Text)

    challenge: Mapped[Challenge] = relationship(back_populates="experts")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
