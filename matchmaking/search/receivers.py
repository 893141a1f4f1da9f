"""Watches the ORM session, so that no programmer has to remember the index."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from matchmaking.core.db import WorkSession
from matchmaking.search.registry import SOURCES, follow

CHANGED = "search_changed"


@event.listens_for(WorkSession, "after_flush")
def note_changes(session: Session, _context: Any) -> None:
    """Remember which records were written, directly or through a row that belongs to them."""
    written = [*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))]
    changed: dict[str, set[int]] = session.info.setdefault(CHANGED, {})
    for row in written:
        for source in SOURCES.values():
            if isinstance(row, source.model):
                changed.setdefault(source.kind, set()).add(row.id)
            for related, parents in source.related.items():
                if isinstance(row, related):
                    changed.setdefault(source.kind, set()).update(one for one in parents(row) if one is not None)


@event.listens_for(WorkSession, "before_commit")
def enqueue_changes(session: Session) -> None:
    """Write the jobs into the transaction that is about to be committed."""
    # What is still pending must be flushed now; afterwards nobody would look at it.
    session.flush()
    for kind, ids in session.info.pop(CHANGED, {}).items():
        follow(kind, ids)


@event.listens_for(WorkSession, "after_rollback")
def forget_changes(session: Session) -> None:
    """What was rolled back did not happen."""
    session.info.pop(CHANGED, None)
