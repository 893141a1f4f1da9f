"""Order-style demands (订单式需求): a problem, measurable criteria, a budget and a deadline."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.records import Listing
from matchmaking.organisations.models import Organisation


class Demand(Listing, Versioned, Stamped, Base):
    """One demand. The budget is in yuan; two empty ends mean that it is to be negotiated."""

    __tablename__ = "demands"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_demands_state_published", "state", "published_at"),
    )

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

    organisation: Mapped[Organisation] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="demand", cascade="all, delete-orphan", passive_deletes=True, order_by="Criterion.position"
    )


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
