"""The engine on Whoosh: one index per kind, arrays over its postings for everything that is read."""

import re
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from matchmaking.search import keyword, whoosh_store, whoosh_writing
from matchmaking.search.engine import Document, IndexUnavailable, Query, Results
from matchmaking.search.postings import Postings
from matchmaking.search.segments import Segment
from matchmaking.search.whoosh_places import FolderPlace, MemoryPlace, Place
from matchmaking.search.whoosh_writing import MOST_POSTINGS, TermWriter

# Opening races with a commit that clears old files away (0.5 % of tries were measured to fail), so it is tried again.
TRIES = 5
PAUSE_SECONDS = 0.03


def open_engine(url: str) -> "WhooshEngine":
    """The engine for a URL: `whoosh:FOLDER` or `whoosh:memory`. Raises ValueError for anything else."""
    scheme, _, rest = url.partition(":")
    if scheme != "whoosh" or not rest:
        raise ValueError(f"SEARCH_URL must be whoosh:FOLDER or whoosh:memory, not {url!r}.")
    return WhooshEngine(None if rest == "memory" else Path(rest))


@dataclass
class _Kind:
    """What this process holds of one kind."""

    place: Place
    loading: threading.Lock = field(default_factory=threading.Lock)
    stamp: Hashable | None = None
    postings: Postings | None = None
    segments: dict[str, Segment] = field(default_factory=dict)


class WhooshEngine:
    """See `engine.Engine`."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._kinds: dict[str, _Kind] = {}
        self._lock = threading.Lock()

    def _kind(self, kind: str) -> _Kind:
        known = self._kinds.get(kind)
        if known is None:
            if not re.fullmatch(r"[a-z][a-z_]*", kind):
                raise ValueError(f"{kind!r} is no kind of document.")
            with self._lock:
                place = MemoryPlace() if self._root is None else FolderPlace(self._root, kind)
                known = self._kinds.setdefault(kind, _Kind(place))
        return known

    # Writing

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents; one commit per kind. Raises IndexUnavailable when there is no sound index."""
        by_kind: dict[str, list[Document]] = {}
        for document in documents:
            by_kind.setdefault(document.kind, []).append(document)
        for kind, own in by_kind.items():
            self._write(kind, own, ())

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        """Forget documents."""
        ids = list(ids)
        if ids:
            self._write(kind, (), ids)

    def _write(self, kind: str, documents: Iterable[Document], removed: Iterable[int]) -> None:
        documents, own = list(documents), self._kind(kind)
        with own.place.writing():
            own.place.note([*(document.id for document in documents), *removed])
            name, storage = own.place.current()
            with _damage_is_unavailability():
                whoosh_writing.write(storage, documents, removed, partial(own.place.store_arrays, name))
        self._load(own)

    def clear(self, kind: str) -> None:
        """Replace the index of a kind by an empty one."""
        own = self._kind(kind)
        with own.place.building(), own.place.writing():
            own.place.switch(own.place.new()[0])
        self._load(own)

    def following(self, kind: str) -> AbstractContextManager[None]:
        """Held from reading records in the database until they are put."""
        return self._kind(kind).place.following()

    @contextmanager
    def rebuild(self, kind: str) -> Iterator["_WhooshRebuild"]:
        """Build a new index beside the one that serves; without `finish()` it is thrown away."""
        own = self._kind(kind)
        with own.place.building():
            with own.place.writing():
                own.place.start_notes()
            build = _WhooshRebuild(own, lambda: self._load(own))
            try:
                yield build
            finally:
                build.close()

    # Reading

    def postings(self, kind: str) -> Postings:
        """The newest snapshot. While another thread loads a newer one, the one before is given."""
        own = self._kind(kind)
        stamp, held = own.stamp, own.postings
        if held is not None and stamp is not None and own.place.stamp() == stamp:
            return held
        return self._load(own, held)

    def _load(self, own: _Kind, meanwhile: Postings | None = None) -> Postings:
        if not own.loading.acquire(blocking=meanwhile is None):
            return meanwhile
        try:
            for attempt in range(TRIES):
                try:
                    return _refresh(own)
                except IndexUnavailable:
                    own.postings = None
                    raise
                except Exception as error:
                    # Torn and damaged files fail in every way there is: missing, short, unpicklable, out of range.
                    failure = error
                    time.sleep(PAUSE_SECONDS * attempt)
            own.postings = None
            raise IndexUnavailable(f"The index cannot be read: {failure!r}") from failure
        finally:
            own.loading.release()

    def search(self, kind: str, query: Query) -> Results:
        """Answer a list's query."""
        return keyword.answer(self.postings(kind), query)

    def candidates(
        self, kind: str, weights: Mapping[str, float], limit: int = 200, within: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The best documents by a weighted sum of terms."""
        postings = self.postings(kind)
        mask = None
        if within is not None:
            mask = np.zeros(postings.size, np.bool_)
            mask[postings.numbers_of(within)] = True
        best, sums = postings.heaviest(weights, limit, mask)
        return list(zip(postings.ids[best].tolist(), sums.tolist(), strict=True))

    def revisions(self, kind: str) -> dict[int, int]:
        """The revision of every document."""
        postings = self.postings(kind)
        ids, revisions = postings.ids[postings.live], postings.revisions[postings.live]
        return dict(zip(ids.tolist(), revisions.tolist(), strict=True))

    def count(self, kind: str) -> int:
        """How many documents there are."""
        return self.postings(kind).count

    def document_frequencies(self, kind: str, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each term occurs."""
        wanted = list(terms)
        return dict(zip(wanted, self.postings(kind).document_frequencies(wanted).tolist(), strict=True))

    def generation(self, kind: str) -> str:
        """A token that changes with every change."""
        return self.postings(kind).generation

    def kinds(self) -> Iterator[str]:
        """The kinds that have an index."""
        if self._root is None:
            return iter(sorted(self._kinds))
        return iter(sorted(pointer.parent.name for pointer in self._root.glob("*/current")))


class _WhooshRebuild:
    """See `engine.Rebuild`."""

    def __init__(self, own: _Kind, load: Callable[[], Any]) -> None:
        self._own, self._load = own, load
        self._name, self._storage = own.place.new()
        self._keep = partial(own.place.store_arrays, self._name)
        self._writer = TermWriter(self._storage, self._keep)
        self._is_finished = False

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents to the new index; what is many postings is committed as a segment of its own."""
        for document in documents:
            self._writer.put(document)
            if len(self._writer.pool) >= MOST_POSTINGS:
                self._writer.commit(merge=False)
                self._writer = TermWriter(self._storage, self._keep)

    def finish(self, refresh: Callable[[list[int]], Iterable[Document]]) -> None:
        """Commit, bring in what changed meanwhile, and switch."""
        self._writer.commit(merge=False)
        with self._own.place.writing():
            changed = self._own.place.take_notes()
            if changed:
                whoosh_writing.write(self._storage, refresh(changed), changed, self._keep)
            self._own.place.switch(self._name)
        self._is_finished = True
        self._load()

    def close(self) -> None:
        """Throw away what was not finished."""
        if not self._writer.is_closed:
            self._writer.cancel()
        if not self._is_finished:
            with self._own.place.writing():
                self._own.place.take_notes()
            self._own.place.discard(self._name)


def _refresh(own: _Kind) -> Postings:
    """Bring a kind's snapshot up to date, if it is not."""
    with own.place.reading():
        # The stamp is taken first: a commit while we read makes it old, never falsely new.
        stamp = own.place.stamp()
        name, storage = own.place.current()
        toc = whoosh_store.contents(storage)
        generation = f"{name}:{toc.generation}"
        if own.postings is None or own.postings.generation != generation:
            own.segments = _read(own.place, name, storage, toc, own.segments)
            live = []
            for segment in toc.segments:
                mask = np.ones(segment.doc_count_all(), np.bool_)
                mask[list(segment.deleted_docs())] = False
                live.append(mask)
            own.postings = Postings(generation, [own.segments[one.segment_id()] for one in toc.segments], live)
        own.stamp = stamp
        return own.postings


def _read(place: Place, name: str, storage: Any, toc: Any, known: Mapping[str, Segment]) -> dict[str, Segment]:
    """The arrays of all segments of an index, from memory, from the shared files or from Whoosh, in this order."""
    found = {}
    for segment in toc.segments:
        own = segment.segment_id()
        arrays = known.get(own) or place.load_arrays(name, own)
        if arrays is None:
            arrays = whoosh_store.read_segment(storage, toc, segment)
            place.store_arrays(name, own, arrays)
        found[own] = arrays
    return found


@contextmanager
def _damage_is_unavailability() -> Iterator[None]:
    """Report what a damaged index raises while it is written to as IndexUnavailable, so that it is rebuilt."""
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as error:
        raise IndexUnavailable(f"The index cannot be written: {error!r}") from error
