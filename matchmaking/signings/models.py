"""Who approves contracts in an organisation, approvals of versions, and signed texts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from matchmaking.signings.states import OFFERED, RUNNING, WAITING


class ApprovalChain(Versioned, Stamped, Base):
    """The steps through which contracts go in one organisation. An organisation without one: its owners approve."""

    __tablename__ = "approval_chains"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), unique=True)

    steps: Mapped[list["ChainStep"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ChainStep.position"
    )


class ChainStep(Base):
    """One step: any one of its members approves. `from_amount` yuan: only contracts of that much or more come here."""

    __tablename__ = "chain_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("approval_chains.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    from_amount: Mapped[Decimal | None]

    members: Mapped[list["ChainMember"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ChainMember.id"
    )


class ChainMember(Base):
    """Somebody who may approve in a step."""

    __tablename__ = "chain_members"
    __table_args__ = (UniqueConstraint("step_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("chain_steps.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class Delegation(Base):
    """While `user` is away, `delegate` approves in the same organisation, both days included."""

    __tablename__ = "approval_delegations"
    __table_args__ = (Index("ix_approval_delegations_place", "organisation_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    delegate: Mapped[User] = relationship(foreign_keys=[delegate_id])


class Approval(Versioned, Stamped, Base):
    """What one side of a contract says to one version: bound to its SHA-256, worth nothing for any other text."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_contract", "contract_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str]
    side: Mapped[str]
    # Empty for a broker who acts without a centre.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(default=RUNNING)
    # What the other sides read when it is sent back.
    reason: Mapped[str] = mapped_column(Text, default="")
    # A code of `states.VOID_WORDS`.
    void_code: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # Contract and side while it runs or stands: pressed twice, it is one.
    open_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    contract: Mapped[Contract] = relationship()
    contract_version: Mapped[ContractVersion] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    turns: Mapped[list["ApprovalTurn"]] = relationship(
        back_populates="approval", cascade="all, delete-orphan", passive_deletes=True,
        order_by="ApprovalTurn.position",
    )  # fmt: skip


class ApprovalTurn(Versioned, Base):
    """One step of an approval, as the chain was when it began. `words` stay inside the organisation."""

    __tablename__ = "approval_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approvals.id", ondelete="CASCADE"), index=True)
    # The title of the deal, for clocks.
    title: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    words: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # For whom a delegate decided.
    stood_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    approval: Mapped[Approval] = relationship(back_populates="turns")
    members: Mapped[list["TurnMember"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="TurnMember.id"
    )
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    stood_in_for: Mapped[User | None] = relationship(foreign_keys=[stood_in_for_id])


class TurnMember(Base):
    """Somebody who may decide a step of an approval."""

    __tablename__ = "turn_members"
    __table_args__ = (UniqueConstraint("turn_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("approval_turns.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)

    user: Mapped[User] = relationship()


class SignedText(Versioned, Stamped, Base):
    """The signed contract: a scan, or the number and file of an electronic one. `sha256` is that of the approved
    version, `file_sha256` that of the uploaded file, kept byte by byte."""

    __tablename__ = "signed_texts"
    __table_args__ = (Index("ix_signed_texts_contract", "contract_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str]
    # A code of `states.WAYS`.
    way: Mapped[str]
    platform: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str | None]
    # Whether the check code of the approved version can be read in the file: empty where the file holds no words.
    shows_code: Mapped[bool | None]
    signed_on: Mapped[date]
    signed_place: Mapped[str]
    state: Mapped[str] = mapped_column(default=OFFERED)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str]
    closed_at: Mapped[datetime | None]
    # The contract while it is offered or confirmed: a contract has one signed text.
    open_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    contract: Mapped[Contract] = relationship()
    user: Mapped[User | None] = relationship()
    answers: Mapped[list["SignedTextAnswer"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="SignedTextAnswer.id"
    )


class SignedTextAnswer(Base):
    """What another side says: that this is the signed text, or why not."""

    __tablename__ = "signed_text_answers"
    __table_args__ = (UniqueConstraint("signed_text_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    signed_text_id: Mapped[int] = mapped_column(ForeignKey("signed_texts.id", ondelete="CASCADE"))
    side: Mapped[str]
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
