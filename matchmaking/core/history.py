"""The append-only, hash-chained record of who changed what, and of security events."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, Text, event, select, text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, current_session, database, now

CHAIN_START = "0" * 64
# Any constant works; it only has to be the same in every process.
CHAIN_LOCK = 7_330_300


class HistoryEntry(Base):
    """One event. Rows are never changed or deleted; the database itself refuses."""

    __tablename__ = "history_entries"
    __table_args__ = (Index("ix_history_subject", "subject_type", "subject_id"), Index("ix_history_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str]
    actor_id: Mapped[int | None]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str]

    def content(self) -> str:
        """The exact text over which the hash is taken: what the entry says, and the hash before it."""
        content = [
            self.previous_hash,
            self.at.isoformat(),
            self.action,
            self.actor_id,
            self.subject_type,
            self.subject_id,
            self.from_state,
            self.to_state,
            self.reason,
            self.data,
        ]
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """SHA-256 over the entry's content."""
        return hashlib.sha256(self.content().encode()).hexdigest()


# Written down once, because every step of every record asks it.
NEWEST_HASH = select(HistoryEntry.hash).order_by(HistoryEntry.id.desc()).limit(1)


def append_only_triggers() -> list[tuple[str, str]]:
    """(dialect, statement) pairs that make the table append-only; the first migration uses the same ones."""
    refuse = "BEFORE {what} ON history_entries"
    statements = [
        (
            "sqlite",
            f"CREATE TRIGGER history_no_{what.lower()} {refuse.format(what=what)} "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        )
        for what in ("UPDATE", "DELETE")
    ]
    statements.append(
        (
            "postgresql",
            "CREATE FUNCTION history_refuse() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$ LANGUAGE plpgsql",
        )
    )
    statements.append(
        (
            "postgresql",
            "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entries "
            "EXECUTE FUNCTION history_refuse()",
        )
    )
    return statements


for _dialect, _statement in append_only_triggers():
    event.listen(
        HistoryEntry.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
    )


def record(
    action: str,
    subject: Any = None,
    *,
    actor: Any = None,
    from_state: str | None = None,
    to_state: str | None = None,
    reason: str | None = None,
    data: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Append an event in the current transaction. `actor` is a Viewer or a User, or None for the system.

    `subject` is a record (it is flushed first, because its id is part of the hash) or a plain string for a type.
    Never put confidential text into `reason` or `data`.
    """
    session = current_session()
    if database().engine.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    # The subject's id is part of the hash, and the newest entry of this transaction must be visible to the query.
    session.flush()
    last = session.scalar(NEWEST_HASH)
    is_name = subject is None or isinstance(subject, str)
    entry = HistoryEntry(
        at=now(),
        action=action,
        actor_id=getattr(actor, "user_id", None) or getattr(actor, "id", None),
        subject_type=(subject or "system") if is_name else subject.__tablename__,
        subject_id=None if is_name else subject.id,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        data=data or {},
        previous_hash=last or CHAIN_START,
    )
    entry.hash = entry.digest()
    session.add(entry)
    return entry


def record_many(
    action: str, subjects: Sequence[Any], *, actor: Any = None, to_state: str | None = None, data: dict[str, Any]
) -> None:
    """Append the same event for many records of one table that an import has just stored, with one INSERT."""
    session = current_session()
    if database().engine.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    # The ids are part of the hashes, and the newest entry of this transaction must be visible to the query.
    session.flush()
    last = session.scalar(NEWEST_HASH) or CHAIN_START
    entries = []
    for subject in subjects:
        entry = HistoryEntry(
            at=now(),
            action=action,
            actor_id=getattr(actor, "user_id", None),
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            to_state=to_state,
            data=data,
            previous_hash=last,
        )
        entry.hash = last = entry.digest()
        entries.append(entry)
    session.add_all(entries)


def history_of(subject: Any) -> list[HistoryEntry]:
    """The events of one record, oldest first."""
    query = select(HistoryEntry).where(
        HistoryEntry.subject_type == subject.__tablename__, HistoryEntry.subject_id == subject.id
    )
    return list(current_session().scalars(query.order_by(HistoryEntry.id)))


@dataclass(frozen=True)
class Chain:
    """What a walk over the whole history found: the first entry that does not fit, else the head, and how many of the
    asked subject there are, from which entry to which."""

    broken: int | None
    entries: int
    head: str
    of_subject: int = 0
    first: int | None = None
    last: int | None = None


def walk_chain(subject_type: str | None = None, subject_id: int | None = None) -> Chain:
    """Walk the whole chain from its start, and count the entries of one record on the way."""
    previous, count, found = CHAIN_START, 0, 0
    first: int | None = None
    last: int | None = None
    for entry in current_session().scalars(select(HistoryEntry).order_by(HistoryEntry.id)).yield_per(500):
        if entry.previous_hash != previous or entry.hash != entry.digest():
            return Chain(entry.id, count, previous, found, first, last)
        previous, count = entry.hash, count + 1
        if entry.subject_type == subject_type and entry.subject_id == subject_id:
            found, first, last = found + 1, first or entry.id, entry.id
    return Chain(None, count, previous, found, first, last)


def first_broken_entry() -> int | None:
    """Walk the whole chain; return the id of the first entry that does not fit, or None when all is well."""
    return walk_chain().broken
