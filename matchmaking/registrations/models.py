"""Registrations of contracts: the data sheet, what was filed elsewhere, what the registry answered, the certificate."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.contracts.models import Contract
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.registrations.states import PREPARING


class Registration(Versioned, Stamped, Base):
    """The registration of one signed contract. The platform prepares it; the registry decides, elsewhere.

    `side` applies: the seller, and the buyer where technology is imported. `sheet` holds the answers of the data sheet
    by field, amounts as decimal text. `amount` and `technology_amount` are yuan, as the certificate says.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index("ix_registrations_state", "state", "registered_on"),
        CheckConstraint(
            "amount IS NULL OR technology_amount IS NULL OR technology_amount <= amount", name="technology_within"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"), unique=True)
    # Of the contract, for clocks and lists.
    title: Mapped[str]
    side: Mapped[str]
    state: Mapped[str] = mapped_column(default=PREPARING)
    sheet: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Codes of the list "registration_item" that a person has ticked.
    ticks: Mapped[list[str]] = mapped_column(default=list)
    # Where it was filed, and under which number it waits there.
    office: Mapped[str] = mapped_column(default="")
    receipt_number: Mapped[str] = mapped_column(default="")
    filed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    # What is to be supplied, until when.
    missing: Mapped[str] = mapped_column(Text, default="")
    supplement_until: Mapped[date | None]
    # As on the certificate. Numbers have had 14, 16 and more signs: text, without a check of its length.
    number: Mapped[str | None] = mapped_column(index=True)
    amount: Mapped[Decimal | None]
    technology_amount: Mapped[Decimal | None]
    registered_on: Mapped[date | None]
    # Why it was refused, changed, cancelled, or not wanted; the last one.
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    certificate_sha256: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    deal: Mapped[Deal] = relationship()
    contract: Mapped[Contract] = relationship()
    steps: Mapped[list["RegistrationStep"]] = relationship(
        back_populates="registration", cascade="all, delete-orphan", passive_deletes=True,
        order_by="RegistrationStep.id",
    )  # fmt: skip


class RegistrationStep(Base):
    """What happened to a registration: on which day, in which words, who wrote it down. Never changed."""

    __tablename__ = "registration_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    # A code of `states.STEP_WORDS`.
    kind: Mapped[str]
    on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # For whom that person acted.
    side: Mapped[str | None]

    registration: Mapped[Registration] = relationship(back_populates="steps")
    user: Mapped[User | None] = relationship()
