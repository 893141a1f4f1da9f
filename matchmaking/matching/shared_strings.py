"""Which strings two texts share, and how much of the score of the pair each explains.

A text is prepared once and then held against many others: a run of everything asks a million times. Characters decide
how well two texts fit; people read words, so a shared string is cut back to whole words before anybody sees it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import heapify, heappop, heapreplace
from itertools import accumulate, pairwise
from typing import NamedTuple

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
# What begins below the first of these shares is looked at only when the others do not suffice.
FLOORS = (LEAST_SHARE, LEAST_SHARE / 8, 0.0)
SHARE_DIGITS = 4
# Characters that only join words; a shared string neither begins nor ends with them.
JOINING = "的了和与及或在对等为以将把被其之是有可并从到于中该这"
Cut = Callable[[str], list[str]]


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
    # Cuts a run of Han characters into words; without it strings stay as the characters make them.
    cut: Cut | None = None

    @cached_property
    def normal(self) -> str:
        """The text as it is compared."""
        return normalise(f"{self.text.title}\n{self.text.body}")

    @cached_property
    def pieces(self) -> list[str]:
        """Its runs of Han characters, words and numbers."""
        return pieces(self.normal)

    @cached_property
    def runs(self) -> list[tuple[str, list[str]]]:
        """Its pieces, the runs of Han characters with their pairs of neighbours."""
        return [
            (piece, [piece[place : place + 2] for place in range(len(piece) - 1)] if is_han(piece[0]) else [])
            for piece in self.pieces
        ]

    @cached_property
    def _edges(self) -> dict[str, list[int]]:
        return {}

    def edges(self, piece: str) -> list[int]:
        """Where the words of one of its runs of Han characters begin and end."""
        known = self._edges.get(piece)
        if known is None:
            words = self.cut(piece) if self.cut else piece
            known = self._edges[piece] = [0, *accumulate(map(len, words))]
        return known

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words of two characters or more."""
        runs = (piece for piece in self.pieces if self.cut and is_han(piece[0]))
        return frozenset(word for run in runs for word in self.cut(run) if len(word) > 1)  # type: ignore[misc]


def prepared_demand(engine: Engine, demand: Text, *, common: Common = NOTHING, cut: Cut | None = None) -> Prepared:
    """A demand with the weights of its terms. Raises IndexUnavailable."""
    query = demand_weights(engine, engine.postings(ACHIEVEMENT), demand, common)
    return Prepared(demand, dict(zip(query.terms, query.values.tolist(), strict=True)), cut)


def prepared_achievement(
    engine: Engine, achievement: Text, *, common: Common = NOTHING, cut: Cut | None = None
) -> Prepared:
    """An achievement with the values of its terms to a demand. Raises IndexUnavailable."""
    own, values = achievement_values(engine.postings(ACHIEVEMENT), achievement, common)
    return Prepared(achievement, dict(zip(own, values.tolist(), strict=True)), cut)


def explained(demand: Prepared, achievement: Prepared, limit: int) -> list[Shared]:
    """The strings that explain the score of a pair, the weightiest first. Empty when the two share nothing.

    Matched characters are joined to the longest strings that both sides contain, and these are cut back to words that
    are whole in one of the texts. Lone characters, parts of words and shares below 5 % are left out unless there is
    nothing else.
    """
    theirs = achievement.values
    parts = {
        term: part
        for term, weight in demand.values.items()
        if (value := theirs.get(term)) is not None and (part := weight * value) > 0
    }
    total = sum(parts.values())
    if not total:
        return []
    is_whole: dict[str, bool] = {}
    for string, whole in _common_strings(achievement, demand, parts):
        is_whole[string] = whole or is_whole.get(string, False)
    weighed = [_weighed(string, parts) for string in is_whole]
    # Equal sums: the longer string first, then the one that sorts last.
    weighed.sort(key=lambda one: (len(one.text), one.text), reverse=True)
    for least in FLOORS:
        # Sums only fall, so what begins below a share never reaches it; nearly all lone characters begin there.
        heavy = [one for one in weighed if one.weight / total >= least]
        found, telling = [], []
        for string, weight in _weightiest_first(heavy, dict(parts)):
            share = weight / total
            # They come in falling order, so nothing that follows is shown either; or it is among those left out.
            if share <= 0 or share < least or (share < LEAST_SHARE and (telling or len(found) == AT_LEAST)):
                break
            found.append(Shared(string, round(share, SHARE_DIGITS)))
            if share >= LEAST_SHARE and is_whole[string] and not (len(string) == 1 and is_han(string)):
                telling.append(found[-1])
                if len(telling) == limit:
                    break
        if telling or len(found) >= AT_LEAST:
            break
    return (telling or found[:AT_LEAST])[:limit]


class _Weighed(NamedTuple):
    """A string with those of its terms that both texts have, and what these weigh together."""

    text: str
    terms: Sequence[str]
    weight: float


def _weighed(string: str, parts: Mapping[str, float]) -> _Weighed:
    if len(string) == 1 and string in parts:
        return _Weighed(string, (string,), parts[string])
    own = [term for term in _terms_of(string) if term in parts]
    return _Weighed(string, own, sum([parts[term] for term in own]))


def _weightiest_first(weighed: Sequence[_Weighed], parts: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Strings with the sum of their terms, the highest first; each takes its terms away from those that follow.

    Sums only fall, so the first of the heap whose sum is still true is the highest of all.
    """
    heap = [(-one.weight, place) for place, one in enumerate(weighed)]
    heapify(heap)
    while heap:
        known, place = heap[0]
        one = weighed[place]
        present = sum([parts.get(term, 0.0) for term in one.terms])
        if present != -known:
            heapreplace(heap, (-present, place))
            continue
        heappop(heap)
        for term in one.terms:
            parts.pop(term, None)
        yield one.text, present


@lru_cache(maxsize=65536)
def _terms_of(string: str) -> tuple[str, ...]:
    """The terms of a string of a normalised text, each once; a run of Han characters needs no further analysis.

    Remembered, because the same words are shared again and again.
    """
    if is_han(string[0]):
        return tuple(dict.fromkeys([*string, *map("".join, zip(string, string[1:], strict=False))]))
    return tuple(terms(string))


def _common_strings(ours: Prepared, theirs: Prepared, parts: Mapping[str, float]) -> Iterator[tuple[str, bool]]:
    """The longest strings of our text that theirs contains too: runs of characters, and whole words and numbers; and
    whether each is made of whole words."""
    normal = theirs.normal
    for piece, pairs in ours.runs:
        if not pairs and not is_han(piece[0]):
            yield from ((one, True) for one in ([piece] if piece in parts else terms(piece)) if one in parts)
            continue
        end, last = 0, len(pairs)
        for start in [place for place, character in enumerate(piece) if character in parts]:
            if start < end:
                continue
            # A pair that has a part is in both texts.
            end = start + 1
            while end <= last and pairs[end - 1] in parts and (end == start + 1 or piece[start : end + 1] in normal):
                end += 1
            if end == start + 1:
                string, whole = piece[start], True
            elif ours.cut is not None:
                string, whole = _whole(piece, start, end, ours.edges(piece), theirs.words)
            else:
                string, whole = piece[start:end], True
            if string := string.strip(JOINING):
                yield string, whole


def _whole(piece: str, start: int, end: int, edges: list[int], their_words: frozenset[str]) -> tuple[str, bool]:
    """The part of `piece[start:end]` that is made of whole words of ours or theirs; as it is and False without any.

    At least one word has two characters: lone ones beside each other are mostly the ends of longer words.
    """
    inside = [edge for edge in edges if start <= edge <= end]
    if not inside:
        return piece[start:end], piece[start:end] in their_words
    first = start if piece[start : inside[0]] in their_words else inside[0]
    last = end if piece[inside[-1] : end] in their_words else inside[-1]
    has_word = first < inside[0] or last > inside[-1] or any(b - a > 1 for a, b in pairwise(inside))
    return (piece[first:last], True) if has_word else (piece[start:end], piece[start:end] in their_words)
