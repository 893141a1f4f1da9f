"""Pairs of published records of one side that say nearly the same, and up to where the records were looked through."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, now


class Likeness(Base):
    """A suspected duplicate. Once the desk said that it is none, it stays so and is not suspected again."""

    __tablename__ = "likenesses"
    __table_args__ = (UniqueConstraint("kind", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # "demand" or "achievement"; the lower id first, so that a pair is there once.
    kind: Mapped[str]
    first_id: Mapped[int]
    second_id: Mapped[int] = mapped_column(index=True)
    score: Mapped[float] = mapped_column(Float)
    found_at: Mapped[datetime] = mapped_column(default=now)
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # When the organisation that published both was asked to look.
    told_at: Mapped[datetime | None]


class LookedThrough(Base):
    """Up to which change the records of a side were compared with the others of their side."""

    __tablename__ = "looked_through"

    kind: Mapped[str] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]
    record_id: Mapped[int]
