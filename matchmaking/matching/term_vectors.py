"""Vectors of pairs of characters and Latin words, from how often they stand near each other. Pure arithmetic on arrays.

A term's row of positive pointwise mutual information, shortened by a randomised singular value decomposition: terms
that keep the same company get vectors that point the same way. A text is the mean of its terms, the common ones
counting less. Nothing but the texts given is learned from, and the same texts give the same vectors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaking.search.analysis import is_han, normalise, pieces
from matchmaking.search.postings import Floats
from matchmaking.search.segments import term_key

# Changes with anything below that changes the vectors of the same texts.
METHOD = "pairs-1"
DIMENSIONS = 64
WINDOW = 5
# A term that occurred once has no company to speak of; beyond so many terms only the more frequent ones are kept.
LEAST_COUNT, MOST_TERMS = 2, 30_000
# Fewer texts say nothing about a language; of more terms than this only an even share of the texts is read.
LEAST_TEXTS, MOST_TOKENS = 100, 1_500_000
# The share of the most frequent neighbours is flattened by this power, else they would dominate every row.
NEIGHBOUR_POWER = 0.75
# A term that is a thousandth of all text counts half in the mean of a text.
COMMON_SHARE = 1e-3
# The title says what the text is about.
TITLE_TIMES = 10.0
SEED, SPARE, ROUNDS = 20261122, 20, 4
# So many products are held at once while a sparse matrix is multiplied.
PORTION = 200_000
# The longest row of the stored vectors, well within what half precision holds.
LARGEST = 64.0
_LATIN = 1 << 63

Keys = npt.NDArray[np.uint64]
Matrix = npt.NDArray[np.float32]


def token_keys(text: str) -> Keys:
    """The terms of a text in its order as numbers: a pair of neighbouring characters, or a Latin word or number."""
    found: list[int] = []
    for piece in pieces(normalise(text)):
        if is_han(piece[0]):
            codes = list(map(ord, piece))
            found.extend(one << 21 | other for one, other in zip(codes, codes[1:], strict=False))
        else:
            found.append(term_key(piece) | _LATIN)
    return np.array(found, np.uint64)


@dataclass(frozen=True)
class TermVectors:
    """Sorted term keys and, row by row, their vectors; how little a common term counts is in a row's length."""

    keys: Keys
    vectors: npt.NDArray[np.float16]

    def centroid(self, title: str, body: str) -> Matrix:
        """The direction of a text: a vector of length 1, or of zeros when none of its terms is known."""
        total = np.zeros(self.vectors.shape[1], np.float32)
        for text, times in ((title, TITLE_TIMES), (body, 1.0)):
            wanted = token_keys(text)
            if len(wanted) and len(self.keys):
                rows = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
                rows = rows[self.keys[rows] == wanted]
                total += times * self.vectors[rows].sum(axis=0, dtype=np.float32)
        length = float(np.sqrt(total @ total))
        return total / length if length else total


@dataclass(frozen=True)
class Sparse:
    """A square matrix of which only some entries are not 0: row r has `values[starts[r]:starts[r + 1]]`."""

    starts: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]

    @classmethod
    def of(cls, size: int, rows: npt.NDArray, columns: npt.NDArray, values: npt.NDArray) -> "Sparse":
        """From entries in any order."""
        order = np.argsort(rows, kind="stable")
        return cls(np.searchsorted(rows[order], np.arange(size + 1)), columns[order], values[order].astype(np.float32))

    def times(self, dense: Matrix) -> Matrix:
        """This matrix times a dense one, some rows at a time."""
        product = np.zeros((len(self.starts) - 1, dense.shape[1]), np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        bounds = np.flatnonzero(np.diff(self.starts[filled] // PORTION, prepend=-1))
        for first, last in zip(bounds, [*bounds[1:], len(filled)], strict=True):
            rows = filled[first:last]
            begin, end = self.starts[rows[0]], self.starts[rows[-1] + 1]
            terms = dense[self.columns[begin:end]] * self.values[begin:end, None]
            product[rows] = np.add.reduceat(terms, self.starts[rows] - begin, axis=0)
        return product


def fit(texts: Iterable[str]) -> TermVectors | None:
    """The vectors of the terms of these texts; None when there are too few texts to learn anything from.

    Seconds for some thousand texts; beyond MOST_TOKENS an even share of the texts is taken, so that it never takes
    much more than half a minute and 500 MB.
    """
    runs = [keys for keys in map(token_keys, texts) if len(keys) > 1]
    if len(runs) < LEAST_TEXTS:
        return None
    step = -(-sum(map(len, runs)) // MOST_TOKENS)
    keys, sequence, text_of, shares = _vocabulary(runs[::step])
    if len(keys) <= DIMENSIONS + SPARE:
        return None
    one, other, counts = _neighbours(sequence, text_of, len(keys))
    vectors = _shortened(*_information(one, other, counts, len(keys)))
    vectors *= (COMMON_SHARE / (COMMON_SHARE + shares))[:, None]
    vectors *= LARGEST / max(float(np.abs(vectors).max()), 1e-9)
    return TermVectors(keys, vectors.astype(np.float16))


def _vocabulary(runs: Sequence[Keys]) -> tuple[Keys, npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """The terms that are kept, sorted; all texts as numbers of such terms; the text of each; each term's share."""
    every = np.concatenate(runs)
    keys, places, counts = np.unique(every, return_inverse=True, return_counts=True)
    kept = counts >= LEAST_COUNT
    if kept.sum() > MOST_TERMS:
        kept[np.lexsort((keys, -counts))[MOST_TERMS:]] = False
    numbers = np.where(kept, np.cumsum(kept) - 1, -1)[places]
    text_of = np.repeat(np.arange(len(runs)), [len(run) for run in runs])
    known = numbers >= 0
    return keys[kept], numbers[known], text_of[known], counts[kept] / len(every)


def _neighbours(
    sequence: npt.NDArray[np.int64], text_of: npt.NDArray[np.int64], size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which two different terms stand within WINDOW of each other, the lower number first, and how often."""
    found = []
    for distance in range(1, WINDOW + 1):
        before, after = sequence[:-distance], sequence[distance:]
        together = (text_of[:-distance] == text_of[distance:]) & (before != after)
        before, after = before[together], after[together]
        found.append(np.unique(np.minimum(before, after) * size + np.maximum(before, after), return_counts=True))
    codes, places = np.unique(np.concatenate([one for one, _ in found]), return_inverse=True)
    counts = np.bincount(places, np.concatenate([counts for _, counts in found]), len(codes)).astype(np.int64)
    return codes // size, codes % size, counts


def _information(
    one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], size: int
) -> tuple[Sparse, Sparse]:
    """Positive pointwise mutual information of term and neighbour, as a matrix and its transpose."""
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    both = np.concatenate([counts, counts]).astype(np.float64)
    sums = np.bincount(rows, both, size)
    flattened = sums**NEIGHBOUR_POWER
    values = np.log(both * flattened.sum() / (sums[rows] * flattened[columns]))
    kept = values > 0
    rows, columns, values = rows[kept], columns[kept], values[kept]
    return Sparse.of(size, rows, columns, values), Sparse.of(size, columns, rows, values)


def _shortened(matrix: Sparse, transpose: Sparse) -> Matrix:
    """The left singular vectors, each times the square root of its singular value."""
    size = len(matrix.starts) - 1
    start = np.random.default_rng(SEED).standard_normal((size, DIMENSIONS + SPARE)).astype(np.float32)
    basis = matrix.times(start)
    for _ in range(ROUNDS):
        basis = matrix.times(transpose.times(np.linalg.qr(basis)[0]))
    basis = np.linalg.qr(basis)[0]
    left, values, _ = np.linalg.svd(transpose.times(basis).T, full_matrices=False)
    return (basis @ left)[:, :DIMENSIONS] * np.sqrt(values[:DIMENSIONS])
