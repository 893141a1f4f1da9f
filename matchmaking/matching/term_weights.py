"""How much each term of a text weighs in matching: how often it is there, how rare it is, whether it is boilerplate.

`common` is a set of words that everybody writes and that say nothing (技术, 研究, 系统 …), from the vocabulary: their
pairs of characters and, less so, their characters count for less. A hard list would lose the records that consist of
such words; judgments by professionals put both the softness and the rest of the constants on a plateau.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from matchmaking.search.analysis import is_han, normalise, terms
from matchmaking.search.engine import Engine
from matchmaking.search.postings import LOGARITHMS, Floats, Postings
from matchmaking.search.segments import MOST, term_keys

TITLE_WEIGHT = 4.0
BODY_SHARE = 0.3
# Rarity among achievements enters softened, a little more than its square root on the demand's side; rarity among
# demands as its square root. Whole, it puts the one rarest word of a demand before all that the demand is about.
RARITY_EXPONENT = 0.65
DEMAND_EXPONENT = 0.5
ACHIEVEMENT_EXPONENT = 0.5
# With fewer demands their statistics say nothing about which words are common among demands.
LEAST_DEMANDS = 100
# What the pairs and the lone characters of boilerplate words keep of their weight on the demand's side.
COMMON_PAIR, COMMON_CHARACTER = 0.4, 0.6

ACHIEVEMENT, DEMAND = "achievement", "demand"
Common = frozenset[str]
NOTHING: Common = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """What the words of a record are: those of its title, and all others. As in its search document."""

    title: str
    body: str = ""


@dataclass(frozen=True)
class Weights:
    """Terms of a text with their weights; the weights' squares sum to 1."""

    terms: list[str]
    values: Floats


@dataclass(frozen=True, slots=True)
class OtherWord:
    """A word that a demand does not say but the vocabulary knows beside one that it says, in its title or its text.

    `weight`: 1 for another name of the same thing, less for a kind of it or the research word for a problem.
    """

    word: str
    weight: float
    is_of_title: bool


@lru_cache(maxsize=8)
def softened_terms(common: Common) -> Mapping[str, float]:
    """The terms of boilerplate words and what is left of their weight."""
    found = {}
    for word in common:
        for term in terms(normalise(word)):
            found[term] = COMMON_CHARACTER if len(term) == 1 and is_han(term) else COMMON_PAIR
    return found


def _kept(own: list[str], common: Common) -> Floats:
    """What each term keeps of its weight."""
    soft = softened_terms(common)
    return np.fromiter((soft.get(term, 1.0) for term in own), np.float64, len(own))


def _kept_by_key(keys: np.ndarray, common: Common) -> Floats:
    """The same for sorted term keys, as an index has them."""
    kept = np.ones(len(keys))
    soft = softened_terms(common)
    if soft and len(keys):
        wanted = term_keys(list(soft))
        found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[found] == wanted
        kept[found[hit]] = np.fromiter(soft.values(), np.float64, len(soft))[hit]
    return kept


def demand_weights(engine: Engine, achievements: Postings, demand: Text, common: Common) -> Weights:
    """The query vector of a demand: [4·(1+ln tf in the title) + (1+ln tf in the body)] · rarity, of length 1."""
    own, values = _demand_values(engine, achievements, demand, common)
    return Weights(own, values / _length(values))


def demand_length(engine: Engine, achievements: Postings, demand: Text, common: Common) -> float:
    """By what the weights of a demand are divided to have the length 1."""
    return _length(_demand_values(engine, achievements, demand, common)[1])


def _demand_values(engine: Engine, achievements: Postings, demand: Text, common: Common) -> tuple[list[str], Floats]:
    title, body = terms(demand.title), terms(demand.body)
    own = list({**title, **body})
    counts = _counts(_clipped(title, own), _clipped(body, own))
    return own, counts * demand_rarity(achievements, engine.postings(DEMAND), own, common)


def other_weights(
    engine: Engine, achievements: Postings, demand: Text, others: Sequence[OtherWord], common: Common
) -> Weights:
    """The terms that only the other words add to a demand, weighed like its own; their length comes on top of 1."""
    title, body = terms(demand.title), terms(demand.body)
    added: dict[str, float] = {}
    for one in others:
        weight = one.weight * (TITLE_WEIGHT if one.is_of_title else 1.0)
        added.update({term: max(weight, added.get(term, 0.0)) for term in terms(one.word)})
    own = [term for term in added if term not in title and term not in body]
    values = np.fromiter((added[term] for term in own), np.float64, len(own))
    return Weights(
        own,
        values
        * demand_rarity(achievements, engine.postings(DEMAND), own, common)
        / demand_length(engine, achievements, demand, common),
    )


def same_side_weights(postings: Postings, text: Text) -> Weights:
    """The vector of a record among those of its own side, of length 1."""
    title, body = terms(text.title), terms(text.body)
    own = list({**title, **body})
    values = _counts(_clipped(title, own), _clipped(body, own)) * own_rarity(postings, own)
    norm = math.sqrt(float(values @ values))
    return Weights(own, values / (norm or 1.0))


def same_side_norms(postings: Postings) -> Floats:
    """The lengths of those vectors of all stored records."""
    _, frequencies, _ = postings.vocabulary()
    return _lengths(postings.sums_of_squares(_softened(frequencies, postings.count), TITLE_WEIGHT, 1.0))


def own_rarity(postings: Postings, own: list[str]) -> Floats:
    """Softened, so that two entries of one matter stay alike when one of them adds a rare word."""
    return _softened(postings.document_frequencies(own), postings.count)


def demand_rarity(achievements: Postings, demands: Postings, own: list[str], common: Common) -> Floats:
    """How telling each term of a demand is: idf among achievements times idf among demands, both softened."""
    rarity = _idf(achievements.document_frequencies(own), achievements.count) ** RARITY_EXPONENT
    return rarity * _softened(demands.document_frequencies(own), demands.count) * _kept(own, common)


def achievement_rarity(achievements: Postings, own: list[str], common: Common) -> Floats:
    """The factor of each term in the vector of an achievement."""
    rarity = _idf(achievements.document_frequencies(own), achievements.count) * _kept(own, common)
    return rarity**ACHIEVEMENT_EXPONENT


def _softened(frequencies: np.ndarray, count: int) -> Floats:
    return _idf(frequencies, count) ** DEMAND_EXPONENT if count >= LEAST_DEMANDS else np.ones(len(frequencies))


def demand_norms(achievements: Postings, demands: Postings, common: Common) -> Floats:
    """The lengths of the query vectors of all stored demands."""
    keys, frequencies, _ = demands.vocabulary()
    rarity = _idf(achievements.frequencies_of(keys), achievements.count) ** RARITY_EXPONENT
    rarity *= _softened(frequencies, demands.count)
    return _lengths(demands.sums_of_squares(rarity * _kept_by_key(keys, common), TITLE_WEIGHT, 1.0))


def achievement_norms(achievements: Postings, common: Common) -> tuple[Floats, Floats]:
    """The lengths of the title and body vectors of all stored achievements."""
    keys, frequencies, _ = achievements.vocabulary()
    rarity = (_idf(frequencies, achievements.count) * _kept_by_key(keys, common)) ** ACHIEVEMENT_EXPONENT
    return (
        _lengths(achievements.sums_of_squares(rarity, 1.0, 0.0)),
        _lengths(achievements.sums_of_squares(rarity, 0.0, 1.0)),
    )


def rarity_of_keys(achievements: Postings, keys: np.ndarray, common: Common) -> Floats:
    """How rare terms of another index, by their keys, are among achievements; boilerplate counts for less."""
    return _idf(achievements.frequencies_of(keys), achievements.count) * _kept_by_key(keys, common)


def achievement_values(achievements: Postings, achievement: Text, common: Common) -> tuple[list[str], Floats]:
    """The terms of an achievement with their value to a demand: title vector + 0.3 · body vector, each of length 1."""
    title, body = terms(achievement.title), terms(achievement.body)
    own = list({**title, **body})
    rarity = achievement_rarity(achievements, own, common)
    vectors = [LOGARITHMS[_clipped(counts, own)] * rarity for counts in (title, body)]
    norms = [math.sqrt(float(vector @ vector)) or 1.0 for vector in vectors]
    return own, vectors[0] / norms[0] + BODY_SHARE * vectors[1] / norms[1]


def _idf(frequencies: np.ndarray, count: int) -> Floats:
    """ln(1 + (N − df + ½)/(df + ½)): near 0 for a term that all have, highest for one that none has."""
    return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5))


def _counts(title: np.ndarray, body: np.ndarray) -> Floats:
    return TITLE_WEIGHT * LOGARITHMS[title] + LOGARITHMS[body]


def _clipped(counts: Counter[str], own: list[str]) -> np.ndarray:
    """Counts as the index keeps them."""
    return np.fromiter((min(counts[term], MOST) for term in own), np.int64, len(own))


def _length(values: Floats) -> float:
    return math.sqrt(float(values @ values)) or 1.0


def _lengths(squares: Floats) -> Floats:
    """Square roots; 1 where there is nothing, so that dividing by them is safe."""
    return np.where(squares > 0, np.sqrt(squares), 1.0)
