"""What people follow: saved searches, organisations, industries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Versioned, now
from matchmaking.organisations.models import Organisation


class SavedSearch(Versioned, Base):
    """A public list's words and filters that a person wants to hear of. Only what is published after `since` counts."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("user_id", "fingerprint"), Index("ix_saved_searches_kind", "kind", "is_paused"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    # The kind of record: achievement or demand.
    kind: Mapped[str]
    name: Mapped[str]
    # The query string of the list: {"q": ["…"], facet: [values]}.
    arguments: Mapped[dict[str, Any]]
    # Equal for equal searches, so that a second click saves nothing twice.
    fingerprint: Mapped[str]
    # at_once, daily or site; the preference for alerts as a whole may make it calmer.
    delivery: Mapped[str]
    is_paused: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)


class RecordFollow(Base):
    """A person follows one record. `kind` is that of its side ("demand")."""

    __tablename__ = "record_follows"
    __table_args__ = (UniqueConstraint("user_id", "kind", "record_id"), Index("ix_record_follows", "kind", "record_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    record_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Follow(Base):
    """A person follows an organisation or an industry: one of the two columns is filled in."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"), UniqueConstraint("user_id", "industry_code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    industry_code: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation | None] = relationship()
