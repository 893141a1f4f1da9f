"""Who asked to see what and what became of it, signed confidentiality statements, and what the desk opened."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.consents.states import ASKED
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.organisations.models import Organisation


class Consent(Versioned, Stamped, Base):
    """One organisation may see one group of one record, wants to, or may no longer.

    `group` is a group of fields, "name" (whose record it is) or "all" (every group but the name).
    """

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_subject", "subject_type", "subject_id"),
        Index("ix_consents_organisation", "organisation_id", "state"),
        Index("ix_consents_owner", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    group: Mapped[str]
    # The title of the record, which is public.
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(default=ASKED)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    # The last day on which it holds, in the city's time; None: until somebody ends it.
    until: Mapped[date | None]
    # Of subject, group and organisation while it is asked or granted, then empty: a second request makes no second row.
    open_key: Mapped[str | None] = mapped_column(unique=True)

    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])


class SignedStatement(Base):
    """A confidentiality statement that a person signed for an organisation towards one record, with its whole text."""

    __tablename__ = "signed_statements"
    __table_args__ = (
        # The name that the columns would give is longer than PostgreSQL takes.
        UniqueConstraint(
            "subject_type", "subject_id", "organisation_id", "text_version", name="uq_signed_statements_subject"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    signer_name: Mapped[str]
    text_version: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])


class Opening(Base):
    """Somebody at the desk looked at what a record keeps back, and said why."""

    __tablename__ = "openings"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id", "group", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    group: Mapped[str]
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
