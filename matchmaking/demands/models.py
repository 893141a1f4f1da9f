"""Order-style demands (订单式需求): a problem, measurable criteria, a budget, a deadline, and who is asked."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.core.records import Listing
from matchmaking.demands.modes import OPEN, PUBLIC_MODES
from matchmaking.organisations.models import Organisation


class Demand(Listing, Versioned, Stamped, Base):
    """One demand. The budget is in yuan; two empty ends mean that it is to be negotiated."""

    __tablename__ = "demands"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_demands_state_published", "state", "published_at"),
    )

    is_edited_at_desk = False

    kind: Mapped[str | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    # Working conditions and background.
    context: Mapped[str] = mapped_column(Text, default="")
    # What was tried already and why it was not enough, so that nobody proposes it again.
    tried: Mapped[str] = mapped_column(Text, default="")
    # What the enterprise can provide: samples, a test bench, data, engineers.
    offers: Mapped[str] = mapped_column(Text, default="")
    # The enterprise's name is not shown to anybody outside it but brokers and officers.
    hides_name: Mapped[bool] = mapped_column(default=False)
    budget_low: Mapped[Decimal | None]
    budget_high: Mapped[Decimal | None]
    # The last day on which answers are taken, in the city's time.
    deadline_on: Mapped[date | None]
    # The day by which the enterprise wants the result.
    wanted_by_on: Mapped[date | None]
    cooperation_modes: Mapped[list[str]] = mapped_column(default=list)
    rights_wish: Mapped[str | None]
    needs_readiness: Mapped[int | None]
    not_secret: Mapped[bool] = mapped_column(default=False)
    # How it is published: one of `demands.modes`.
    mode: Mapped[str] = mapped_column(default=OPEN)

    organisation: Mapped[Organisation] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="demand", cascade="all, delete-orphan", passive_deletes=True, order_by="Criterion.position"
    )

    @property
    def is_for_everybody(self) -> bool:
        """Whether its mode lets everybody see it once it is published."""
        return (self.mode or OPEN) in PUBLIC_MODES


class Criterion(Base):
    """A measurable criterion. `operator` is one of >= <= = range text; a range uses both targets, text only `text`."""

    __tablename__ = "criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    importance: Mapped[str]
    operator: Mapped[str]
    target_low: Mapped[float | None] = mapped_column(Float)
    target_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str | None]
    unit: Mapped[str | None]
    present_value: Mapped[str | None]
    test_method: Mapped[str | None]

    demand: Mapped[Demand] = relationship(back_populates="criteria")


class Extension(Base):
    """A change of the deadline after publication, told to the public with its reason. None: no deadline."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    before_on: Mapped[date | None]
    after_on: Mapped[date | None]
    reason_code: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

    demand: Mapped[Demand] = relationship()

    @property
    def is_longer(self) -> bool:
        """Whether it gives more time than before."""
        return self.after_on is None or (self.before_on is not None and self.after_on > self.before_on)


class Invitee(Base):
    """An institution that was chosen for an invited demand, or the one that a direct demand is addressed to.

    It is told when the demand is published, or when it is added later. It may decline, and change its mind until the
    deadline. `willing_at` is only for a direct demand: the institution wants to talk.
    """

    __tablename__ = "invitees"
    __table_args__ = (UniqueConstraint("demand_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    willing_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    # A code of `demands.modes`; the sentence only where the code says too little.
    reason_code: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)

    demand: Mapped[Demand] = relationship()
    organisation: Mapped[Organisation] = relationship()
