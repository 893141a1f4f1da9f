"""What is written into a Whoosh index and how its postings are read back as arrays."""

import json
import os
import pickle
import struct
import zlib
from array import array
from collections.abc import Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, fields, formats
from whoosh.filedb.filestore import FileStorage, Storage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from matchmaking.search.segments import Facts, Rows, Segment, build, rows_of_fields

INDEX_NAME = "MAIN"
_BLOCK_LENGTH = struct.Struct("!i")
_POSTINGS_TAG = b"W3Bl"


class TermCounts(formats.Format):
    """Postings that hold how often a term occurs, as their weight, and nothing else; `whoosh_writing` writes them."""

    posting_size = 0

    def __init__(self) -> None:
        super().__init__(1.0)


class TermField(fields.FieldType):
    """A text field of characters, pairs and words: no positions, no lengths, nothing stored."""

    indexed = True
    scorable = False
    stored = False
    unique = False
    vector = None
    analyzer = None
    column_type = None

    def __init__(self) -> None:
        self.format = TermCounts()


SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    title=TermField(),
    body=TermField(),
    facts=fields.COLUMN(columns.VarBytesColumn()),
)


class FolderStorage(FileStorage):
    """A folder of index files that reach the disk before a commit counts, so that a power cut leaves the last one."""

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        """Create a file; segments and tables of contents are synchronised when they are closed."""
        if name.endswith(".seg") or ".toc" in name:
            kwargs["onclose"] = _synchronise
        return super().create_file(name, excl, mode, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """Open a file whose outer form is sound, else raise ValueError; Whoosh never closes a damaged one."""
        if name.endswith(".toc"):
            return StructFile(BytesIO(Path(self.folder, name).read_bytes()), name=name)
        file = super().open_file(name, **kwargs)
        if name.endswith(".seg"):
            try:
                _check_directory(file)
            except Exception as error:
                file.close()
                raise ValueError(f"The segment {name} is damaged.") from error
        return file

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file and make the new name durable."""
        super().rename_file(oldname, newname, safe)
        synchronise_folder(self.folder)


def _check_directory(file: StructFile) -> None:
    """Read the directory of a segment as Whoosh is about to, and go back to the beginning."""
    start, _ = file.read_long(), file.read_int()
    if start <= 0:
        raise ValueError("There is no directory.")
    file.seek(start)
    file.read_pickle()
    file.read_pickle()
    file.seek(0)


def _synchronise(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())


def synchronise_folder(folder: str | os.PathLike[str]) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(storage: Storage) -> None:
    """Make an empty index."""
    FileIndex.create(storage, SCHEMA, INDEX_NAME)


def open_index(storage: Storage) -> FileIndex:
    """Open an index for writing."""
    return FileIndex(storage, SCHEMA, INDEX_NAME)


def contents(storage: Storage) -> TOC:
    """The table of contents of the last commit: its generation and segments."""
    return TOC.read(storage, INDEX_NAME, schema=SCHEMA)


def read_segment(storage: Storage, toc: TOC, segment: Any) -> Segment:
    """All postings and facts of a segment as arrays."""
    reader = SegmentReader(storage, SCHEMA, segment, toc.generation)
    try:
        facts = read_facts(reader)
        return build(read_rows(reader), facts)
    finally:
        reader.close()


def read_facts(reader: SegmentReader) -> list[Facts]:
    """What is known of each document of a segment beside its words, deleted ones included."""
    return [json.loads(value) for value in reader.column_reader("facts")] if reader.doc_count_all() else []


def read_rows(reader: SegmentReader) -> Rows:
    """All postings of a segment."""
    read = {name: ([], array("q"), array("q"), array("f")) for name in ("title", "body")}
    # The terms are read past Whoosh's matcher, which is made for one term at a time and ten times slower here.
    table, postings = reader._terms, reader._terms._postfile
    for (name, term), info in table.items():
        if name in read:
            names, lengths, docs, weights = read[name]
            before = len(docs)
            offset, length = info.extent()
            # Whoosh forgets to unpack the length that it reads.
            length = length[0] if isinstance(length, tuple) else length
            _read_postings(postings.get(offset, length), docs, weights)
            names.append(term.decode("utf-8", "surrogatepass"))
            lengths.append(len(docs) - before)
    fields = {name: _as_arrays(*columns) for name, columns in read.items() if columns[0]}
    return rows_of_fields(fields, reader.doc_count_all())


def _as_arrays(names: list[str], lengths: Sequence[int], docs: array, weights: array) -> tuple:
    return (
        names,
        np.array(lengths, np.int64),
        np.frombuffer(docs, np.int64),
        np.frombuffer(weights, np.float32).astype(np.float64),
    )


def _read_postings(data: bytes, docs: array, weights: array) -> None:
    """Decode one term's postings, as Whoosh's codec W3 wrote them: blocks of 128 with a pickled head and body."""
    if data[:4] != _POSTINGS_TAG:
        raise ValueError("There are no postings here.")
    position, last = 4, False
    file = BytesIO(data)
    while not last:
        (length,) = _BLOCK_LENGTH.unpack_from(data, position)
        last, begin = length < 0, position + _BLOCK_LENGTH.size
        position = begin + abs(length)
        file.seek(begin)
        count, _, _, compressed, _, _ = pickle.load(file)
        body = data[file.tell() : position]
        steps, counts, _ = pickle.loads(zlib.decompress(body) if compressed else body)
        docs.extend(accumulate(steps))
        if isinstance(counts, tuple):
            weights.extend(counts)
        else:
            weights.extend([1.0 if counts is None else counts] * count)
