"""Runs that weigh the whole catalogue: how far each is, what it changed, and what a killed one goes on from."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base

RUNNING, FINISHED = "running", "finished"
NIGHTLY, BUTTON, COMMAND = "nightly", "button", "command"
# What a run does one after another: candidates by words from the demands, every pair weighed, rows made equal.
WORDS, WEIGHING, STORING = "words", "weighing", "storing"
PHASES = (WORDS, WEIGHING, STORING)


class RematchRun(Base):
    """One run. `cursors` holds for each phase the last id that is dealt with, how many records are, and of how many.

    A cursor moves in the transaction that writes what was found; so a run that is killed goes on where it was.
    """

    __tablename__ = "rematch_runs"
    # One at a time.
    __table_args__ = (
        Index(
            "ix_rematch_runs_running",
            "state",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=RUNNING)
    origin: Mapped[str]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    # When the latest chunk was written; a run that stands still is seen by it.
    moved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    model_version: Mapped[str]
    # The rules changed since the last run: what is new or better for that alone is told to nobody.
    is_quiet: Mapped[bool]
    phase: Mapped[str] = mapped_column(default=WORDS)
    cursors: Mapped[dict[str, Any]] = mapped_column(JSON)
    new_count: Mapped[int] = mapped_column(default=0)
    changed_count: Mapped[int] = mapped_column(default=0)
    gone_count: Mapped[int] = mapped_column(default=0)
    same_count: Mapped[int] = mapped_column(default=0)
    told_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


class RematchPart(Base):
    """What a phase found for some records, for the phases after it; deleted when the run ends."""

    __tablename__ = "rematch_parts"
    __table_args__ = (UniqueConstraint("run_id", "phase", "last_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("rematch_runs.id", ondelete="CASCADE"))
    phase: Mapped[str]
    last_id: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
