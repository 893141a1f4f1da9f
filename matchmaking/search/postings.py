"""The index of one kind as arrays: term statistics, scores, filters and counts, computed with NumPy."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matchmaking.search.adding import LOGARITHMS, Floats, add_bodies, add_squares, add_titles
from matchmaking.search.segments import Segment, term_keys

T = TypeVar("T")
Mask = npt.NDArray[np.bool_]
REMEMBERED = 6
# Scores that differ by less are the same: the order of additions depends on how documents lie in segments.
ALIKE = 1e-9
# The best are looked for among the best of so many documents each.
BLOCK = 64
# The frequencies of so many terms are counted directly while the statistics of all terms are not needed otherwise.
FEW_KEYS = 200
# Fewer documents than one in so many are few.
FEW_DOCUMENTS = 6


@dataclass(frozen=True)
class Occurrences:
    """Where some terms occur: document `docs[i]` has a term `title[i]` times in its title and `body[i]` times in its
    body. The entries come in runs: run r is term number `runs[r]` and has `lengths[r]` entries. Documents are numbered
    through all segments; deleted ones are among them, so scores are to be read through `Postings.live`."""

    runs: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int64]
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8]

    def spread(self, values: Floats) -> Floats:
        """One value for each entry from one value for each term."""
        return np.repeat(values[self.runs], self.lengths)


class Postings:
    """A snapshot of one kind's index. Immutable to its users, so threads may share it without locks."""

    def __init__(self, generation: str, segments: Sequence[Segment], live: Sequence[Mask]) -> None:
        self.generation = generation
        self.segments = tuple(segments)
        sizes = [segment.size for segment in self.segments]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.live: Mask = np.concatenate([np.empty(0, np.bool_), *live])
        self.ids = self._joined("ids", np.int64)
        self.revisions = self._joined("revisions", np.int64)
        self.groups = self._joined("groups", np.int64)
        self.title_lengths = self._joined("title_lengths", np.float64)
        self.body_lengths = self._joined("body_lengths", np.float64)
        self.size = len(self.ids)
        # Means over live documents only, so that a rebuilt index gives the same scores.
        self.mean_title_length = float(self.title_lengths[self.live].mean()) if self.live.any() else 0.0
        self.mean_body_length = float(self.body_lengths[self.live].mean()) if self.live.any() else 0.0
        self.count = int(self.live.sum())
        self._deleted = np.flatnonzero(~self.live)
        self._all_live = [bool(mask.all()) for mask in live]
        self._memory: OrderedDict[Hashable, object] = OrderedDict()
        self._frequencies: dict[int, int] = {}
        self._lock = threading.RLock()

    def _joined(self, name: str, dtype: npt.DTypeLike) -> npt.NDArray:
        return np.concatenate([np.empty(0, dtype), *(getattr(segment, name) for segment in self.segments)])

    def remember(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of `compute()`, kept with this snapshot; only the few latest results are kept."""
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]  # type: ignore[return-value]
            value = compute()
            self._memory[key] = value
            while len(self._memory) > REMEMBERED:
                self._memory.popitem(last=False)
            return value

    def vocabulary(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], list[npt.NDArray[np.int64]]]:
        """All term keys, sorted; in how many live documents each occurs; and for each segment's rows their place."""
        return self.remember("vocabulary", self._vocabulary)

    def _vocabulary(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], list[npt.NDArray[np.int64]]]:
        # Usually one segment is large and the others are small: only what the large one lacks is merged into its keys.
        largest = max(range(len(self.segments)), key=lambda one: len(self.segments[one].keys), default=None)
        if largest is None:
            return np.empty(0, np.uint64), np.empty(0, np.int64), []
        base = self.segments[largest].keys
        others = [segment.keys for number, segment in enumerate(self.segments) if number != largest]
        lacking = np.unique(np.concatenate([np.empty(0, np.uint64), *others]))
        lacking = lacking[self.segments[largest].rows(lacking) < 0]
        gaps = np.searchsorted(base, lacking)
        keys = np.insert(base, gaps, lacking) if len(lacking) else base
        is_base = np.ones(len(keys), np.bool_)
        is_base[gaps + np.arange(len(lacking))] = False
        counts, places = np.zeros(len(keys), np.int64), []
        for number, segment in enumerate(self.segments):
            places.append(np.flatnonzero(is_base) if number == largest else np.searchsorted(keys, segment.keys))
            # A key occurs once in a segment, so plain indexed addition is enough.
            counts[places[number]] += self._live_counts(number, segment)
        return keys, counts, places

    def _live_counts(self, number: int, segment: Segment) -> npt.NDArray[np.int64]:
        """In how many live documents each row of a segment occurs."""
        counts = np.diff(segment.starts)
        if not self._all_live[number]:
            dead = ~self.live[self.offsets[number] : self.offsets[number + 1]]
            rows = np.searchsorted(segment.starts, np.flatnonzero(dead[segment.docs]), "right") - 1
            counts -= np.bincount(rows, minlength=len(counts))
        return counts

    def document_frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """In how many live documents each term occurs, in the title or the body."""
        return self.frequencies_of(term_keys(terms))

    def frequencies_of(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """The same for term keys."""
        with self._lock:
            is_known = "vocabulary" in self._memory
        if not is_known and len(keys) <= FEW_KEYS:
            wanted, known = keys.tolist(), self._frequencies
            lacking = np.array([key for key in wanted if key not in known], np.uint64)
            if len(lacking):
                found = self._frequencies_of_few(lacking).tolist()
                known.update(zip(lacking.tolist(), found, strict=True))
            return np.fromiter((known[key] for key in wanted), np.int64, len(keys))
        own, counts, _ = self.vocabulary()
        if not len(own):
            return np.zeros(len(keys), np.int64)
        found = np.minimum(np.searchsorted(own, keys), len(own) - 1)
        return np.where(own[found] == keys, counts[found], 0)

    def _frequencies_of_few(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """Without the statistics of all terms, which a new snapshot has to work out first."""
        found = np.zeros(len(keys), np.int64)
        for number, segment in enumerate(self.segments):
            rows = segment.rows(keys)
            present = np.flatnonzero(rows >= 0)
            begins, ends = segment.starts[rows[present]], segment.starts[rows[present] + 1]
            found[present] += ends - begins
            if not self._all_live[number]:
                live = self.live[self.offsets[number] : self.offsets[number + 1]]
                for place, begin, end in zip(present.tolist(), begins.tolist(), ends.tolist(), strict=True):
                    found[place] -= end - begin - np.count_nonzero(live[segment.docs[begin:end]])
        return found

    def occurrences(self, terms: Sequence[str]) -> Occurrences:
        """Where these terms occur."""
        keys = term_keys(terms)
        lengths, docs, title, body, numbers = [], [], [], [], []
        for number, segment in enumerate(self.segments):
            rows = segment.rows(keys)
            present = np.flatnonzero(rows >= 0)
            if not len(present):
                continue
            # Copying whole rows is several times faster than gathering their entries by index.
            begins, ends = segment.starts[rows[present]].tolist(), segment.starts[rows[present] + 1].tolist()
            slices = [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
            numbers.append(present)
            lengths.append(np.array(ends) - np.array(begins))
            found = np.concatenate([segment.docs[one] for one in slices]).astype(np.int64)
            docs.append(found + self.offsets[number] if self.offsets[number] else found)
            title.extend(segment.title[one] for one in slices)
            body.extend(segment.body[one] for one in slices)
        if not docs:
            nothing, none = np.empty(0, np.int64), np.empty(0, np.uint8)
            return Occurrences(nothing, nothing, nothing, none, none)
        joined = [np.concatenate(parts) for parts in (numbers, lengths, docs, title, body)]
        return Occurrences(*joined)

    def sums(self, terms: Sequence[str], values: Floats) -> tuple[Floats, Floats]:
        """For each document the sums over these terms of value · (1 + ln of how often the term occurs in its title),
        and the same for its body."""
        keys = term_keys(terms)
        in_title, in_body = np.zeros(self.size), np.zeros(self.size)
        for number, segment in enumerate(self.segments):
            rows = segment.rows(keys)
            present = np.flatnonzero(rows >= 0)
            rows, own = rows[present], values[present]
            part = slice(int(self.offsets[number]), int(self.offsets[number + 1]))
            add_titles(in_title[part], segment, rows, own)
            add_bodies(in_body[part], segment, rows, own)
        return in_title, in_body

    def saturated(
        self, terms: Sequence[str], values: Floats, k1: float, title: tuple[float, Floats], body: tuple[float, Floats]
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        """For each document the sum over these terms of value · BM25's count in its title and body, and how many of
        the terms it has. `title` and `body`: a factor, and for each document what is added to the count below."""
        keys = term_keys(terms)
        sums, hits = np.zeros(self.size), np.zeros(self.size, np.int64)
        for number, segment in enumerate(self.segments):
            rows = segment.rows(keys)
            part = slice(int(self.offsets[number]), int(self.offsets[number + 1]))
            own_sums, own_hits = sums[part], hits[part]
            for row, value in zip(rows.tolist(), values.tolist(), strict=True):
                if row < 0:
                    continue
                entries = slice(int(segment.starts[row]), int(segment.starts[row + 1]))
                in_title = slice(int(segment.title_starts[row]), int(segment.title_starts[row + 1]))
                np.add.at(own_hits, segment.docs[entries], 1)
                for (factor, below), docs, counts in (
                    (title, segment.title_docs[in_title], segment.title_counts[in_title]),
                    (body, segment.docs[entries], segment.body[entries]),
                ):
                    real = counts.astype(np.float64)
                    np.add.at(own_sums, docs, factor * value * (k1 + 1) * real / (real + below[part].take(docs)))
        return sums, hits

    def sums_of_squares(self, values: Floats, title: float, body: float) -> Floats:
        """For each document the sum over its terms of ((title·L + body·L') · value)², where L and L' are 1 + ln of how
        often the term occurs in the title and in the body, and `values` belong to the keys of `vocabulary()`."""
        _, _, places = self.vocabulary()
        sums = np.zeros(self.size)
        for number, segment in enumerate(self.segments):
            squares = values[places[number]] ** 2
            part = sums[int(self.offsets[number]) : int(self.offsets[number + 1])]
            if body:
                add_squares(part, squares, body, segment)
            if title:
                logarithms = title * LOGARITHMS[segment.title_counts]
                weights = logarithms * (logarithms + 2 * body * LOGARITHMS[segment.title_bodies])
                weights *= np.repeat(squares, np.diff(segment.title_starts))
                part += np.bincount(segment.title_docs, weights, segment.size)
        return sums

    def numbers_of(self, ids: Iterable[int]) -> npt.NDArray[np.int64]:
        """The numbers of the live documents with these ids; unknown ids are left out."""
        return np.flatnonzero(self.live & np.isin(self.ids, np.fromiter(ids, np.int64)))

    def facet_names(self) -> list[str]:
        """The facets that any document has."""
        return sorted({name for segment in self.segments for name in segment.facets})

    def having(self, facet: str, values: Sequence[str]) -> Mask:
        """The documents that have at least one of these values of a facet."""
        mask = np.zeros(self.size, np.bool_)
        for number, segment in enumerate(self.segments):
            column = segment.facets.get(facet)
            if column is None:
                continue
            wanted = np.array([value in values for value in column.values], np.bool_)
            if wanted.any():
                mask[column.docs[wanted[column.codes]] + self.offsets[number]] = True
        return mask

    def value_counts(self, facet: str, mask: Mask) -> dict[str, int]:
        """How many documents of `mask` have each value of a facet; values without any are left out."""
        counts: dict[str, int] = {}
        for number, segment in enumerate(self.segments):
            column = segment.facets.get(facet)
            if column is None:
                continue
            part = mask[self.offsets[number] : self.offsets[number + 1]]
            # Few documents are looked up one by one; of many, all are gone through.
            if np.count_nonzero(part) * FEW_DOCUMENTS < len(part):
                codes = column.codes_of(np.flatnonzero(part))
            else:
                codes = column.codes[part.take(column.docs)]
            for code, count in enumerate(np.bincount(codes, minlength=len(column.values)).tolist()):
                if count:
                    counts[column.values[code]] = counts.get(column.values[code], 0) + count
        return counts

    def sort_values(self, name: str) -> Floats | None:
        """The numbers to sort by, NaN where a document has none; None when no document has any."""
        if not any(name in segment.sorts for segment in self.segments):
            return None
        return np.concatenate([segment.sorts.get(name, np.full(segment.size, np.nan)) for segment in self.segments])

    def best(self, scores: Floats, limit: int, mask: Mask | None = None) -> npt.NDArray[np.int64]:
        """The numbers of the live documents with the highest positive scores, ties by the lower id."""
        return self._highest(np.where(self.live if mask is None else self.live & mask, scores, 0.0), limit)

    def heaviest(
        self, weights: Mapping[str, float], limit: int, mask: Mask | None = None
    ) -> tuple[npt.NDArray[np.int64], Floats]:
        """The same by `weighted_sums`, and these sums."""
        sums = self.weighted_sums(weights)
        # In place, because new memory for all scores takes as long as adding a hundred thousand entries.
        sums[self._deleted if mask is None else ~(self.live & mask)] = 0
        best = self._highest(sums, limit)
        return best, sums[best]

    def _highest(self, scores: Floats, limit: int) -> npt.NDArray[np.int64]:
        """The numbers of the highest positive scores of all, ties by the lower id."""
        floor, blocks = 0.0, self.size // BLOCK
        if blocks > limit > 0:
            # The best of each group of BLOCK documents: as many as are wanted reach the lowest of the best ones, so
            # nothing below can win. A group's documents lie far apart, because whole rows are compared at once.
            tops = scores[: blocks * BLOCK].reshape(BLOCK, blocks).max(axis=0)
            floor = float(np.partition(tops, blocks - limit)[blocks - limit])
        chosen = np.flatnonzero(scores > max(floor - 2 * ALIKE, 0))
        if len(chosen) > 4 * limit > 0:
            floor = np.partition(scores[chosen], len(chosen) - limit)[len(chosen) - limit]
            chosen = chosen[scores[chosen] > floor - 2 * ALIKE]
        return chosen[np.lexsort((self.ids[chosen], -np.round(scores[chosen] / ALIKE)))][:limit]

    def weighted_sums(self, weights: Mapping[str, float]) -> Floats:
        """For each document the sum over terms of weight × (3·(1+ln tf in the title) + (1+ln tf in the body))."""
        keys, values = term_keys(list(weights)), np.fromiter(weights.values(), np.float64, len(weights))
        sums = np.zeros(self.size)
        for number, segment in enumerate(self.segments):
            rows = segment.rows(keys)
            present = np.flatnonzero(rows >= 0)
            rows, own = rows[present], values[present]
            part = sums[int(self.offsets[number]) : int(self.offsets[number + 1])]
            add_titles(part, segment, rows, 3 * own)
            add_bodies(part, segment, rows, own)
        return sums
