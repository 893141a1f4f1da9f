"""Where rooms say what of theirs can be searched; the index then follows the database by itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from matchmaking.core.jobs import enqueue
from matchmaking.search.engine import Document, Engine

# More ids than this in one change become shared jobs instead of one job with a key for each.
MANY = 20
IDS_IN_ONE_JOB = 500


@dataclass(frozen=True)
class Source:
    """How one kind of record gets into the index. See `register`."""

    kind: str
    model: type
    describe: Callable[[Any], Document | None]
    all_ids: Callable[[], Mapping[int, int]]
    load: Callable[[Sequence[int]], Iterable[Any]]
    related: Mapping[type, Callable[[Any], Iterable[int]]] = field(default_factory=dict)


SOURCES: dict[str, Source] = {}


def register(
    kind: str,
    *,
    model: type,
    describe: Callable[[Any], Document | None],
    all_ids: Callable[[], Mapping[int, int]],
    load: Callable[[Sequence[int]], Iterable[Any]],
    related: Mapping[type, Callable[[Any], Iterable[int]]] | None = None,
) -> None:
    """Make a kind of record searchable. Call it once in a room's `init_app`.

    * `model`: the class of the record, with an integer `id`. Any change of an instance through the ORM session
      puts a job "search.follow" into the same transaction.
    * `describe(record)`: the document, or None when the record is not public; then it is taken out of the index.
    * `all_ids()`: id → revision of every record that `describe` would not refuse, in one query.
    * `load(ids)`: those of the records that still exist, with everything `describe` reads loaded along.
    * `related`: other classes whose changes alter the document (child rows, the organisation), each with a function
      from the changed row to the ids of the records concerned. It runs after the flush and may query.

    `describe` must give the revision that `all_ids` gives, and every change of the document must raise it, otherwise
    `flask search check` cannot see the difference. Changes written past the session (bulk UPDATE) call `follow`.
    """
    SOURCES[kind] = Source(kind, model, describe, all_ids, load, dict(related or {}))


def engine() -> Engine:
    """The search engine of the current application."""
    return current_app.extensions["search"]


def follow(kind: str, ids: Iterable[int]) -> None:
    """Have the index look at these records again once the current transaction is committed."""
    wanted = sorted(set(ids))
    if len(wanted) <= MANY:
        for one in wanted:
            enqueue("search.follow", key=f"search.follow:{kind}:{one}", kind=kind, ids=[one])
        return
    for start in range(0, len(wanted), IDS_IN_ONE_JOB):
        enqueue("search.follow", kind=kind, ids=wanted[start : start + IDS_IN_ONE_JOB])
