"""The attribution ledger, which nobody can change, and agreements on commissions with what was invoiced and paid."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import DDL, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.attributions.states import PROPOSED
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.deals.models import Deal

TABLE = "ledger_entries"


class LedgerEntry(Base):
    """Who did what for a deal. Rows are never changed or deleted; the database itself refuses.

    `how` is seen, claim or answer; `role` one of `states.ROLES`. `user_id` did it, on `side`; `happened_at` is when,
    `at` when it was written here. A seen entry names its source record and, where that is a history row, its hash. An
    answer names the claim in `claim_id`. `hash` covers all of it and the hash of the entry before in the same deal.
    """

    __tablename__ = TABLE
    __table_args__ = (UniqueConstraint("deal_id", "source_key"), Index("ix_ledger_entries_user", "user_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    how: Mapped[str]
    role: Mapped[str]
    step: Mapped[str] = mapped_column(default="")
    # Without a foreign key, as in the history: the row stays as it is whatever becomes of the person.
    user_id: Mapped[int | None]
    # The name as it was then.
    name: Mapped[str]
    side: Mapped[str]
    # Who wrote it here; the platform itself where empty.
    author_id: Mapped[int | None]
    author_side: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")
    source_type: Mapped[str] = mapped_column(default="")
    source_id: Mapped[int | None]
    source_hash: Mapped[str] = mapped_column(default="")
    # What the platform saw stands here once.
    source_key: Mapped[str | None]
    evidence_sha256: Mapped[str] = mapped_column(default="")
    claim_id: Mapped[int | None] = mapped_column(ForeignKey(f"{TABLE}.id"), index=True)
    answer: Mapped[str] = mapped_column(default="")
    previous_hash: Mapped[str]
    hash: Mapped[str]
    # Invented data may be taken out again, with its deal.
    is_sample: Mapped[bool] = mapped_column(default=False)

    deal: Mapped[Deal] = relationship()


def append_only_triggers() -> list[tuple[str, str]]:
    """(dialect, statement) pairs that make the ledger append-only; the migration uses the same ones."""
    refuse = "SELECT RAISE(ABORT, 'the attribution ledger is append-only')"
    function = (
        "CREATE FUNCTION ledger_refuse() RETURNS trigger AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN IF OLD.is_sample THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION 'the attribution ledger is append-only'; END $$ LANGUAGE plpgsql"
    )
    return [
        ("sqlite", f"CREATE TRIGGER ledger_no_update BEFORE UPDATE ON {TABLE} BEGIN {refuse}; END"),
        (
            "sqlite",
            f"CREATE TRIGGER ledger_no_delete BEFORE DELETE ON {TABLE} WHEN NOT OLD.is_sample BEGIN {refuse}; END",
        ),
        ("postgresql", function),
        (
            "postgresql",
            f"CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        ),
        (
            "postgresql",
            f"CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION ledger_refuse()",
        ),
    ]


for _dialect, _statement in append_only_triggers():
    event.listen(LedgerEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))


class Commission(Versioned, Stamped, Base):
    """What one party pays for the brokers' work. `rate` is in millionths of the base, so that it is exact: 3.5 % is
    35,000. `cap` is the most that is paid altogether, in yuan. The payer accepts `text`, named by `sha256`.
    """

    __tablename__ = "commissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    payer: Mapped[str]
    base: Mapped[str]
    trigger: Mapped[str]
    rate: Mapped[int]
    cap: Mapped[Decimal | None]
    is_three_party: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(default=PROPOSED)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    shares: Mapped[list["CommissionShare"]] = relationship(
        back_populates="commission", cascade="all, delete-orphan", passive_deletes=True,
        order_by="CommissionShare.position",
    )  # fmt: skip
    papers: Mapped[list["CommissionPaper"]] = relationship(
        back_populates="commission", cascade="all, delete-orphan", passive_deletes=True, order_by="CommissionPaper.id"
    )


class CommissionShare(Base):
    """The part of one broker, in hundredths of a percent; the shares of a commission are 10,000 together."""

    __tablename__ = "commission_shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    commission_id: Mapped[int] = mapped_column(ForeignKey("commissions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    name: Mapped[str]
    share: Mapped[int]

    commission: Mapped[Commission] = relationship(back_populates="shares")


class CommissionPaper(Base):
    """An invoice for a commission, or money that came, in yuan. Its file has the subject type "commission_papers"."""

    __tablename__ = "commission_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    commission_id: Mapped[int] = mapped_column(ForeignKey("commissions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal]
    on: Mapped[date]
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    form_key: Mapped[str | None] = mapped_column(unique=True)

    commission: Mapped[Commission] = relationship(back_populates="papers")
    user: Mapped[User | None] = relationship()
