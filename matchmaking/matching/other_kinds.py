"""How much the words of a demand and of a record of another kind (an expert, a service base) have in common.

The record is weighed as if it were an achievement, with the rarity of words among achievements: a few dozen experts
say nothing about which words are rare. So `ranking.score_pair`, `rank_demands` and `shared_strings` hold for them too.
"""

import numpy as np

from matchmaking.matching.ranking import ACHIEVEMENT, DIGITS, Ranked
from matchmaking.matching.term_weights import (
    ACHIEVEMENT_EXPONENT,
    BODY_SHARE,
    NOTHING,
    Common,
    Text,
    achievement_rarity,
    demand_weights,
    rarity_of_keys,
)
from matchmaking.search.engine import Engine
from matchmaking.search.postings import Floats, Postings


def rank_kind(engine: Engine, kind: str, demand: Text, *, limit: int, common: Common = NOTHING) -> list[Ranked]:
    """The indexed records of a kind whose words fit a demand best, with the score of `ranking.score_pair`.

    Raises IndexUnavailable.
    """
    achievements, others = engine.postings(ACHIEVEMENT), engine.postings(kind)
    query = demand_weights(engine, achievements, demand, common)
    title, body = others.sums(query.terms, query.values * achievement_rarity(achievements, query.terms, common))
    title_norms, body_norms = others.remember(
        ("norms", achievements.generation, common), lambda: _norms(achievements, others, common)
    )
    scores = np.round(title / title_norms + BODY_SHARE * body / body_norms, DIGITS)
    best = others.best(scores, limit)
    return [
        Ranked(one, score) for one, score in zip(others.ids[best].tolist(), scores[best].tolist(), strict=True)
    ]  # fmt: skip


def _norms(achievements: Postings, others: Postings, common: Common) -> tuple[Floats, Floats]:
    """The lengths of the title and body vectors of all records."""
    keys, _frequencies, _places = others.vocabulary()
    rarity = rarity_of_keys(achievements, keys, common) ** ACHIEVEMENT_EXPONENT
    found = [others.sums_of_squares(rarity, *weights) for weights in ((1.0, 0.0), (0.0, 1.0))]
    return tuple(np.where(one > 0, np.sqrt(one), 1.0) for one in found)  # type: ignore[return-value]
