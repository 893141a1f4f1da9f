"""Juries: the people who score projects with a weighted sheet, for a call, a contest or whatever asks them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.juries.states import ASKED, OPEN
from matchmaking.projects.models import Project


class Jury(Versioned, Stamped, Base):
    """The jury of one record (`subject_type`, `subject_id`), which its room above knows. `due_on` is its last day."""

    __tablename__ = "juries"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=OPEN)
    due_on: Mapped[date | None]

    criteria: Mapped[list["JuryCriterion"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="JuryCriterion.position"
    )
    jurors: Mapped[list["Juror"]] = relationship(
        back_populates="jury", cascade="all, delete-orphan", passive_deletes=True, order_by="Juror.id"
    )
    entries: Mapped[list["JuryEntry"]] = relationship(
        back_populates="jury", cascade="all, delete-orphan", passive_deletes=True, order_by="JuryEntry.id"
    )

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def weights(self) -> dict[int, int]:
        """Criterion id → weight in percent."""
        return {one.id: one.weight for one in self.criteria}


class JuryCriterion(Base):
    """What is scored, what to look at, and its weight in percent."""

    __tablename__ = "jury_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("juries.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    weight: Mapped[int]


class JuryEntry(Base):
    """A project before a jury. Taken out, it keeps its sheets but is scored no more."""

    __tablename__ = "jury_entries"
    __table_args__ = (UniqueConstraint("jury_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("juries.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    is_out: Mapped[bool] = mapped_column(default=False)

    jury: Mapped[Jury] = relationship(back_populates="entries")
    project: Mapped[Project] = relationship()


class Juror(Stamped, Base):
    """Somebody who was asked to score. Nothing is shown before the declaration of interests is signed.

    `excluded` holds the ids of projects that the juror named in it; what the platform knows of interests is asked anew
    at every look, because memberships change. `title` is the jury's, for the list of tasks.
    """

    __tablename__ = "jurors"
    __table_args__ = (UniqueConstraint("jury_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("juries.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    declared_at: Mapped[datetime | None]
    interest: Mapped[str | None] = mapped_column(Text)
    excluded: Mapped[list[Any]] = mapped_column(JSON, default=list)

    jury: Mapped[Jury] = relationship(back_populates="jurors")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    sheets: Mapped[list["JurySheet"]] = relationship(
        back_populates="juror", cascade="all, delete-orphan", passive_deletes=True
    )


class JurySheet(Versioned, Base):
    """What one juror says of one project: `points` maps criterion ids (as text) to 0–10; fixed once handed in."""

    __tablename__ = "jury_sheets"
    __table_args__ = (UniqueConstraint("juror_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    juror_id: Mapped[int] = mapped_column(ForeignKey("jurors.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("jury_entries.id", ondelete="CASCADE"), index=True)
    points: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")
    handed_in_at: Mapped[datetime | None]

    juror: Mapped[Juror] = relationship(back_populates="sheets")
    entry: Mapped[JuryEntry] = relationship()
