"""Uploaded files: what is known about them; the bytes lie in the upload folder under a random name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base


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
    created_at: Mapped[datetime]
