"""What both sides of a deal must agree to while it is performed, and what they disagree about."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.milestones.models import Milestone
from matchmaking.milestones.states import AGREED, DISPUTED, PROPOSED


class Accord(Versioned, Stamped, Base):
    """Something that one side proposes and that holds once buyer and seller confirmed it: see `states.ACCORD_KINDS`.

    `content` is what is confirmed and `sha256` the hash over its words; who proposes for a party has confirmed for it.
    Its files have the subject type "performance_accords".
    """

    __tablename__ = "performance_accords"
    __table_args__ = (Index("ix_performance_accords_deal_kind", "deal_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    # In words for the list of what waits.
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=PROPOSED)
    # "deal:kind:milestone" while it waits: one at a time.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sha256: Mapped[str]
    side: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    buyer_at: Mapped[datetime | None]
    buyer_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    seller_at: Mapped[datetime | None]
    seller_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    agreed_at: Mapped[datetime | None]
    # What the side that answered last wrote.
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_side: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    buyer_by: Mapped[User | None] = relationship(foreign_keys=[buyer_by_id])
    seller_by: Mapped[User | None] = relationship(foreign_keys=[seller_by_id])

    @property
    def is_open(self) -> bool:
        return self.state == PROPOSED

    @property
    def is_agreed(self) -> bool:
        return self.state == AGREED

    @property
    def lacks(self) -> list[str]:
        """The sides that have not confirmed."""
        return [side for side, at in ((BUYER, self.buyer_at), (SELLER, self.seller_at)) if at is None]


class Dispute(Versioned, Stamped, Base):
    """What the sides disagree about, since when, and how it ended. `next_side`: whose turn it is while it is open."""

    __tablename__ = "performance_disputes"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id", ondelete="SET NULL"), index=True)
    title: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=DISPUTED)
    next_side: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    resolved_on: Mapped[date | None]
    side: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[User | None] = relationship()
    steps: Mapped[list["DisputeStep"]] = relationship(
        back_populates="dispute", cascade="all, delete-orphan", passive_deletes=True, order_by="DisputeStep.id"
    )

    @property
    def is_open(self) -> bool:
        return self.state == DISPUTED


class DisputeStep(Base):
    """Something done about a dispute. `closes`: for the side that wrote it, it is settled, with `words` as outcome."""

    __tablename__ = "performance_dispute_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("performance_disputes.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text)
    on: Mapped[date]
    closes: Mapped[bool] = mapped_column(default=False)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    dispute: Mapped[Dispute] = relationship(back_populates="steps")
    user: Mapped[User | None] = relationship()
