"""Adds what rows of postings are worth to the documents that they name, in SciPy's compiled loops."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

# The public way to this loop checks all indices of a matrix first, which takes longer than NumPy without SciPy.
# Nothing checks them here: `segments` makes rows that name documents of their segment only, and checks whole files.
from scipy.sparse._sparsetools import coo_matvec

from matchmaking.search.segments import MOST, Segment

Floats = npt.NDArray[np.float64]
# 1 + ln(count), and 0 for a term that does not occur.
LOGARITHMS = np.concatenate([[0.0], 1 + np.log(np.arange(1, MOST + 1))])
# Rows from so many entries on are added one by one, in pieces that stay in the processor's cache.
LONG_ROW, PIECE = 300, 16_384
_ONES = np.ones(PIECE)
# Entries handled at once where all are gone through.
PORTION = 100_000


def add_titles(sums: Floats, segment: Segment, rows: npt.NDArray[np.int64], values: Floats) -> None:
    """Add value · (1 + ln count in the title) for every entry of these rows of a segment to `sums` of its documents."""
    _add_rows(sums, rows, values, segment.title_starts, segment.title_docs, segment.title_counts)


def add_bodies(sums: Floats, segment: Segment, rows: npt.NDArray[np.int64], values: Floats) -> None:
    """The same for counts in the body."""
    _add_rows(sums, rows, values, segment.starts, segment.docs, segment.body)


def _add_rows(
    sums: Floats,
    rows: npt.NDArray[np.int64],
    values: Floats,
    starts: npt.NDArray[np.int64],
    docs: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint8],
) -> None:
    """Add value · (1 + ln count) for every entry of these rows.

    A long row is added where it lies, from a table of what each count is worth; the loop takes about a nanosecond for
    an entry, a quarter of NumPy's indexed addition with weights gathered before. Short rows are copied together,
    because there a call costs more than the entries."""
    begins, lengths = starts[rows], starts[rows + 1] - starts[rows]
    is_long = lengths >= LONG_ROW
    tables = np.multiply.outer(values[is_long], LOGARITHMS)
    for begin, length, table in zip(begins[is_long].tolist(), lengths[is_long].tolist(), tables, strict=True):
        for start in range(begin, begin + length, PIECE):
            own = slice(start, min(start + PIECE, begin + length))
            size = own.stop - own.start
            coo_matvec(size, docs[own], counts[own].astype(np.int32), _ONES[:size], table, sums)
    begins, lengths = begins[~is_long], lengths[~is_long]
    ends = np.cumsum(lengths)
    if len(ends) and ends[-1]:
        entries = np.arange(ends[-1]) + np.repeat(begins - (ends - lengths), lengths)
        factors = np.repeat(values[~is_long], lengths)
        coo_matvec(len(entries), docs.take(entries), counts.take(entries).astype(np.int32), factors, LOGARITHMS, sums)


def add_squares(sums: Floats, squares: Floats, factor: float, segment: Segment) -> None:
    """Add (factor · (1 + ln count in the body))² · square for every entry, in portions that stay in the cache."""
    table = (factor * LOGARITHMS) ** 2
    portions = range(0, len(segment.docs), PORTION)
    bounds = np.unique([0, *np.searchsorted(segment.starts, list(portions)), len(segment.keys)]).tolist()
    for first, last in pairwise(bounds):
        begin, end = int(segment.starts[first]), int(segment.starts[last])
        weights = np.repeat(squares[first:last], np.diff(segment.starts[first : last + 1]))
        coo_matvec(end - begin, segment.docs[begin:end], segment.body[begin:end].astype(np.int32), weights, table, sums)
