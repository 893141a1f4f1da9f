"""Which strings two texts share, and how much of the score of the pair each explains.

A text is prepared once and then held against many others: a run of everything asks a million times.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heapreplace

from matchmaking.matching.term_weights import (
    ACHIEVEMENT,
    NOTHING,
    Common,
    Text,
    achievement_values,
    demand_weights,
)
from matchmaking.search.analysis import is_han, normalise, pieces, terms
from matchmaking.search.engine import Engine

# A shared string below this share of the score explains nothing.
LEAST_SHARE = 0.05
# So many are shown when none reaches that share.
AT_LEAST = 3
SHARE_DIGITS = 4
# Characters that only join words; a shared string neither begins nor ends with them.
JOINING = "的了和与及或在对等为以将把被其之是有可并从到于中该这"


@dataclass(frozen=True, slots=True)
class Shared:
    """A string that both sides contain and its share of the score."""

    text: str
    share: float


@dataclass(frozen=True)
class Prepared:
    """One text with what each of its terms weighs in the scores of its pairs. Right for one state of the index."""

    text: Text
    values: Mapping[str, float]

    @cached_property
    def normal(self) -> str:
        """The text as it is compared."""
        return normalise(f"{self.text.title}\n{self.text.body}")

    @cached_property
    def pieces(self) -> list[str]:
        """Its runs of Han characters, words and numbers."""
        return pieces(self.normal)


def prepared_demand(engine: Engine, demand: Text, *, common: Common = NOTHING) -> Prepared:
    """A demand with the weights of its terms. Raises IndexUnavailable."""
    query = demand_weights(engine, engine.postings(ACHIEVEMENT), demand, common)
    return Prepared(demand, dict(zip(query.terms, query.values.tolist(), strict=True)))


def prepared_achievement(engine: Engine, achievement: Text, *, common: Common = NOTHING) -> Prepared:
    """An achievement with the values of its terms to a demand. Raises IndexUnavailable."""
    own, values = achievement_values(engine.postings(ACHIEVEMENT), achievement, common)
    return Prepared(achievement, dict(zip(own, values.tolist(), strict=True)))


def explained(demand: Prepared, achievement: Prepared, limit: int) -> list[Shared]:
    """The strings that explain the score of a pair, the weightiest first. Empty when the two share nothing.

    Matched characters are joined to the longest strings that both sides contain. Lone characters and shares below 5 %
    are left out unless there is nothing else.
    """
    theirs = achievement.values
    parts = {term: weight * theirs[term] for term, weight in demand.values.items() if term in theirs}
    parts = {term: part for term, part in parts.items() if part > 0}
    total = sum(parts.values())
    if not total:
        return []
    found, telling = [], []
    for string, weight in _weightiest_first(dict.fromkeys(_common_strings(achievement, demand.normal, parts)), parts):
        share = weight / total
        # They come in falling order, so nothing that follows is shown either.
        if share <= 0 or (share < LEAST_SHARE and (telling or len(found) == AT_LEAST)):
            break
        found.append(Shared(string, round(share, SHARE_DIGITS)))
        if share >= LEAST_SHARE and not (len(string) == 1 and is_han(string)):
            telling.append(found[-1])
            if len(telling) == limit:
                break
    return (telling or found[:AT_LEAST])[:limit]


def _weightiest_first(strings: Mapping[str, None], parts: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Strings with the sum of their terms, the highest first; each takes its terms away from those that follow.

    Sums only fall, so the first of the heap whose sum is still true is the highest of all.
    """
    # Equal sums: the longer string first, then the one that sorts last.
    order = sorted(strings, key=lambda one: (len(one), one), reverse=True)
    inside = [[term for term in _terms_of(string) if term in parts] for string in order]
    heap = [(-sum(parts[term] for term in own), place) for place, own in enumerate(inside)]
    heapify(heap)
    while heap:
        known, place = heap[0]
        present = sum(parts.get(term, 0.0) for term in inside[place])
        if present != -known:
            heapreplace(heap, (-present, place))
            continue
        heappop(heap)
        for term in inside[place]:
            parts.pop(term, None)
        yield order[place], present


def _terms_of(string: str) -> list[str]:
    """The terms of a string of a normalised text, each once; a run of Han characters needs no further analysis."""
    if is_han(string[0]):
        return list(dict.fromkeys([*string, *map("".join, zip(string, string[1:], strict=False))]))
    return list(terms(string))


def _common_strings(ours: Prepared, theirs: str, parts: Mapping[str, float]) -> list[str]:
    """The longest strings of our text that theirs contains too: runs of characters, and whole words and numbers."""
    found = []
    for piece in ours.pieces:
        if not is_han(piece[0]):
            found.extend([piece] if piece in parts else [term for term in terms(piece) if term in parts])
            continue
        start, length = 0, len(piece)
        while start < length:
            end = start + 1
            if piece[start] in parts:
                while end < length and piece[end - 1 : end + 1] in parts and piece[start : end + 1] in theirs:
                    end += 1
                string = piece[start:end].strip(JOINING)
                if string:
                    found.append(string)
            start = end
    return found
