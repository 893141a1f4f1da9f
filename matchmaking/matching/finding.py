"""Finds what should be stored for a record: candidates of the index, weighed, and which of them are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from matchmaking.matching import queries, ranking
from matchmaking.matching.evidence import Pair
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.scoring import LEAST_TEXT_SCORE
from matchmaking.matching.weighing import (
    Sides,
    in_order,
    reasons_of,
    roughly,
    text_score,
    vocabulary_words,
    worthy,
)
from matchmaking.search.registry import engine

# Figures in prose are looked for in so many times as many pairs as are kept.
READ_IN_FULL = 3
# The entrance to a record that has fewer matches than it may keep: everybody comes in.
NOBODY = (0.0, 0)


@dataclass(frozen=True)
class Found:
    """The matches that a record should have now: pairs with their reasons. Not published: none.

    None instead of reasons: those that are stored are still right.
    """

    kind: str
    record_id: int
    pairs: Sequence[tuple[Pair, dict[str, Any] | None]]


def find_matches(kind: str, record_id: int, sides: Sides | None = None) -> Found:
    """What should be stored for this record. Only reads; raises IndexUnavailable.

    Candidates come from the index; the pairs that are kept are weighed in full, so that the other direction gives the
    same row. A pair is kept when it is among the best of either of its records.
    """
    sides = sides or Sides()
    own = (sides.demands if kind == DEMAND else sides.achievements)([record_id]).get(record_id)
    if own is None:
        return Found(kind, record_id, [])
    kept = current_app.config["MATCHES_KEPT"]
    scores = candidates(kind, own)
    stored, kept_pairs = queries.stored_reasons(kind, record_id), queries.kept_ids(kind, record_id)
    known = [one for one in stored if one not in scores]
    # An achievement does not find in the index what only a chosen few may see; its people see it when they are chosen.
    unindexed = [] if kind == DEMAND else [one for one in queries.demands_outside_the_index() if one not in known]
    others = (sides.achievements if kind == DEMAND else sides.demands)([*scores, *known, *unindexed])
    for one in [*known, *unindexed]:
        if one in others:
            scores[one] = text_score(*in_order(kind, own, others[one]))
    pairs = {
        one: in_order(kind, own, other)
        for one, other in others.items()
        if other.organisation_id != own.organisation_id and (scores[one] >= LEAST_TEXT_SCORE or one in kept_pairs)
    }
    sides.adjusters([demand.id for demand, _ in pairs.values()])
    first = {one: roughly(*pair, scores[one], sides) for one, pair in pairs.items()}
    best = sorted(pairs, key=lambda one: (-first[one], one))[: READ_IN_FULL * kept]
    # What is stored is weighed in full in any case: a run of everything reads the prose of every candidate.
    full = dict.fromkeys([*best, *(one for one in stored if one in pairs)])
    weighed = {one: worthy(*pairs[one], scores[one], sides, is_kept=one in kept_pairs) for one in full}
    found = {one: pair for one, pair in weighed.items() if pair is not None}
    entrance = queries.entrances(kind, record_id, list(found), kept)
    ordered = sorted(found, key=lambda one: (-found[one].score.score, one))
    chosen = [
        one for place, one in enumerate(ordered)
        if place < kept or one in kept_pairs or (-found[one].score.score, record_id) < entrance.get(one, NOBODY)
    ]  # fmt: skip
    return Found(
        kind, record_id, [(found[one], reasons_of(*pairs[one], found[one], stored.get(one), sides)) for one in chosen]
    )


def candidates(kind: str, own: Any) -> dict[int, float]:
    """Ids of the other side with their text scores, as far as the words have anything in common worth a look."""
    limit, words = current_app.config["MATCH_CANDIDATES"], vocabulary_words()
    if kind == DEMAND:
        others = words.others_of(own)
        found = ranking.rank_achievements(engine(), own.text, limit=limit, common=words.common, others=others)
    else:
        found = ranking.rank_demands(engine(), own.text, limit=limit, common=words.common)
    return {one.id: one.score for one in found if one.score >= LEAST_TEXT_SCORE}
