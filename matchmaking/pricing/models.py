"""What a deal costs: rounds of the range finder, offers and their answers, agreed prices, and their notices."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.pricing.states import AWAITING, OPEN, PROPOSED, SENT, WAITING
from matchmaking.pricing.structures import Plan, plan_of
from matchmaking.public_notices.models import PublicNotice


class PriceSheet(Versioned, Stamped, Base):
    """How the price of a deal is made, one for each deal: the mode, whose rules hold, and the papers that prove it.

    `is_state_body`: the seller's answer whether it is a state research institution or university; empty: not answered.
    """

    __tablename__ = "price_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), unique=True)
    # A code of `states.MODES`.
    mode: Mapped[str]
    is_state_body: Mapped[bool | None] = mapped_column(Boolean)
    body_at: Mapped[datetime | None]
    body_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship()
    body_by: Mapped[User | None] = relationship()


class PriceRound(Versioned, Stamped, Base):
    """One round of the range finder: both sides enter a range, then both hear one coarse answer.

    `open_key` is unique while it is open. `buyer_agrees` and `seller_agrees` say whether a side agrees that the rounded
    middle of the overlap is shown; only when both do, `middle` (yuan) is computed.
    """

    __tablename__ = "price_rounds"
    __table_args__ = (UniqueConstraint("deal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=OPEN)
    open_key: Mapped[str | None] = mapped_column(unique=True)
    # A code of `states.ANSWERS`.
    answer: Mapped[str | None]
    # How many sides have entered: it changes with each, so that two at the same moment do not miss each other.
    entered: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    buyer_agrees: Mapped[bool | None] = mapped_column(Boolean)
    seller_agrees: Mapped[bool | None] = mapped_column(Boolean)
    middle: Mapped[Decimal | None]

    deal: Mapped[Deal] = relationship()
    ranges: Mapped[list["PriceRange"]] = relationship(
        back_populates="round", cascade="all, delete-orphan", passive_deletes=True, order_by="PriceRange.id"
    )


class PriceRange(Base):
    """That a side has entered its range in a round. The numbers stand here only until nothing needs them any more.

    `low` and `high` (yuan) are erased when the round is answered, at the latest when the question of the middle is
    settled; no page, notice, log or file ever holds them.
    """

    __tablename__ = "price_ranges"
    __table_args__ = (UniqueConstraint("round_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("price_rounds.id", ondelete="CASCADE"))
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    low: Mapped[Decimal | None]
    high: Mapped[Decimal | None]

    round: Mapped[PriceRound] = relationship(back_populates="ranges")


class Offer(Versioned, Stamped, Base):
    """One link in the chain of offers of a deal, never changed once sent. `total` is the sum of its plan, in yuan.

    `structure` and `terms` are read by `structures.plan_of`; `sha256` is the hash of what was sent.
    """

    __tablename__ = "price_offers"
    __table_args__ = (UniqueConstraint("deal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    number: Mapped[int]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("price_offers.id", ondelete="SET NULL"), index=True)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    structure: Mapped[str]
    terms: Mapped[dict[str, Any]]
    total: Mapped[Decimal]
    words: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[date]
    state: Mapped[str] = mapped_column(default=SENT)
    # The id of the deal while it waits for an answer: one offer lies on the table at a time.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    sha256: Mapped[str]
    closed_at: Mapped[datetime | None]

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()
    answers: Mapped[list["OfferAnswer"]] = relationship(
        back_populates="offer", cascade="all, delete-orphan", passive_deletes=True, order_by="OfferAnswer.id"
    )

    @property
    def plan(self) -> Plan:
        """The table of payments."""
        return plan_of(self.structure, self.terms)


class OfferAnswer(Versioned, Base):
    """What a party owes to an offer that is not its own: the other side, or both when the broker proposes."""

    __tablename__ = "price_offer_answers"
    __table_args__ = (UniqueConstraint("offer_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("price_offers.id", ondelete="CASCADE"))
    side: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime | None]

    offer: Mapped[Offer] = relationship(back_populates="answers")
    user: Mapped[User | None] = relationship()


class Price(Versioned, Stamped, Base):
    """A price of a deal: out of an accepted offer, or of a listing or an auction that both parties confirm.

    `amount` is yuan, exact to the fen, and the sum of its plan; `is_estimate` where it rests on expected sales.
    `mode` is a code of `states.MODES`. `running_key` holds the id of the deal while it is the agreed one.
    """

    __tablename__ = "prices"
    __table_args__ = (Index("ix_prices_deal_state", "deal_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("price_offers.id", ondelete="SET NULL"), index=True)
    mode: Mapped[str]
    structure: Mapped[str]
    terms: Mapped[dict[str, Any]]
    amount: Mapped[Decimal]
    is_estimate: Mapped[bool] = mapped_column(default=False)
    # Of a listing or an auction: where, under which number, when it was closed.
    platform: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=PROPOSED)
    running_key: Mapped[str | None] = mapped_column(unique=True)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    sha256: Mapped[str]
    # When each party agreed, and who did it for it.
    buyer_at: Mapped[datetime | None]
    buyer_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    seller_at: Mapped[datetime | None]
    seller_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    agreed_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship()
    offer: Mapped[Offer | None] = relationship()

    @property
    def plan(self) -> Plan:
        """The table of payments."""
        return plan_of(self.structure, self.terms)


class PriceNotice(Versioned, Stamped, Base):
    """The notice (公示) of one agreed price: prepared by the seller, confirmed by the buyer, then shown to everybody.

    `organisation_id` are those who handle objections: the seller. `fields_sha256` is the hash of the text that the
    buyer confirmed, with its own name in it.
    """

    __tablename__ = "price_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    price_id: Mapped[int] = mapped_column(ForeignKey("prices.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default=AWAITING)
    # The id of the deal until it is stopped or another takes its place.
    running_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)
    # A code of the kind "transfer_mode".
    transfer_mode: Mapped[str]
    price_words: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    office: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    returned_words: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    fields_sha256: Mapped[str | None]
    public_notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("public_notices.id", ondelete="SET NULL"), index=True
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship()
    price: Mapped[Price] = relationship()
    public_notice: Mapped[PublicNotice | None] = relationship()
