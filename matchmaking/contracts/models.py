"""Technology contracts: what the parties agree on, every version of the text, comments on clauses, templates."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.contracts.states import AGREED, DRAFT, OPEN, SIGNED
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile


class Contract(Versioned, Stamped, Base):
    """A contract of a deal: what the steps of the draft asked. Its text stands in `ContractVersion`.

    `kind`, `sub_kind`, `licence_mode` and `payment_mode` are terms. `amount` is the total (合同成交额),
    `technology_amount` that without what is not technology (技术交易额, never more), in yuan. `ownership` and
    `improvements` are codes of `states`, without a default. `texts` holds the longer answers by name, `rewordings` the
    clauses that somebody wrote anew: {clause: {"text": …, "was": SHA-256 of what it replaced}}.
    """

    __tablename__ = "contracts"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    # The deal's id while it is not cancelled: a deal has one contract at a time.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=DRAFT, index=True)
    kind: Mapped[str | None]
    sub_kind: Mapped[str | None]
    licence_mode: Mapped[str | None]
    amount: Mapped[Decimal | None]
    technology_amount: Mapped[Decimal | None]
    # Equipment and material are named, and yet all of the amount is for technology: somebody said that this is so.
    is_all_technology: Mapped[bool] = mapped_column(default=False)
    payment_mode: Mapped[str | None]
    ownership: Mapped[str | None]
    improvements: Mapped[str | None]
    dispute: Mapped[str | None]
    signed_on: Mapped[date | None]
    signed_place: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    copies: Mapped[int | None]
    # The broker's centre signs as the third party.
    is_three_party: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rewordings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # When a step or a clause was last changed: the newest version is up to date while it is not older.
    changed_at: Mapped[datetime]
    # SHA-256 of the signed text, as `signings` keeps it.
    signed_sha256: Mapped[str | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    deal: Mapped[Deal] = relationship()
    parties: Mapped[list["ContractParty"]] = relationship(
        back_populates="contract", cascade="all, delete-orphan", passive_deletes=True, order_by="ContractParty.id"
    )
    acceptance: Mapped[list["AcceptanceTerm"]] = relationship(
        back_populates="contract", cascade="all, delete-orphan", passive_deletes=True,
        order_by="AcceptanceTerm.position",
    )  # fmt: skip
    milestones: Mapped[list["MilestoneTerm"]] = relationship(
        back_populates="contract", cascade="all, delete-orphan", passive_deletes=True,
        order_by="MilestoneTerm.position",
    )  # fmt: skip
    payments: Mapped[list["PaymentTerm"]] = relationship(
        back_populates="contract", cascade="all, delete-orphan", passive_deletes=True, order_by="PaymentTerm.position"
    )
    versions: Mapped[list["ContractVersion"]] = relationship(
        back_populates="contract", cascade="all, delete-orphan", passive_deletes=True,
        order_by="ContractVersion.number",
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether its text may still change."""
        return self.state in OPEN

    @property
    def is_agreed(self) -> bool:
        return self.state == AGREED

    @property
    def is_signed(self) -> bool:
        return self.state == SIGNED

    def party(self, side: str) -> "ContractParty | None":
        """What is known of one party: buyer, seller, broker."""
        return next((one for one in self.parties if one.side == side), None)


class ContractParty(Base):
    """A party as the contract names it: kept here, whatever happens to the organisation's own record later."""

    __tablename__ = "contract_parties"
    __table_args__ = (UniqueConstraint("contract_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    side: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    legal_representative: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")

    contract: Mapped[Contract] = relationship(back_populates="parties")


class AcceptanceTerm(Base):
    """A criterion of acceptance. `operator`: one of >= <= = range text; a range uses both values, text only `text`."""

    __tablename__ = "contract_acceptance_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    # The criterion of the demand that it comes from.
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id", ondelete="SET NULL"))
    name: Mapped[str]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(back_populates="acceptance")


class MilestoneTerm(Base):
    """A step of the work: what is done by which day."""

    __tablename__ = "contract_milestone_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    content: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="milestones")


class PaymentTerm(Base):
    """A payment, in yuan: due on a day, or when the milestone of that position is accepted."""

    __tablename__ = "contract_payment_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    amount: Mapped[Decimal]
    # The position of a milestone; the row of the milestone may be written anew.
    milestone_position: Mapped[int | None]
    due_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="payments")

    @property
    def share(self) -> Decimal | None:
        """Its part of the contract's amount in percent, two decimals; only for showing."""
        total = self.contract.amount
        return (self.amount * 100 / total).quantize(Decimal("0.01"), ROUND_HALF_UP) if total else None


class ContractVersion(Base):
    """One generated text, never changed: `clauses` is [{"key", "title", "text"}], `sha256` is over them.

    `docx` and `pdf` are files of this record (subject type "contract_versions").
    """

    __tablename__ = "contract_versions"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    number: Mapped[int]
    clauses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sha256: Mapped[str]
    # What the contract said then, for whoever builds on it: amounts, parties, terms.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    docx_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    # Which template, and which version of it; 0 is the one that comes with the platform.
    template_code: Mapped[str]
    template_number: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    side: Mapped[str] = mapped_column(default="")

    contract: Mapped[Contract] = relationship(back_populates="versions")
    docx: Mapped[StoredFile | None] = relationship(foreign_keys=[docx_id])
    pdf: Mapped[StoredFile | None] = relationship(foreign_keys=[pdf_id])
    by: Mapped[User | None] = relationship()
    agreements: Mapped[list["ContractAgreement"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", passive_deletes=True, order_by="ContractAgreement.id"
    )


class ContractAgreement(Base):
    """A party agrees to one version of the text."""

    __tablename__ = "contract_agreements"
    __table_args__ = (UniqueConstraint("version_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id", ondelete="CASCADE"))
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    version: Mapped[ContractVersion] = relationship(back_populates="agreements")
    user: Mapped[User | None] = relationship()


class ClauseComment(Base):
    """What a side says of one clause; open until somebody resolves it. `clause` is the key of the clause."""

    __tablename__ = "contract_comments"
    __table_args__ = (Index("ix_contract_comments_open", "contract_id", "resolved_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    # The version that it was said of.
    version_number: Mapped[int]
    clause: Mapped[str]
    # The contract's title, for the list of what waits.
    title: Mapped[str] = mapped_column(default="")
    side: Mapped[str]
    # The side whose answer it wants.
    asked_side: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    resolved_side: Mapped[str | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    contract: Mapped[Contract] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    resolved_by: Mapped[User | None] = relationship(foreign_keys=[resolved_by_id])
    replies: Mapped[list["ClauseReply"]] = relationship(
        back_populates="comment", cascade="all, delete-orphan", passive_deletes=True, order_by="ClauseReply.id"
    )


class ClauseReply(Base):
    """An answer below a comment."""

    __tablename__ = "contract_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("contract_comments.id", ondelete="CASCADE"), index=True)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    comment: Mapped[ClauseComment] = relationship(back_populates="replies")
    user: Mapped[User | None] = relationship()


class ContractTemplate(Base):
    """A .docx that an administrator uploaded in place of the one that comes with the platform (`number` from 1)."""

    __tablename__ = "contract_templates"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    # The one in use is `code`; the others have none. None of a code: the platform's own is in use.
    used_for: Mapped[str | None] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(default="")
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship()
    uploaded_by: Mapped[User | None] = relationship()
