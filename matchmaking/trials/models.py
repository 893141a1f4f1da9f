"""Trials: what was tried on which terms, against which criteria, with what result; and the pool of 先用后转."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from matchmaking.trials.states import SMALL


class PoolEntry(Versioned, Stamped, Base):
    """An achievement in the pool of 先用后转: an enterprise uses it free of charge first and pays afterwards.

    `audience` says who may apply, `free_months` how long it is free; the conversion price (yuan) may be left to talks.
    """

    __tablename__ = "pool_entries"
    __table_args__ = (Index("ix_pool_entries_left_entered", "left_at", "entered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    audience: Mapped[str] = mapped_column(default=SMALL)
    free_months: Mapped[int]
    places: Mapped[int | None]
    conversion_mode: Mapped[str]
    conversion_price: Mapped[Decimal | None]
    terms: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]
    # Taken out of the pool; trials that run go on.
    left_at: Mapped[datetime | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    achievement: Mapped[Achievement] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Trial(Versioned, Stamped, Base):
    """A trial within a deal: `kind` is sample (样品验证) or free_use (先用后转); amounts in yuan.

    `tester_side` tries it out and reports. Confidential like its deal.
    """

    __tablename__ = "trials"
    __table_args__ = (Index("ix_trials_kind_state", "kind", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    pool_entry_id: Mapped[int | None] = mapped_column(ForeignKey("pool_entries.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    title: Mapped[str]
    # What is tried out and for what; where, and with whose people and machines.
    purpose: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(default="")
    tester_side: Mapped[str]
    # The applicant declares to be a small or medium enterprise.
    is_small: Mapped[bool] = mapped_column(default=False)
    months: Mapped[int | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")

    # The terms agreed at the outset; the hash is that of the text which both sides confirmed.
    free_from: Mapped[date | None]
    free_until: Mapped[date | None]
    conversion_mode: Mapped[str | None]
    conversion_price: Mapped[Decimal | None]
    conversion_condition: Mapped[str] = mapped_column(Text, default="")
    duties: Mapped[str] = mapped_column(Text, default="")
    terms_text: Mapped[str] = mapped_column(Text, default="")
    terms_sha256: Mapped[str | None]
    buyer_confirmed_at: Mapped[datetime | None]
    buyer_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    seller_confirmed_at: Mapped[datetime | None]
    seller_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    insurer: Mapped[str | None]
    policy_number: Mapped[str | None]
    insured_until: Mapped[date | None]

    started_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    reported_at: Mapped[datetime | None]
    report: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    evaluated_at: Mapped[datetime | None]
    evaluation: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    # A code of `states.REASONS`, where it was refused, given back, failed or dropped, and words for both sides.
    reason_code: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # Deal and kind while it goes on: pressed twice, it is one.
    open_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    pool_entry: Mapped[PoolEntry | None] = relationship()
    buyer_confirmed_by: Mapped[User | None] = relationship(foreign_keys=[buyer_confirmed_by_id])
    seller_confirmed_by: Mapped[User | None] = relationship(foreign_keys=[seller_confirmed_by_id])
    results: Mapped[list["TrialResult"]] = relationship(
        back_populates="trial", cascade="all, delete-orphan", passive_deletes=True, order_by="TrialResult.position"
    )
    extensions: Mapped[list["TrialExtension"]] = relationship(
        back_populates="trial", cascade="all, delete-orphan", passive_deletes=True, order_by="TrialExtension.id"
    )


class TrialResult(Base):
    """One criterion of a trial and what was measured. The target is a copy, as it stood when the trial was planned.

    `verdict` is what people said; `found` what the comparison of the figures says, empty where it cannot tell.
    """

    __tablename__ = "trial_results"
    __table_args__ = (UniqueConstraint("trial_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    importance: Mapped[str] = mapped_column(default="must")
    operator: Mapped[str] = mapped_column(default="text")
    target_low: Mapped[float | None] = mapped_column(Float)
    target_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    # What was measured, as it was typed: "1180", "1150–1210", "不变色".
    measured: Mapped[str] = mapped_column(default="")
    measured_unit: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(default="")
    found: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str] = mapped_column(default="not_stated")
    # Needed where people say something else than the comparison.
    words: Mapped[str] = mapped_column(default="")

    trial: Mapped[Trial] = relationship(back_populates="results")


class TrialExtension(Base):
    """A trial goes on longer than agreed: from which day to which, and why."""

    __tablename__ = "trial_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)
    before_on: Mapped[date]
    after_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    trial: Mapped[Trial] = relationship(back_populates="extensions")
    user: Mapped[User | None] = relationship()
