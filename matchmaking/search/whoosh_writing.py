"""Writes segments of a Whoosh index from arrays: the files that Whoosh's own writer makes, several times faster."""

import json
import struct
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pickle import dumps
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import Storage
from whoosh.writing import SegmentWriter

from matchmaking.search import whoosh_store
from matchmaking.search.analysis import terms
from matchmaking.search.engine import Document
from matchmaking.search.segments import MOST, Facts, Rows, Segment, build, group_key

# A rebuild begins a new segment after so many postings, which bounds its memory to a few hundred megabytes.
MOST_POSTINGS = 24_000_000
LOCK_SECONDS = 30
# Keeps the arrays of a new segment: its id and the arrays.
Keep = Callable[[str, Segment], None]

# The outer form of Whoosh's codec W3: blocks of 128 postings, compressed from 80 bytes on.
_TAG, _BLOCK, _COMPRESSION, _WORTH_COMPRESSING = b"W3Bl", 128, 3, 80
_INFO = struct.Struct("!BfIBBfIIqi")
_FIELD = struct.Struct("!H")
_LENGTH = struct.Struct("!i")
# Rows of so many postings together are turned into Python's numbers at once.
_PORTION = 200_000


class Gathered:
    """The postings of the segment being written, ten bytes each, in place of Whoosh's pool of tuples."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._rows, self._docs = array("I"), array("I")
        self._title, self._body = array("B"), array("B")
        self._ids: list[tuple[bytes, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, number: int, title: Mapping[str, int], body: Mapping[str, int]) -> None:
        """Add the terms of one document, with how often each occurs; documents come in the order of their numbers."""
        codes, own = self._codes, list({**title, **body})
        self._rows.extend([codes.setdefault(term, len(codes)) for term in own])
        self._docs.extend(array("I", [number]) * len(own))
        for column, counts in ((self._title, title), (self._body, body)):
            times = [counts.get(term, 0) for term in own]
            column.extend(times if not counts or max(times) <= MOST else [min(one, MOST) for one in times])

    def put_rows(self, rows: Rows, number_of: npt.NDArray[np.int64]) -> None:
        """Add the postings of an older segment. `number_of` gives the new number of each document, -1 if deleted."""
        codes = self._codes
        own = np.fromiter((codes.setdefault(term, len(codes)) for term in rows.terms), np.uint32, len(rows.terms))
        docs = number_of[rows.docs]
        alive = docs >= 0
        self._rows.frombytes(np.repeat(own, np.diff(rows.starts))[alive].tobytes())
        self._docs.frombytes(docs[alive].astype(np.uint32).tobytes())
        self._title.frombytes(rows.title[alive].tobytes())
        self._body.frombytes(rows.body[alive].tobytes())

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Whoosh's own way in, for the field of ids."""
        self._ids.append((item[1], item[2]))

    def ids(self) -> Rows:
        """The field of ids, sorted."""
        found = sorted(self._ids)
        count = len(found)
        ones = np.ones(count, np.uint8)
        docs = np.fromiter((doc for _, doc in found), np.int32, count)
        return Rows([text.decode("ascii") for text, _ in found], np.arange(count + 1), docs, ones, ones)

    def rows(self) -> Rows:
        """Everything that was put, by term; terms that only deleted documents had are left out."""
        rows = np.frombuffer(self._rows, np.uint32)
        # Sorting by 16 bits at a time keeps the order of documents and is several times faster than by 32.
        order = np.argsort((rows & 0xFFFF).astype(np.uint16), kind="stable")
        order = order[np.argsort((rows[order] >> 16).astype(np.uint16), kind="stable")]
        lengths = np.bincount(rows, minlength=len(self._codes))
        used = np.flatnonzero(lengths)
        names = list(self._codes)
        columns = (np.frombuffer(own, kind)[order] for own, kind in (
            (self._docs, np.uint32), (self._title, np.uint8), (self._body, np.uint8)
        ))  # fmt: skip
        docs, title, body = columns
        starts = np.concatenate([[0], np.cumsum(lengths[used])]).astype(np.int64)
        return Rows([names[one] for one in used.tolist()], starts, docs.astype(np.int32), title, body)

    def cleanup(self) -> None:
        """Nothing is left on the disk."""


class TermWriter(SegmentWriter):
    """Whoosh's plain writer with our postings. It holds Whoosh's own lock until commit or cancel.

    `keep` gets the arrays of the new segment before the commit counts, so that no reader has to read it from Whoosh.
    """

    def __init__(self, storage: Storage, keep: Keep) -> None:
        super().__init__(whoosh_store.open_index(storage), timeout=LOCK_SECONDS)
        self.pool = Gathered()
        self._facts: list[Facts] = []
        self._arrays: Segment | None = None
        self._keep = keep

    def put(self, document: Document) -> None:
        """Add one document."""
        facts = (
            document.id,
            document.revision,
            group_key(document.group),
            {name: list(values) for name, values in document.facets.items()},
            dict(document.sorts),
        )
        self.pool.put(self.docnum, terms(document.title), terms(document.body))
        self._facts.append(facts)
        self.add_document(id=str(document.id), facts=json.dumps(facts).encode("ascii"))

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Take over an older segment that is merged into this one."""
        number_of = np.full(reader.doc_count_all(), -1, np.int64)
        if docmap is None:
            number_of[:] = np.arange(startdoc, startdoc + len(number_of))
        else:
            number_of[list(docmap)] = list(docmap.values())
        facts = whoosh_store.read_facts(reader)
        alive = np.flatnonzero(number_of >= 0).tolist()
        self._facts.extend(facts[one] for one in alive)
        for one in alive:
            self.pool.add(("id", str(facts[one][0]).encode("ascii"), int(number_of[one]), 1.0, b""))
        self.pool.put_rows(whoosh_store.read_rows(reader), number_of)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        rows = self.pool.rows()
        order = np.array(sorted(range(len(rows.terms)), key=rows.terms.__getitem__), np.int64)
        names = [rows.terms[one].encode("utf-8", "surrogatepass") for one in order.tolist()]
        entries, lengths = rows.entries(order), np.diff(rows.starts)[order]
        docs = rows.docs[entries]
        # Whoosh wants the fields in the order of their names.
        self._write_field("body", names, lengths, docs, rows.body[entries])
        ids = self.pool.ids()
        own = [text.encode("ascii") for text in ids.terms]
        self._write_field("id", own, np.ones(len(own), np.int64), ids.docs, ids.title)
        self._write_field("title", names, lengths, docs, rows.title[entries])
        self.fieldwriter.close()
        self._arrays = build(rows, self._facts)

    def _commit_toc(self, segments: list[Any]) -> None:
        # Not earlier: Whoosh packs every file that is called after the segment into one, and removes it.
        if self._arrays is not None:
            self._keep(self.newsegment.segment_id(), self._arrays)
        super()._commit_toc(segments)
        # Whoosh forgets what a killed process had not renamed yet.
        for name in [one for one in self.storage.list() if ".toc." in one or one.endswith(".new")]:
            self.storage.delete_file(name)

    def _write_field(
        self,
        name: str,
        names: list[bytes],
        lengths: npt.NDArray[np.int64],
        docs: npt.NDArray[np.int32],
        counts: npt.NDArray[np.uint8],
    ) -> None:
        """Write the entries of one field, those with a count; `lengths` says how many entries each term has."""
        present = np.flatnonzero(counts)
        if not len(present):
            return
        starts = np.searchsorted(present, np.concatenate([[0], np.cumsum(lengths)]))
        _write_rows(self.fieldwriter, name, self.schema[name], names, starts, docs[present], counts[present])


def _write_rows(
    writer: Any,
    field: str,
    kind: Any,
    names: list[bytes],
    starts: npt.NDArray[np.int64],
    docs: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint8],
) -> None:
    """The postings of one field into Whoosh's files of postings and terms."""
    writer.start_field(field, kind)
    prefix, postings, add = _FIELD.pack(writer._fieldid), writer._postfile, writer._tindex.add
    position = postings.tell()
    portions = range(0, len(docs), _PORTION)
    bounds = np.unique([0, *np.searchsorted(starts, list(portions)), len(names)]).tolist()
    for first, last in pairwise(bounds):
        begin, end = int(starts[first]), int(starts[last])
        numbers, times = docs[begin:end].tolist(), counts[begin:end].astype(np.float64).tolist()
        places = (starts[first : last + 1] - begin).tolist()
        for name, (low, high) in zip(names[first:last], pairwise(places), strict=True):
            if low == high:
                continue
            data = _row_bytes(numbers[low:high], times[low:high])
            postings.write(data)
            own = times[low:high]
            info = _INFO.pack(
                0, sum(own), high - low, 0, 0, max(own), numbers[low], numbers[high - 1], position, len(data)
            )
            add(prefix + name, info)
            position += len(data)
    writer.finish_field()


def _row_bytes(numbers: list[int], times: list[float]) -> bytes:
    """One term's postings: blocks of 128 with a pickled head and body, the last one marked by a negative length."""
    parts, count = [_TAG], len(numbers)
    if count == 1:
        # Most terms are in one document only.
        number, weight = numbers[0], times[0]
        body = dumps(((number,), None if weight == 1.0 else weight, None), 2)
        head = dumps((1, number, weight, 0, 0, 0), 2)
        return b"".join((_TAG, _LENGTH.pack(-len(head) - len(body)), head, body))
    for start in range(0, count, _BLOCK):
        own, weights = numbers[start : start + _BLOCK], times[start : start + _BLOCK]
        most = max(weights)
        steps = (own[0], *(after - before for before, after in pairwise(own)))
        same = min(weights) == most
        body = dumps((steps, (None if most == 1.0 else most) if same else tuple(weights), None), 2)
        compression = _COMPRESSION if len(body) >= _WORTH_COMPRESSING else 0
        if compression:
            body = zlib.compress(body, compression)
        head = dumps((len(own), own[-1], most, compression, 0, 0), 2)
        length = len(head) + len(body)
        parts += (_LENGTH.pack(length if start + _BLOCK < count else -length), head, body)
    return b"".join(parts)


def write(storage: Storage, documents: Iterable[Document], removed: Iterable[int], keep: Keep) -> None:
    """Replace and remove documents in one commit. Small segments are merged by Whoosh, all when a third is deleted."""
    # Whoosh keeps both when one batch updates a key twice, so the last one wins here.
    latest = {document.id: document for document in documents}
    writer = TermWriter(storage, keep)
    try:
        deleted = sum(writer.delete_by_term("id", str(one)) for one in {*latest, *removed})
        if not latest and not deleted:
            writer.cancel()
            return
        for document in latest.values():
            writer.put(document)
        total = sum(segment.doc_count_all() for segment in writer.segments)
        writer.commit(optimize=writer.deleted_count() * 3 > total > 100)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
