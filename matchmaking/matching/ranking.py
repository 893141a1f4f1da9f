"""How much the words of a demand and an achievement have in common; one number per pair, the same from both sides.

The method and its constants were chosen by professionals' judgments of real pairs: characters and pairs of characters,
the demand's title four times its text, terms weighted by how rare they are among achievements and, more softly,
among demands; then the cosine with the achievement's title, and a third of that with its text. Every constant lies on
a plateau: `python -m benchmarks.search_quality` prints the figures. `common`: the boilerplate words of the vocabulary.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from matchmaking.matching.term_weights import (
    ACHIEVEMENT,
    BODY_SHARE,
    DEMAND,
    NOTHING,
    TITLE_WEIGHT,
    Common,
    Text,
    achievement_norms,
    achievement_rarity,
    achievement_values,
    demand_norms,
    demand_rarity,
    demand_weights,
    own_rarity,
    same_side_norms,
    same_side_weights,
)
from matchmaking.search.analysis import is_han, normalise, pieces, terms
from matchmaking.search.engine import Engine
from matchmaking.search.postings import Floats, Postings

DIGITS = 6
# A shared string below this share of the score explains nothing.
LEAST_SHARE = 0.05
# Characters that only join words; a shared string neither begins nor ends with them.
JOINING = frozenset("的了和与及或在对等为以将把被其之是有可并从到于中该这")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record of the other side and the score of the pair, from 0 to 1.3. `copies` counts hidden equal records."""

    id: int
    score: float
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """A string that both sides contain and its share of the score."""

    text: str
    share: float


def rank_achievements(
    engine: Engine, demand: Text, *, limit: int = 200, within: Iterable[int] | None = None, common: Common = NOTHING
) -> list[Ranked]:
    """The achievements whose words fit a demand best. `within` restricts them to these ids.

    Raises IndexUnavailable. A few milliseconds with 10,000 achievements.
    """
    achievements = engine.postings(ACHIEVEMENT)
    query = demand_weights(engine, achievements, demand, common)
    title, body = achievements.sums(query.terms, query.values * achievement_rarity(achievements, query.terms, common))
    title_norms, body_norms = achievements.remember(
        ("achievement norms", common), lambda: achievement_norms(achievements, common)
    )
    return _ranked(achievements, title / title_norms + BODY_SHARE * body / body_norms, limit, within)


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


def rank_same_side(engine: Engine, kind: str, own: Text, *, limit: int = 20) -> list[Ranked]:
    """The indexed records of the text's own side that say most nearly the same: the cosine, 1 for the same words.

    Title and text count as in the vector of a demand; rarity is that among the records of this side. Raises
    IndexUnavailable.
    """
    postings = engine.postings(kind)
    query = same_side_weights(postings, own)
    title, body = postings.sums(query.terms, query.values * own_rarity(postings, query.terms))
    norms = postings.remember("same side norms", lambda: same_side_norms(postings))
    return _ranked(postings, (TITLE_WEIGHT * title + body) / norms, limit, None)


def score_same_side(engine: Engine, kind: str, own: Text, other: Text) -> float:
    """The same cosine for two texts, stored or not. Raises IndexUnavailable."""
    postings = engine.postings(kind)
    one, two = (same_side_weights(postings, text) for text in (own, other))
    by_term = dict(zip(two.terms, two.values.tolist(), strict=True))
    pairs = zip(one.terms, one.values.tolist(), strict=True)
    return round(float(sum(value * by_term.get(term, 0.0) for term, value in pairs)), DIGITS)


def score_pair(engine: Engine, demand: Text, achievement: Text, *, common: Common = NOTHING) -> float:
    """The score of one pair, stored or not. Raises IndexUnavailable."""
    achievements = engine.postings(ACHIEVEMENT)
    query = demand_weights(engine, achievements, demand, common)
    own, values = achievement_values(achievements, achievement, common)
    by_term = dict(zip(own, values.tolist(), strict=True))
    score = sum(
        weight * by_term.get(term, 0.0) for term, weight in zip(query.terms, query.values.tolist(), strict=True)
    )
    return round(float(score), DIGITS)


def shared_strings(
    engine: Engine, demand: Text, achievement: Text, *, limit: int = 8, common: Common = NOTHING
) -> list[Shared]:
    """The strings that explain a score, the weightiest first. Empty when the two share nothing.

    Matched characters are joined to the longest strings that both sides contain. Lone characters and shares below 5 %
    are left out unless there is nothing else. Raises IndexUnavailable.
    """
    achievements = engine.postings(ACHIEVEMENT)
    query = demand_weights(engine, achievements, demand, common)
    own, values = achievement_values(achievements, achievement, common)
    by_term = dict(zip(own, values.tolist(), strict=True))
    parts = {
        term: weight * by_term.get(term, 0.0) for term, weight in zip(query.terms, query.values.tolist(), strict=True)
    }
    parts = {term: part for term, part in parts.items() if part > 0}
    total = sum(parts.values())
    if not total:
        return []
    theirs = normalise(f"{demand.title}\n{demand.body}")
    strings = dict.fromkeys(_common_strings(normalise(f"{achievement.title}\n{achievement.body}"), theirs, parts))
    found = []
    # The weightiest string claims its terms first, so that no term is counted for two strings.
    inside = {string: [term for term in terms(string) if term in parts] for string in strings}
    while inside:
        string = max(inside, key=lambda one: (sum(parts.get(term, 0.0) for term in inside[one]), len(one), one))
        share = sum(parts.pop(term, 0.0) for term in inside.pop(string)) / total
        if share > 0:
            found.append(Shared(string, share))
    telling = [one for one in found if one.share >= LEAST_SHARE and not (len(one.text) == 1 and is_han(one.text))]
    return [replace(one, share=round(one.share, 4)) for one in (telling or found[:3])[:limit]]


def _ranked(postings: Postings, scores: Floats, limit: int, within: Iterable[int] | None) -> list[Ranked]:
    """The best live records, one of each group of copies."""
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
        if group and group in place_of:
            first = place_of[group]
            found[first] = replace(found[first], copies=found[first].copies + 1)
            continue
        if len(found) == limit:
            break
        place_of[group] = len(found)
        found.append(Ranked(identity, score))
    return found


def _common_strings(ours: str, theirs: str, parts: dict[str, float]) -> list[str]:
    """The longest strings of our text that theirs contains too: runs of characters, and whole words and numbers."""
    found = []
    for piece in pieces(ours):
        if not is_han(piece[0]):
            found.extend([piece] if piece in parts else [term for term in terms(piece) if term in parts])
            continue
        start = 0
        while start < len(piece):
            end = start + 1
            if piece[start] not in parts:
                start = end
                continue
            while end < len(piece) and piece[end - 1 : end + 1] in parts and piece[start : end + 1] in theirs:
                end += 1
            string = piece[start:end].strip("".join(JOINING))
            if string:
                found.append(string)
            start = end
    return found
