"""The performance of a contract: its plan, milestones with their criteria and proofs, payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.contracts.models import Contract
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.milestones.states import CLOSED_PAYMENTS, IS_ACCEPTED, LOCKED, PLANNED, WAITING


class PerformancePlan(Versioned, Stamped, Base):
    """What is done, when, and paid with what: one plan for each deal. `total` is the sum of its payments, in yuan.

    `number` is that of its present version; every version stays in `PlanVersion`.
    """

    __tablename__ = "performance_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), unique=True)
    # None where the contract was made elsewhere and both sides confirmed a plan written by hand.
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id", ondelete="SET NULL"), index=True)
    # The deal's, for the list of what waits.
    title: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    total: Mapped[Decimal]
    # The next step that the plan itself wrote into the deal; what somebody wrote there by hand is left alone.
    next_words: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime | None]

    deal: Mapped[Deal] = relationship()
    contract: Mapped[Contract | None] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", passive_deletes=True, order_by="Milestone.position"
    )
    criteria: Mapped[list["PlanCriterion"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", passive_deletes=True, order_by="PlanCriterion.position"
    )
    payments: Mapped[list["Payment"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", passive_deletes=True, order_by="Payment.position"
    )
    versions: Mapped[list["PlanVersion"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", passive_deletes=True, order_by="PlanVersion.number"
    )


class PlanVersion(Base):
    """What the plan said from then on, never changed: `content` is written by `plans.content_of`, `sha256` over it."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("performance_plans.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    # From where it came: "contract", or the kind of what both sides agreed to.
    origin: Mapped[str]
    accord_id: Mapped[int | None] = mapped_column(ForeignKey("performance_accords.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    plan: Mapped[PerformancePlan] = relationship(back_populates="versions")


class Milestone(Versioned, Stamped, Base):
    """A step of the work. `waived_at`: both sides agreed in writing that the next one may begin before it is done."""

    __tablename__ = "milestones"
    __table_args__ = (Index("ix_milestones_state_due", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("performance_plans.id", ondelete="CASCADE"), index=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    content: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=LOCKED)
    waived_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]

    plan: Mapped[PerformancePlan] = relationship(back_populates="milestones")
    deal: Mapped[Deal] = relationship()
    criteria: Mapped[list["PlanCriterion"]] = relationship(
        back_populates="milestone", order_by="PlanCriterion.position", viewonly=True
    )
    payments: Mapped[list["Payment"]] = relationship(
        back_populates="milestone", order_by="Payment.position", viewonly=True
    )
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="milestone", cascade="all, delete-orphan", passive_deletes=True, order_by="Delivery.number"
    )

    @property
    def is_accepted(self) -> bool:
        return self.state in IS_ACCEPTED

    @property
    def holds_back(self) -> bool:
        """Whether the next one waits for this one, so that both sides could let it begin earlier."""
        if self.waived_at is not None or self.state == LOCKED:
            return False
        return any(one.position == self.position + 1 and one.state == LOCKED for one in self.plan.milestones)


class PlanCriterion(Base):
    """A criterion of acceptance, proved with the milestone it is assigned to and again in the final acceptance.

    `operator` is one of >= <= = range text; a range uses both values, text only `text`.
    """

    __tablename__ = "plan_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("performance_plans.id", ondelete="CASCADE"), index=True)
    # None: only the final acceptance asks for it.
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[PerformancePlan] = relationship(back_populates="criteria")
    milestone: Mapped[Milestone | None] = relationship(back_populates="criteria", viewonly=True)


class Delivery(Base):
    """What the seller handed in to prove that a milestone is reached, and what the buyer said of it.

    Its files have the subject type "milestone_deliveries"; `sha256` is over words, values and files.
    """

    __tablename__ = "milestone_deliveries"
    __table_args__ = (UniqueConstraint("milestone_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestones.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=WAITING)
    words: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(unique=True)

    milestone: Mapped[Milestone] = relationship(back_populates="deliveries")
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    values: Mapped[list["DeliveredValue"]] = relationship(
        back_populates="delivery", cascade="all, delete-orphan", passive_deletes=True,
        order_by="DeliveredValue.position",
    )  # fmt: skip


class DeliveredValue(Base):
    """A measured value against one criterion, with the words of the criterion as they were then.

    `proposed` is what the comparison makes of it, `verdict` and `note` what the buyer decided.
    """

    __tablename__ = "delivered_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("milestone_deliveries.id", ondelete="CASCADE"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("plan_criteria.id", ondelete="SET NULL"))
    position: Mapped[int]
    name: Mapped[str]
    wanted: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(default="")
    measured_by: Mapped[str] = mapped_column(default="")
    proposed: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text, default="")

    delivery: Mapped[Delivery] = relationship(back_populates="values")


class Payment(Versioned, Stamped, Base):
    """A payment of the plan, in yuan: for a milestone, or due on a day. No money flows through the platform.

    `received` is the sum of the receipts that the seller confirmed, `received_on` the day of the last of them.
    """

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("performance_plans.id", ondelete="CASCADE"), index=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    amount: Mapped[Decimal]
    received: Mapped[Decimal] = mapped_column(default=Decimal(0))
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=PLANNED)

    plan: Mapped[PerformancePlan] = relationship(back_populates="payments")
    deal: Mapped[Deal] = relationship()
    milestone: Mapped[Milestone | None] = relationship(back_populates="payments", viewonly=True)
    entries: Mapped[list["PaymentEntry"]] = relationship(
        back_populates="payment", cascade="all, delete-orphan", passive_deletes=True, order_by="PaymentEntry.id"
    )

    @property
    def left(self) -> Decimal:
        """What has not come; nothing once both sides settled it."""
        return Decimal(0) if self.state in CLOSED_PAYMENTS else self.amount - self.received

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_PAYMENTS

    @property
    def claimed(self) -> Decimal | None:
        """What the seller asked for last, while that is open."""
        asked = [one.amount for one in self.entries if one.kind == "claim"]
        return asked[-1] if asked and self.state == "claimed" else None


class PaymentEntry(Base):
    """What a side wrote of a payment: asked for, paid, received, not come. Kept as it was written.

    Its files have the subject type "payment_entries".
    """

    __tablename__ = "payment_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    amount: Mapped[Decimal | None]
    on: Mapped[date | None]
    invoice_number: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, default="")
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    payment: Mapped[Payment] = relationship(back_populates="entries")
    user: Mapped[User | None] = relationship()
