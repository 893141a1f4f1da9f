"""Keeps the index equal to the database: after changes, at start, and from nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from matchmaking.core.db import reading, unit_of_work
from matchmaking.search.engine import Document, IndexUnavailable
from matchmaking.search.registry import SOURCES, Source, engine
from matchmaking.search.signals import record_indexed

BATCH = 500


@dataclass(frozen=True)
class Difference:
    """What the index of one kind and the database disagree on. `index_count` is None when there is no sound index."""

    kind: str
    index_count: int | None
    database_count: int
    missing: list[int]
    stale: list[int]
    superfluous: list[int]

    @property
    def is_equal(self) -> bool:
        """Whether both sides hold the same records in the same revisions."""
        return self.index_count is not None and not (self.missing or self.stale or self.superfluous)


def bring_up_to_date(kind: str, ids: Iterable[int]) -> None:
    """Put the present state of these records into the index and say so by `record_indexed`.

    Call it outside of a transaction: describing and committing take a while, and must not block those who write.
    A missing or damaged index is rebuilt.
    """
    source, wanted = SOURCES[kind], sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        with engine().following(kind):
            documents = _describe(source, batch)
            found = [document.id for document in documents]
            gone = sorted(set(batch).difference(found))
            try:
                engine().put(documents)
                engine().remove(kind, gone)
            except IndexUnavailable:
                rebuild_index(kind)
        with unit_of_work():
            record_indexed.send(kind, kind=kind, ids=found, removed=gone)


def rebuild_index(kind: str, progress: Callable[[int, int], object] = lambda done, total: None) -> int:
    """Build the index of a kind anew from the database while the old one serves; return how many documents it has.

    `progress(done, total)` is called after every batch. Changes made meanwhile are in the new index too.
    """
    source = SOURCES[kind]
    with engine().rebuild(kind) as build:
        with reading():
            ids = sorted(source.all_ids())
        progress(0, len(ids))
        for start in range(0, len(ids), BATCH):
            build.put(_describe(source, ids[start : start + BATCH]))
            progress(min(start + BATCH, len(ids)), len(ids))
        build.finish(lambda changed: [one for batch in _batches(changed) for one in _describe(source, batch)])
    return engine().count(kind)


def compare(kind: str) -> Difference:
    """Compare the revisions in the index with those in the database."""
    with reading():
        wanted = dict(SOURCES[kind].all_ids())
    try:
        held = engine().revisions(kind)
    except IndexUnavailable:
        return Difference(kind, None, len(wanted), sorted(wanted), [], [])
    return Difference(
        kind,
        len(held),
        len(wanted),
        missing=sorted(wanted.keys() - held.keys()),
        stale=sorted(one for one, revision in wanted.items() if one in held and held[one] != revision),
        superfluous=sorted(held.keys() - wanted.keys()),
    )


def catch_up() -> list[Difference]:
    """Repair what differs, for every kind; return what was found. Meant for the start and as a periodic safety net."""
    found = []
    for kind in SOURCES:
        difference = compare(kind)
        found.append(difference)
        if difference.index_count is None:
            # Nobody has to hear of it by `record_indexed`: what changed while there was no index has its own jobs.
            rebuild_index(kind)
        elif not difference.is_equal:
            bring_up_to_date(kind, [*difference.missing, *difference.stale, *difference.superfluous])
    return found


def _describe(source: Source, ids: Sequence[int]) -> list[Document]:
    """The documents of those of these records that are public."""
    with reading():
        described = (source.describe(record) for record in source.load(ids))
        return [document for document in described if document is not None]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
