"""How much the words of a demand and an achievement have in common; one number per pair, the same from both sides.

The method and its constants were chosen by professionals' judgments of real pairs: characters and pairs of characters,
the demand's title four times its text, terms weighted by how rare they are among achievements and, more softly,
among demands; then the cosine with the achievement's title, and a third of that with its text. Every constant lies on
a plateau: `python -m benchmarks.search_quality` prints the figures. `common`: the boilerplate words of the vocabulary.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matchmaking.matching.shared_strings import Cut, Prepared, Shared, explained, prepared_achievement, prepared_demand
from matchmaking.matching.term_weights import (
    ACHIEVEMENT,
    BODY_SHARE,
    DEMAND,
    NOTHING,
    TITLE_WEIGHT,
    Common,
    OtherWord,
    Text,
    Weights,
    achievement_norms,
    achievement_rarity,
    achievement_values,
    demand_norms,
    demand_rarity,
    demand_weights,
    other_weights,
    own_rarity,
    same_side_norms,
    same_side_weights,
)
from matchmaking.search.engine import Engine
from matchmaking.search.postings import Floats, Postings

DIGITS = 6
# Other words of the vocabulary help a pair that shares almost no words itself; what shares more than this is ordered by
# what it shares. So measured: beyond, other names cost more than they bring. From an achievement's side the pairs
# above are the same without them.
OTHERS_UP_TO, OTHERS_FADE = 0.07, 0.02


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record of the other side and the score of the pair, from 0 to 1.3. `copies` counts hidden equal records."""

    id: int
    score: float
    copies: int = 0


def rank_achievements(
    engine: Engine,
    demand: Text,
    *,
    limit: int = 200,
    within: Iterable[int] | None = None,
    common: Common = NOTHING,
    others: Sequence[OtherWord] = (),
) -> list[Ranked]:
    """The achievements whose words fit a demand best. `within` restricts them to these ids.

    `others`: what the vocabulary knows beside the demand's words; it counts where the words themselves hardly do.

    Raises IndexUnavailable. A few milliseconds with 10,000 achievements.
    """
    achievements, scores = achievement_scores(engine, demand, common=common, others=others)
    return _ranked(achievements, scores, limit, within)


def achievement_scores(
    engine: Engine, demand: Text, *, common: Common = NOTHING, others: Sequence[OtherWord] = ()
) -> tuple[Postings, Floats]:
    """The index of achievements, and how much each of its records, deleted ones too, has in common with a demand."""
    achievements = engine.postings(ACHIEVEMENT)
    query = demand_weights(engine, achievements, demand, common)
    title, body = achievements.sums(query.terms, query.values * achievement_rarity(achievements, query.terms, common))
    title_norms, body_norms = achievements.remember(
        ("achievement norms", common), lambda: achievement_norms(achievements, common)
    )
    scores = title / title_norms + BODY_SHARE * body / body_norms
    if others:
        more = other_weights(engine, achievements, demand, others, common)
        title, body = achievements.sums(more.terms, more.values * achievement_rarity(achievements, more.terms, common))
        gained = title / title_norms + BODY_SHARE * body / body_norms
        scores = np.where(scores < OTHERS_UP_TO, scores + gained * np.exp(-scores / OTHERS_FADE), scores)
    # Rounded, so that equal pairs tie and both directions give the very same number.
    return achievements, np.round(scores, DIGITS)


def rank_demands(
    engine: Engine,
    achievement: Text,
    *,
    limit: int = 200,
    within: Iterable[int] | None = None,
    common: Common = NOTHING,
) -> list[Ranked]:
    """The demands that an achievement's words fit best; each score is the one that `rank_achievements` gives the pair.

    Raises IndexUnavailable.
    """
    achievements, demands = engine.postings(ACHIEVEMENT), engine.postings(DEMAND)
    own, values = achievement_values(achievements, achievement, common)
    title, body = demands.sums(own, values * demand_rarity(achievements, demands, own, common))
    norms = demands.remember(
        ("demand norms", achievements.generation, common), lambda: demand_norms(achievements, demands, common)
    )
    return _ranked(demands, (TITLE_WEIGHT * title + body) / norms, limit, within)


def rank_same_side(engine: Engine, kind: str, own: Text, *, limit: int = 20, apart: bool = False) -> list[Ranked]:
    """The indexed records of the text's own side that say most nearly the same: the cosine, 1 for the same words.

    Title and text count as in the vector of a demand; rarity is that among the records of this side. `apart`: copies
    are each listed by themselves. Raises IndexUnavailable.
    """
    postings = engine.postings(kind)
    query = same_side_weights(postings, own)
    title, body = postings.sums(query.terms, query.values * own_rarity(postings, query.terms))
    norms = postings.remember("same side norms", lambda: same_side_norms(postings))
    return _ranked(postings, (TITLE_WEIGHT * title + body) / norms, limit, None, apart=apart)


def shared_same_side(engine: Engine, kind: str, own: Text, other: Text, *, limit: int = 8) -> list[Shared]:
    """The strings that make two records of one side alike, the weightiest first. Raises IndexUnavailable."""
    postings = engine.postings(kind)
    one, two = (
        Prepared(text, dict(zip(weights.terms, weights.values.tolist(), strict=True)))
        for text in (own, other)
        for weights in [same_side_weights(postings, text)]
    )
    return explained(one, two, limit)


def score_same_side(engine: Engine, kind: str, own: Text, other: Text) -> float:
    """The same cosine for two texts, stored or not. Raises IndexUnavailable."""
    postings = engine.postings(kind)
    one, two = (same_side_weights(postings, text) for text in (own, other))
    by_term = dict(zip(two.terms, two.values.tolist(), strict=True))
    pairs = zip(one.terms, one.values.tolist(), strict=True)
    return round(float(sum(value * by_term.get(term, 0.0) for term, value in pairs)), DIGITS)


def score_pair(
    engine: Engine,
    demand: Text,
    achievement: Text,
    *,
    common: Common = NOTHING,
    others: Sequence[OtherWord] = (),
) -> float:
    """The score of one pair, stored or not; `others` as in `rank_achievements`. Raises IndexUnavailable."""
    achievements = engine.postings(ACHIEVEMENT)
    query = demand_weights(engine, achievements, demand, common)
    own, values = achievement_values(achievements, achievement, common)
    by_term = dict(zip(own, values.tolist(), strict=True))
    score = _product(query, by_term)
    if others and score < OTHERS_UP_TO:
        gained = _product(other_weights(engine, achievements, demand, others, common), by_term)
        score += gained * math.exp(-score / OTHERS_FADE)
    return round(score, DIGITS)


def _product(weights: Weights, values: Mapping[str, float]) -> float:
    """The weights times the values of the same terms, summed."""
    pairs = zip(weights.terms, weights.values.tolist(), strict=True)
    return float(sum(weight * values.get(term, 0.0) for term, weight in pairs))


def shared_strings(
    engine: Engine,
    demand: Text,
    achievement: Text,
    *,
    limit: int = 8,
    common: Common = NOTHING,
    cut: Cut | None = None,
) -> list[Shared]:
    """The strings that explain a score, as `explained` has them, for two texts. Raises IndexUnavailable."""
    return explained(
        prepared_demand(engine, demand, common=common, cut=cut),
        prepared_achievement(engine, achievement, common=common, cut=cut),
        limit,
    )


def _ranked(
    postings: Postings, scores: Floats, limit: int, within: Iterable[int] | None, *, apart: bool = False
) -> list[Ranked]:
    """The best live records, one of each group of copies, or `apart` all of them."""
    mask = None
    if within is not None:
        mask = np.zeros(postings.size, np.bool_)
        mask[postings.numbers_of(within)] = True
    # Rounded first, so that equal pairs tie and both directions give the very same number.
    rounded = np.round(scores, DIGITS)
    best = postings.best(rounded, min(4 * limit, postings.size), mask)
    found: list[Ranked] = []
    place_of: dict[int, int] = {}
    for identity, score, group in zip(
        postings.ids[best].tolist(), rounded[best].tolist(), postings.groups[best].tolist(), strict=True
    ):
        if group and group in place_of and not apart:
            first = place_of[group]
            found[first] = replace(found[first], copies=found[first].copies + 1)
            continue
        if len(found) == limit:
            break
        place_of[group] = len(found)
        found.append(Ranked(identity, score))
    return found
