"""One immutable segment of an index as NumPy arrays, and the file in which other processes share them."""

import hashlib
import json
import mmap
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
MAGIC = b"TERMROWS1\n"
# Counts of a term in one field above this are all the same to a logarithm; one byte each keeps the arrays small.
MOST = 255


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


@dataclass(frozen=True)
class TitleRows:
    """The postings with a count in the title alone; about one in twenty. `entries` are their places among all."""

    starts: npt.NDArray[np.int64]
    entries: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Segment:
    """What one segment holds. Row r of the postings is term `keys[r]` in `docs[starts[r]:starts[r + 1]]`.

    `title` and `body` are how often the term occurs in the title and body of the document beside them, at most 255.
    Documents are numbered from 0 within the segment; deleted ones are still in it.
    """

    keys: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8]
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

    @cached_property
    def title_rows(self) -> TitleRows:
        """The postings of titles, row by row like all others."""
        entries = np.flatnonzero(self.title)
        starts = np.searchsorted(entries, self.starts)
        return TitleRows(starts, entries, self.docs[entries], self.title[entries])


def build(
    fields: Mapping[str, tuple[Sequence[str], Sequence[int], npt.NDArray[np.int64], npt.NDArray[np.float64]]],
    facts: Sequence[tuple[int, int, int, Mapping[str, Sequence[str]], Mapping[str, float]]],
) -> Segment:
    """Make the arrays of a segment.

    `fields`: for "title" and "body" the terms, how many documents each has, and for all of them one after another
    the documents and counts. `facts`: for each document its id, revision, group key, facet values and sorts.
    """
    size = len(facts)
    keys_of = {name: term_keys(terms) for name, (terms, _, _, _) in fields.items()}
    keys = np.unique(np.concatenate(list(keys_of.values()))) if keys_of else np.empty(0, np.uint64)
    places, counts = {}, {}
    for name, (_, lengths, docs, frequencies) in fields.items():
        rows = np.searchsorted(keys, keys_of[name])
        places[name] = np.repeat(rows.astype(np.int64), lengths) * size + docs
        counts[name] = np.minimum(frequencies, MOST).astype(np.uint8)
    both = np.unique(np.concatenate(list(places.values()))) if places else np.empty(0, np.int64)
    columns = {}
    for name in ("title", "body"):
        columns[name] = np.zeros(len(both), np.uint8)
        if name in places:
            columns[name][np.searchsorted(both, places[name])] = counts[name]
    docs = (both % max(size, 1)).astype(np.int32)
    starts = np.searchsorted(both, np.arange(len(keys) + 1, dtype=np.int64) * size)
    names = sorted({name for fact in facts for name in fact[3]})
    return Segment(
        keys=keys,
        starts=starts,
        docs=docs,
        title=columns["title"],
        body=columns["body"],
        ids=np.array([fact[0] for fact in facts], np.int64),
        revisions=np.array([fact[1] for fact in facts], np.int64),
        groups=np.array([fact[2] for fact in facts], np.int64),
        title_lengths=np.bincount(docs, columns["title"], size).astype(np.float64),
        body_lengths=np.bincount(docs, columns["body"], size).astype(np.float64),
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


PLAIN = ("keys", "starts", "docs", "title", "body", "ids", "revisions", "groups", "title_lengths", "body_lengths")


def store(segment: Segment, path: Path) -> None:
    """Write a segment to a file that `load` maps into memory; it appears whole or not at all."""
    arrays: dict[str, Array] = {name: getattr(segment, name) for name in PLAIN}
    arrays.update({f"sort {name}": values for name, values in segment.sorts.items()})
    for name, column in segment.facets.items():
        arrays[f"facet docs {name}"], arrays[f"facet codes {name}"] = column.docs, column.codes
    table, position, check = [], 0, 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array)
        table.append((name, data.dtype.str, position, len(data)))
        position += -(-data.nbytes // 8) * 8
        check = zlib.crc32(data.tobytes(), check)
    values = {name: column.values for name, column in segment.facets.items()}
    header = json.dumps({"arrays": table, "values": values, "bytes": position, "check": check}).encode()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(temporary, "wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(b"\0" * (-file.tell() % 8))
        for array in arrays.values():
            data = np.ascontiguousarray(array).tobytes()
            file.write(data + b"\0" * (-len(data) % 8))
    os.replace(temporary, path)


def load(path: Path) -> Segment:
    """Map a stored segment into memory. Raises ValueError when the file is damaged, OSError when it is missing."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < len(MAGIC) + 8:
            raise ValueError("The file is too short.")
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if memory[: len(MAGIC)] != MAGIC:
        raise ValueError("The file has another format.")
    begin = len(MAGIC) + 8
    length = int.from_bytes(memory[len(MAGIC) : begin], "little")
    header = json.loads(memory[begin : begin + length])
    first = begin + length + (-(begin + length) % 8)
    if size != first + header["bytes"]:
        raise ValueError("The file is cut short.")
    arrays, check = {}, 0
    for name, dtype, position, count in header["arrays"]:
        arrays[name] = np.frombuffer(memory, np.dtype(dtype), count, first + position)
        check = zlib.crc32(arrays[name].tobytes(), check)
    if check != header["check"]:
        raise ValueError("The file is damaged.")
    return Segment(
        **{name: arrays[name] for name in PLAIN},
        facets={
            name: FacetColumn(tuple(values), arrays[f"facet docs {name}"], arrays[f"facet codes {name}"])
            for name, values in header["values"].items()
        },
        sorts={name[5:]: array for name, array in arrays.items() if name.startswith("sort ")},
    )
