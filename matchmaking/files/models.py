"""Uploaded files: what is known about them; the bytes lie in the upload folder under a random name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base
from matchmaking.organisations.models import Organisation


class StoredFile(Base):
    """One uploaded file of a record. `subject_type` is a table name; the room of that table says who may read."""

    __tablename__ = "stored_files"
    __table_args__ = (Index("ix_stored_files_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    purpose: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    # Who may read it, where that differs from what the record says of its files (core/audiences.py).
    audience: Mapped[str | None]
    created_at: Mapped[datetime]


class Download(Base):
    """Somebody took a file that is not public. The row stays when the file is deleted."""

    __tablename__ = "downloads"
    __table_args__ = (Index("ix_downloads_owner", "owner_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    # The organisation that the file belongs to; its people see this row.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    is_marked: Mapped[bool]
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
