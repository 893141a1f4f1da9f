"""One immutable segment of an index as NumPy arrays, and the file in which other processes share them."""

import hashlib
import json
import mmap
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
# What is known of a document beside its words: id, revision, group key, facet values, sorts.
Facts = tuple[int, int, int, Mapping[str, Sequence[str]], Mapping[str, float]]
MAGIC = b"TERMROWS2\n"
ALIGNED = 8
READ_AT_ONCE = 1 << 20
# Counts of a term in one field above this are all the same to a logarithm; one byte each keeps the arrays small.
MOST = 255


@lru_cache(maxsize=65_536)
def term_key(term: str) -> int:
    """A stable 64-bit number for a term; the arrays are sorted and searched by it."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def term_keys(terms: Sequence[str]) -> npt.NDArray[np.uint64]:
    """The keys of several terms."""
    return np.fromiter((term_key(term) for term in terms), np.uint64, len(terms))


def group_key(group: str) -> int:
    """A signed 64-bit number for a group of copies; 0 is no group."""
    return term_key(group) >> 1 or 1 if group else 0


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet: entry i says that document `docs[i]` has `values[codes[i]]`; sorted by document."""

    values: tuple[str, ...]
    docs: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int32]

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where the entries of each document begin, up to the last one that has any."""
        return np.searchsorted(self.docs, np.arange(int(self.docs[-1]) + 2 if len(self.docs) else 1))

    def codes_of(self, docs: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """The codes of these documents, one after another."""
        docs = docs[docs < len(self.starts) - 1]
        begins, lengths = self.starts[docs], self.starts[docs + 1] - self.starts[docs]
        ends = np.cumsum(lengths)
        return self.codes[np.repeat(begins - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)]


@dataclass(frozen=True)
class Segment:
    """What one segment holds. Row r of the postings is term `keys[r]` in `docs[starts[r]:starts[r + 1]]`.

    `title` and `body` are how often the term occurs in the title and body of the document beside them, at most 255.
    Documents are numbered from 0 within the segment; deleted ones are still in it. About one posting in twenty has a
    count in the title: these are kept once more, row r in `title_docs[title_starts[r]:title_starts[r + 1]]` with
    `title_counts` and, for the same entries, `title_bodies`, so that sums over titles do not go through all others.
    """

    keys: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8]
    title_starts: npt.NDArray[np.int64]
    title_docs: npt.NDArray[np.int32]
    title_counts: npt.NDArray[np.uint8]
    title_bodies: npt.NDArray[np.uint8]
    ids: npt.NDArray[np.int64]
    revisions: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    title_lengths: npt.NDArray[np.float64]
    body_lengths: npt.NDArray[np.float64]
    facets: Mapping[str, FacetColumn]
    sorts: Mapping[str, npt.NDArray[np.float64]]

    @property
    def size(self) -> int:
        """How many documents the segment has, deleted ones included."""
        return len(self.ids)

    def rows(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """The row of each key, -1 where the term does not occur."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, -1)


@dataclass(frozen=True)
class Rows:
    """The postings of a segment by term, in any order of the terms: row r is `terms[r]` in the documents
    `docs[starts[r]:starts[r + 1]]`, ascending. `title` and `body` as in `Segment`."""

    terms: Sequence[str]
    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8]

    def entries(self, order: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The places of all entries when the rows are taken in this order."""
        lengths = np.diff(self.starts)[order]
        ends = np.cumsum(lengths)
        return np.repeat(self.starts[order] - (ends - lengths), lengths) + np.arange(len(self.docs))


def rows_of_fields(
    fields: Mapping[str, tuple[Sequence[str], Sequence[int], npt.NDArray[np.int64], npt.NDArray[np.float64]]], size: int
) -> Rows:
    """Join the postings of two fields. For "title" and "body": the terms, how many documents each has, and for all of
    them one after another the documents and counts. `size` is how many documents there are."""
    codes: dict[str, int] = {}
    places, counts = {}, {}
    for name, (terms, lengths, docs, frequencies) in fields.items():
        own = np.fromiter((codes.setdefault(term, len(codes)) for term in terms), np.int64, len(terms))
        places[name] = np.repeat(own, lengths) * size + docs
        counts[name] = np.minimum(frequencies, MOST).astype(np.uint8)
    both = np.unique(np.concatenate(list(places.values()))) if places else np.empty(0, np.int64)
    columns = {}
    for name in ("title", "body"):
        columns[name] = np.zeros(len(both), np.uint8)
        if name in places:
            columns[name][np.searchsorted(both, places[name])] = counts[name]
    starts = np.searchsorted(both, np.arange(len(codes) + 1, dtype=np.int64) * size)
    return Rows(list(codes), starts, (both % max(size, 1)).astype(np.int32), columns["title"], columns["body"])


def build(rows: Rows, facts: Sequence[Facts]) -> Segment:
    """Make the arrays of a segment. `facts`: for each document its id, revision, group key, facet values and sorts."""
    size = len(facts)
    keys = term_keys(rows.terms)
    order = np.argsort(keys)
    entries = rows.entries(order)
    docs, title, body = rows.docs[entries], rows.title[entries], rows.body[entries]
    starts = np.concatenate([[0], np.cumsum(np.diff(rows.starts)[order])]).astype(np.int64)
    in_title = np.flatnonzero(title)
    names = sorted({name for fact in facts for name in fact[3]})
    return Segment(
        keys=keys[order],
        starts=starts,
        docs=docs,
        title=title,
        body=body,
        title_starts=np.searchsorted(in_title, starts),
        title_docs=docs[in_title],
        title_counts=title[in_title],
        title_bodies=body[in_title],
        ids=np.array([fact[0] for fact in facts], np.int64),
        revisions=np.array([fact[1] for fact in facts], np.int64),
        groups=np.array([fact[2] for fact in facts], np.int64),
        title_lengths=np.bincount(docs, title, size).astype(np.float64),
        body_lengths=np.bincount(docs, body, size).astype(np.float64),
        facets={name: _facet_column([fact[3].get(name, ()) for fact in facts]) for name in names},
        sorts={
            name: np.array([fact[4].get(name, np.nan) for fact in facts], np.float64)
            for name in sorted({name for fact in facts for name in fact[4]})
        },
    )


def _facet_column(values_of: Sequence[Sequence[str]]) -> FacetColumn:
    """One facet of all documents of a segment."""
    values = tuple(sorted({value for values in values_of for value in values}))
    codes = {value: code for code, value in enumerate(values)}
    entries = [(doc, codes[value]) for doc, own in enumerate(values_of) for value in dict.fromkeys(own)]
    table = np.array(entries, np.int32).reshape(-1, 2)
    return FacetColumn(values, np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))


PLAIN = (
    "keys", "starts", "docs", "title", "body", "title_starts", "title_docs", "title_counts", "title_bodies",
    "ids", "revisions", "groups", "title_lengths", "body_lengths",
)  # fmt: skip


def store(segment: Segment, path: Path) -> None:
    """Write a segment to a file that `load` maps into memory; it appears whole or not at all."""
    arrays: dict[str, Array] = {name: getattr(segment, name) for name in PLAIN}
    arrays.update({f"sort {name}": values for name, values in segment.sorts.items()})
    for name, column in segment.facets.items():
        arrays[f"facet docs {name}"], arrays[f"facet codes {name}"] = column.docs, column.codes
    table, position, check = [], 0, 0
    for name, array in arrays.items():
        table.append((name, array.dtype.str, position, len(array)))
        position += array.nbytes + -array.nbytes % ALIGNED
        check = zlib.crc32(bytes(-array.nbytes % ALIGNED), zlib.crc32(np.ascontiguousarray(array), check))
    values = {name: column.values for name, column in segment.facets.items()}
    header = json.dumps({"arrays": table, "values": values, "bytes": position, "check": check}).encode()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with open(temporary, "wb") as file:
            file.write(MAGIC + len(header).to_bytes(8, "little") + header)
            file.write(bytes(-file.tell() % ALIGNED))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array))
                file.write(bytes(-array.nbytes % ALIGNED))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path) -> Segment:
    """Map a stored segment into memory. Raises ValueError when the file is damaged, OSError when it is missing."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        begin = len(MAGIC) + 8
        start = file.read(begin)
        if not start.startswith(MAGIC) or len(start) < begin:
            raise ValueError("The file has another format.")
        length = int.from_bytes(start[len(MAGIC) :], "little")
        header = json.loads(file.read(min(length, size)))
        first = begin + length + (-(begin + length) % ALIGNED)
        if size != first + header["bytes"]:
            raise ValueError("The file is cut short.")
        # The check reads instead of looking through the map, so that what nobody asks for takes no memory here.
        file.seek(first)
        check = 0
        while part := file.read(READ_AT_ONCE):
            check = zlib.crc32(part, check)
        if check != header["check"]:
            raise ValueError("The file is damaged.")
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {
        name: np.frombuffer(memory, np.dtype(dtype), count, first + position)
        for name, dtype, position, count in header["arrays"]
    }
    return Segment(
        **{name: arrays[name] for name in PLAIN},
        facets={
            name: FacetColumn(tuple(values), arrays[f"facet docs {name}"], arrays[f"facet codes {name}"])
            for name, values in header["values"].items()
        },
        sorts={name[5:]: array for name, array in arrays.items() if name.startswith("sort ")},
    )
