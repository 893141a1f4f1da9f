"""Notices to people, shown in the site and sent by e-mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base


class Notice(Base):
    """One notice to one person. `once_key` makes sure that the same thing is told only once."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("user_id", "once_key"), Index("ix_notices_unread", "user_id", "read_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    once_key: Mapped[str]
    # What the wording needs: ids and titles that this person may see, never confidential text.
    data: Mapped[dict[str, Any]]
    path: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    emailed_at: Mapped[datetime | None]
