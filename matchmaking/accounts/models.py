"""People, their signed-in sessions and their one-time tokens."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned


class Role(StrEnum):
    """What a person does on the platform."""

    ENTERPRISE = "enterprise"
    RESEARCHER = "researcher"
    BROKER = "broker"
    INVESTOR = "investor"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    ADMINISTRATOR = "administrator"


class User(Versioned, Stamped, Base):
    """A person with an account. `email` is stored folded to lower case."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    # Only for county officers: the one county whose records they look after.
    county_code: Mapped[str | None]
    # A role that gives rights and was asked for at sign-up; an administrator grants or refuses it.
    requested_role: Mapped[str | None]
    # Where the next sign-in continues; no foreign key, because accounts do not know that room.
    last_organisation_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="zh")
    phone: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    email_confirmed_at: Mapped[datetime | None]
    consented_at: Mapped[datetime | None]
    consent_version: Mapped[str | None]

    @property
    def user_id(self) -> int:
        """The same name as on a Viewer, so that either can be the actor of a history entry."""
        return self.id


class SignInSession(Base):
    """One signed-in browser. The cookie holds a random token; here is only its hash."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # The organisation that the person acts for at present; no relationship, because accounts do not know that room.
    organisation_id: Mapped[int | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None]
    browser: Mapped[str | None]

    user: Mapped[User] = relationship(lazy="joined")


class OneTimeToken(Base):
    """A link sent by e-mail (confirm the address, reset the password): hashed, short-lived, used once."""

    __tablename__ = "one_time_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One counted try (a wrong sign-in, a sign-up, a reset request) of an account or an address."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]
