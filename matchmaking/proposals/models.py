"""Proposals (应答方案): how a team would solve a demand, its promises for each criterion, and every version."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Float, ForeignKey, Index, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.states import DRAFT, WITHDRAWN

proposal_achievements = Table(
    "proposal_achievements",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True),
    Column("achievement_id", ForeignKey("achievements.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Proposal(Versioned, Stamped, Base):
    """One organisation's answer to a demand, one page long. Prices are in yuan; two empty ends: to be negotiated."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_demand_state", "demand_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # YD-2026-0001, given with the first submission.
    number: Mapped[str | None] = mapped_column(unique=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # Random, from the hidden field of the page that starts an answer: sent twice, it makes one record.
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # "demand:organisation" until it is withdrawn: an organisation has one answer to a demand at a time.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=DRAFT)
    title: Mapped[str] = mapped_column(default="")
    idea: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    validation: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    team: Mapped[str] = mapped_column(Text, default="")
    price_low: Mapped[Decimal | None]
    price_high: Mapped[Decimal | None]
    duration_months: Mapped[int | None]
    readiness_level: Mapped[int | None]
    references: Mapped[list[str]] = mapped_column(default=list)
    # The team declares that nothing in it is confidential; without it nothing is submitted.
    no_confidential: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None]
    # The last submission after the first one.
    revised_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)
    # When the decision (chosen, declined) was delivered to the team; before that it sees only that it has submitted.
    delivered_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    demand: Mapped[Demand] = relationship()
    organisation: Mapped[Organisation] = relationship()
    achievements: Mapped[list[Achievement]] = relationship(
        secondary=proposal_achievements, order_by=Achievement.id, passive_deletes=True
    )
    promises: Mapped[list["Promise"]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", passive_deletes=True, order_by="Promise.position"
    )
    revisions: Mapped[list["ProposalRevision"]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", passive_deletes=True,
        order_by="ProposalRevision.number",
    )  # fmt: skip

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == WITHDRAWN

    @property
    def is_delivered(self) -> bool:
        return self.delivered_at is not None


class Promise(Base):
    """What a proposal promises for one criterion (承诺值).

    `target` is the criterion as it was when the promise was made (operator, low, high, text, unit, test_method), and
    `wanted` the same in words: a demand may change, a promise keeps what it answered. `answer` is one of yes, talk, no
    or empty; yes without a value promises exactly the target. `note` says how it will be proved.
    """

    __tablename__ = "promises"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id", ondelete="SET NULL"))
    name: Mapped[str]
    importance: Mapped[str]
    wanted: Mapped[str] = mapped_column(Text)
    target: Mapped[dict[str, Any]]
    answer: Mapped[str | None]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str | None]
    unit: Mapped[str | None]
    condition: Mapped[str | None]
    note: Mapped[str | None]

    proposal: Mapped[Proposal] = relationship(back_populates="promises")

    @property
    def has_value(self) -> bool:
        return self.value_low is not None or self.value_high is not None or bool(self.text)


class ProposalRevision(Base):
    """What was submitted, each time; `content` is written by `proposals.content.content_of`."""

    __tablename__ = "proposal_revisions"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    content: Mapped[dict[str, Any]]

    proposal: Mapped[Proposal] = relationship(back_populates="revisions")
    by: Mapped[User | None] = relationship()
