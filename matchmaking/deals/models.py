"""Deals: who works on what with whom, in which stage, what is next, and what was done."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.deals.states import BUYER, CONTACT, RUNNING, SELLER
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation


class Deal(Versioned, Stamped, Base):
    """One deal between the organisation that needs (buyer) and the one that offers (seller), perhaps with a broker.

    `state` is its stage, since `stage_since`. The broker's centre is `centre_id`. While `hides_buyer`, the seller reads
    "已脱敏企业". Amounts are yuan. Confidential as a whole: nobody outside the parties and the broker learns of it.
    """

    __tablename__ = "deals"
    __table_args__ = (
        Index("ix_deals_state_next", "state", "next_on"),
        Index("ix_deals_broker_state", "broker_id", "state"),
        Index("ix_deals_buyer_state", "buyer_id", "state"),
        Index("ix_deals_seller_state", "seller_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=CONTACT)
    stage_since: Mapped[datetime]
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    # A deal without a broker is led by the two parties.
    broker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"), index=True)
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievements.id", ondelete="SET NULL"), index=True)
    hides_buyer: Mapped[bool] = mapped_column(default=False)
    # The buyer's county: for reports.
    county_code: Mapped[str | None] = mapped_column(index=True)
    # What the parties think that it will be worth; the contract says what it is.
    amount: Mapped[Decimal | None]
    next_step: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    # Who does the next step: a person, or a side of the deal.
    next_side: Mapped[str | None]
    # The platform proposed this step; it goes when the deal goes on. What a person wrote stays.
    step_is_made: Mapped[bool] = mapped_column(default=False)
    next_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # A broker whom a side asks to look after it, until the answer.
    asked_broker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    asked_side: Mapped[str | None]
    # The stage in which it ended, a code of `states.REASONS`, and words for both sides.
    ended_in: Mapped[str | None]
    reason_code: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # "demand:achievement:buyer:seller" or alike while it runs: pressed twice, it is one.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    buyer: Mapped[Organisation] = relationship(foreign_keys=[buyer_id])
    seller: Mapped[Organisation] = relationship(foreign_keys=[seller_id])
    centre: Mapped[Organisation | None] = relationship(foreign_keys=[centre_id])
    broker: Mapped[User | None] = relationship(foreign_keys=[broker_id])
    next_user: Mapped[User | None] = relationship(foreign_keys=[next_user_id])
    asked_broker: Mapped[User | None] = relationship(foreign_keys=[asked_broker_id])
    demand: Mapped[Demand | None] = relationship()
    achievement: Mapped[Achievement | None] = relationship()
    origins: Mapped[list["DealOrigin"]] = relationship(
        back_populates="deal", cascade="all, delete-orphan", passive_deletes=True, order_by="DealOrigin.id"
    )

    def party_id(self, side: str | None) -> int | None:
        """The organisation of a party; None for the broker's side, which need not have one."""
        return {BUYER: self.buyer_id, SELLER: self.seller_id}.get(side or "")

    @property
    def number(self) -> str:
        """How people name it."""
        return f"DJ-{self.created_at:%Y}-{self.id:05d}"

    @property
    def seen(self) -> str:
        """What a form remembers of the stage: it is another one after every move, also when it came back."""
        return f"{self.state}-{int(self.stage_since.timestamp() * 1_000_000)}"

    @property
    def is_running(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in RUNNING

    @property
    def is_late(self) -> bool:
        """Whether the day of the next step is over."""
        return self.is_running and self.next_on is not None and self.next_on < today()

    @property
    def days_in_stage(self) -> int:
        """How many days it stands where it stands, as a calendar counts them."""
        return (today() - self.stage_since.astimezone(SHANGHAI).date()).days


class DealOrigin(Base):
    """A step of the way on which a deal came: a match, a chosen proposal, interest at a pitch, a visit, or by hand."""

    __tablename__ = "deal_origins"
    __table_args__ = (Index("ix_deal_origins_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    # A code of `states.ORIGINS`.
    kind: Mapped[str]
    subject_type: Mapped[str | None]
    subject_id: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship(back_populates="origins")


class DealEvent(Base):
    """What somebody did for a deal: a call, a visit, a meeting, a mail, a word. Kept as it was written.

    `sides` says who reads it besides its author's own side: codes of `states.SIDES`.
    """

    __tablename__ = "deal_events"
    __table_args__ = (Index("ix_deal_events_deal_at", "deal_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(Text, default="")
    sides: Mapped[list[str]]
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # Taken back by its author at once: it stays in the history, and on no page.
    taken_back_at: Mapped[datetime | None]

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()
