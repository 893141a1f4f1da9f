"""Organisations, their members and the invitations to join."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.languages import current_language
from matchmaking.organisations.states import UNVERIFIED, VERIFIED


class OrganisationKind(StrEnum):
    """What an organisation is."""

    ENTERPRISE = "enterprise"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    RND_INSTITUTION = "rnd_institution"
    TRANSFER_CENTRE = "transfer_centre"
    INCUBATOR = "incubator"
    CONCEPT_CENTRE = "concept_centre"
    PILOT_BASE = "pilot_base"
    INVESTOR = "investor"
    SERVICE_PROVIDER = "service_provider"
    GOVERNMENT = "government"


class Organisation(Versioned, Stamped, Base):
    """An organisation. `state`: unverified → submitted → verified or refused (with a reason)."""

    __tablename__ = "organisations"
    __table_args__ = (
        Index("ix_organisations_kind_county", "kind", "county_code"),
        # A form that is sent twice makes one organisation, also for those that have no code.
        UniqueConstraint("created_by_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str | None]
    name_en: Mapped[str | None]
    kind: Mapped[str]
    # Unified social credit code, 18 signs of GB 32100-2015; unique where given.
    credit_code: Mapped[str | None] = mapped_column(unique=True)
    # True when the check digit fails: some early pilot codes are lawful all the same, so a person looks at it.
    credit_code_needs_check: Mapped[bool] = mapped_column(default=False)
    county_code: Mapped[str | None]
    zone_code: Mapped[str | None]
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    introduction: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str | None]
    address: Mapped[str | None]
    # Not public; shown only to members and officers.
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=UNVERIFIED)
    submitted_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    refusal_reason: Mapped[str | None] = mapped_column(Text)
    external_source: Mapped[str | None]
    external_number: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    members: Mapped[list["Membership"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_verified(self) -> bool:
        return self.state == VERIFIED

    @property
    def is_public(self) -> bool:
        """Verified now, or verified before and waiting for another look after a change."""
        return self.verified_at is not None

    @property
    def local_name(self) -> str:
        """The full name: on an English page the English one, where there is one."""
        return (self.name_en if current_language() == "en" else "") or self.name

    @property
    def display_name(self) -> str:
        """The short name, likewise."""
        return (self.name_en if current_language() == "en" else "") or self.short_name or self.name


class Membership(Base):
    """A person's place in an organisation: owner, editor or reader. A row that ended gives no rights."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class Invitation(Base):
    """An invitation of whoever owns this e-mail address to join an organisation; short-lived, used once."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("organisation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    # Taken back by an owner, or declined by the person.
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
