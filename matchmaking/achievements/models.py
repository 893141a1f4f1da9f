"""Achievements (科技成果): what a team offers, with measured values and rights."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.records import Listing
from matchmaking.organisations.models import Organisation


class Achievement(Listing, Versioned, Stamped, Base):
    """One achievement. Prices are in yuan; two empty prices mean that it is to be negotiated."""

    __tablename__ = "achievements"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_achievements_state_published", "state", "published_at"),
    )

    problem_solved: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    # Against today's common solution, in figures: what buyers ask first.
    comparison: Mapped[str] = mapped_column(Text, default="")
    team: Mapped[str | None]
    leader_name: Mapped[str | None]
    field315: Mapped[str | None]
    # Technology readiness level 1–9 (GB/T 22900-2022); None when the team has not said.
    readiness_level: Mapped[int | None]
    readiness_basis: Mapped[str | None]
    stage: Mapped[str | None]
    transfer_modes: Mapped[list[str]] = mapped_column(default=list)
    pricing_mode: Mapped[str | None]
    price_low: Mapped[Decimal | None]
    price_high: Mapped[Decimal | None]
    try_before_pay: Mapped[bool] = mapped_column(default=False)
    # The team declares that nothing in the listing is a state secret; without it nothing is submitted.
    not_secret: Mapped[bool] = mapped_column(default=False)
    # The newest day on which an enterprise measured values of it in an acceptance that is shown here (`verified.py`).
    verified_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
    measurements: Mapped[list["Measurement"]] = relationship(
        back_populates="achievement",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Measurement.position",
    )
    rights: Mapped[list["Right"]] = relationship(
        back_populates="achievement", cascade="all, delete-orphan", passive_deletes=True, order_by="Right.position"
    )
    verified_values: Mapped[list["VerifiedValue"]] = relationship(
        back_populates="achievement", cascade="all, delete-orphan", passive_deletes=True, order_by="VerifiedValue.id"
    )

    @property
    def verified(self) -> list["VerifiedValue"]:
        """What enterprises measured; asked of the database only where there is something."""
        return self.verified_values if self.verified_on is not None else []


class Measurement(Base):
    """A measured value. `operator` is one of = >= <= ~ range text; a range uses both values, text only `text`."""

    __tablename__ = "measurements"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str | None]
    unit: Mapped[str | None]
    condition: Mapped[str | None]
    evidence_kind: Mapped[str | None]
    evidence_note: Mapped[str | None]

    achievement: Mapped[Achievement] = relationship(back_populates="measurements")


class Right(Base):
    """An intellectual property right on the achievement."""

    __tablename__ = "rights"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    number: Mapped[str | None]
    title: Mapped[str]
    status: Mapped[str | None]
    granted_on: Mapped[date | None]

    achievement: Mapped[Achievement] = relationship(back_populates="rights")


class VerifiedValue(Base):
    """A value that an enterprise measured when it accepted the work, shown because both sides agreed to it.

    Not written in the form of the achievement: it comes with its source and goes with it. Columns as in `Measurement`;
    `source_name` is empty where the enterprise does not want to be named. `origin` says what published it, for whoever
    takes it down; it is never shown.
    """

    __tablename__ = "verified_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str | None]
    unit: Mapped[str | None]
    condition: Mapped[str | None]
    source_name: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date]
    origin: Mapped[str] = mapped_column(index=True)

    achievement: Mapped[Achievement] = relationship(back_populates="verified_values")
