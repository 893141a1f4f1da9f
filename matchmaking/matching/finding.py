"""Finds what should be stored for a record: candidates of the index, weighed, and which of them are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import current_app

from matchmaking.achievements import documents as achievement_documents
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import documents as demand_documents
from matchmaking.matching import queries, ranking
from matchmaking.matching.adjusting import LEARNED, NOTHING_LEARNED, Adjuster, Adjustment
from matchmaking.matching.evidence import (
    AchievementSide,
    DemandSide,
    Pair,
    Words,
    achievement_side,
    demand_side,
    digest,
    weigh,
)
from matchmaking.matching.learning import adjusters_of
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.reranking import Ranker, present_ranker, reranked
from matchmaking.matching.scoring import LEAST_TEXT_SCORE, SCORE_DIGITS, is_worth_keeping
from matchmaking.search.registry import engine
from matchmaking.vocabulary.queries import thesaurus

SHARED_STRINGS = 8


@dataclass(frozen=True)
class Found:
    """The matches that a record should have now: pairs with their reasons. Not published: none.

    None instead of reasons: those that are stored are still right.
    """

    kind: str
    record_id: int
    pairs: Sequence[tuple[Pair, dict[str, Any] | None]]


class Sides:
    """The records of one run, read once each. Use it inside of a transaction."""

    def __init__(self) -> None:
        self._demands: dict[int, DemandSide | None] = {}
        self._achievements: dict[int, AchievementSide | None] = {}
        self._adjusters: dict[int, Adjuster | None] = {}

    @cached_property
    def ranker(self) -> Ranker | None:
        """The learned ranker, the same for the whole run; whoever switches it starts a run of everything."""
        return present_ranker()

    def demands(self, ids: Sequence[int]) -> dict[int, DemandSide]:
        """Published demands by id."""
        missing = [one for one in ids if one not in self._demands]
        self._demands.update(dict.fromkeys(missing))
        for record in demand_documents.load(missing) if missing else ():
            self._demands[record.id] = demand_side(record) if record.state == PUBLISHED else None
        return {one: found for one in ids if (found := self._demands[one]) is not None}

    def achievements(self, ids: Sequence[int]) -> dict[int, AchievementSide]:
        """Published achievements by id."""
        missing = [one for one in ids if one not in self._achievements]
        self._achievements.update(dict.fromkeys(missing))
        for record in achievement_documents.load(missing) if missing else ():
            self._achievements[record.id] = achievement_side(record) if record.state == PUBLISHED else None
        return {one: found for one in ids if (found := self._achievements[one]) is not None}

    def adjusters(self, ids: Sequence[int]) -> dict[int, Adjuster]:
        """What demands learned from their judgments, by id; those that learned nothing are left out."""
        missing = [one for one in ids if one not in self._adjusters]
        self._adjusters.update(dict.fromkeys(missing) | adjusters_of(missing) if missing else {})
        return {one: found for one in ids if (found := self._adjusters[one]) is not None}


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
    scores = _candidates(kind, own)
    stored = queries.stored_reasons(kind, record_id)
    known = [one for one in stored if one not in scores]
    # An achievement does not find in the index what only a chosen few may see; its people see it when they are chosen.
    unindexed = [] if kind == DEMAND else [one for one in queries.demands_outside_the_index() if one not in known]
    others = (sides.achievements if kind == DEMAND else sides.demands)([*scores, *known, *unindexed])
    for one in [*known, *unindexed]:
        if one in others:
            scores[one] = text_score(kind, own, others[one])
    words = vocabulary_words()
    pairs = {
        one: _weigh(kind, own, other, scores[one], words, sides.ranker, read_prose=False)
        for one, other in others.items()
        if other.organisation_id != own.organisation_id and scores[one] >= LEAST_TEXT_SCORE
    }
    learned = learned_of(kind, own, {one: others[one] for one in pairs}, sides)
    best = sorted(pairs, key=lambda one: (-pairs[one].score.score - learned[one].value, one))[: 3 * kept]
    full = {one: _weigh(kind, own, others[one], scores[one], words, sides.ranker) for one in best}
    # Whether a pair is worth anything is said by what the two records say; judgments only order.
    worthy = {
        one: adjusted(pair, learned[one])
        for one, pair in full.items()
        if is_worth_keeping(pair.text_score, pair.score, pair.findings)
    }
    entrance = queries.entrance_scores(kind, record_id, list(worthy), kept)
    ordered = sorted(worthy, key=lambda one: (-worthy[one].score.score, one))
    chosen = [
        one for place, one in enumerate(ordered)
        if place < kept or worthy[one].score.score > entrance.get(one, 0.0)
    ]  # fmt: skip
    return Found(
        kind,
        record_id,
        [
            (worthy[one], reasons_of(kind, own, others[one], worthy[one], stored.get(one), learned[one]))
            for one in chosen
        ],
    )


def learned_of(kind: str, own: Any, others: Mapping[int, Any], sides: Sides) -> dict[int, Adjustment]:
    """What the judgments of each pair's demand say of it, by the id of the other record; one query for all."""
    adjusters = sides.adjusters([own.id] if kind == DEMAND else list(others))
    found = {}
    for one, other in others.items():
        demand, achievement = _in_order(kind, own, other)
        adjuster = adjusters.get(demand.id)
        found[one] = adjuster.of(achievement.id, achievement.text.title) if adjuster else NOTHING_LEARNED
    return found


def adjusted(pair: Pair, learned: Adjustment) -> Pair:
    """The pair with what was learned in its score; the same from both sides."""
    if not learned.value:
        return pair
    total = round(max(0.0, pair.score.score + learned.value), SCORE_DIGITS)
    parts = {**pair.score.parts, "learned": learned.value}
    return replace(pair, score=replace(pair.score, score=total, parts=parts))


def _candidates(kind: str, own: Any) -> dict[int, float]:
    """Ids of the other side with their text scores, as far as the words have anything in common worth a look."""
    rank = ranking.rank_achievements if kind == DEMAND else ranking.rank_demands
    limit, common = current_app.config["MATCH_CANDIDATES"], vocabulary_words().common
    found = rank(engine(), own.text, limit=limit, common=common)
    return {one.id: one.score for one in found if one.score >= LEAST_TEXT_SCORE}


def _in_order(kind: str, own: Any, other: Any) -> tuple[DemandSide, AchievementSide]:
    return (own, other) if kind == DEMAND else (other, own)


def text_score(kind: str, own: Any, other: Any) -> float:
    demand, achievement = _in_order(kind, own, other)
    return ranking.score_pair(engine(), demand.text, achievement.text, common=vocabulary_words().common)


def _weigh(
    kind: str,
    own: Any,
    other: Any,
    text_score: float,
    words: Words,
    ranker: Ranker | None,
    *,
    read_prose: bool = True,
) -> Pair:
    demand, achievement = _in_order(kind, own, other)
    pair = weigh(demand, achievement, text_score, words.same_name, read_prose=read_prose)
    return reranked(pair, ranker)


def vocabulary_words() -> Words:
    """The vocabulary's words, remembered as long as the vocabulary stays the same."""
    present = thesaurus()
    known: Words | None = current_app.extensions.get("matching_words")
    if known is None or known.thesaurus is not present:
        known = current_app.extensions["matching_words"] = Words(present)
    return known


def reasons_of(
    kind: str,
    own: Any,
    other: Any,
    pair: Pair,
    stored: Mapping[str, Any] | None,
    learned: Adjustment = NOTHING_LEARNED,
) -> dict[str, Any] | None:
    """What a page says of the pair beside its findings, as codes and words; None when that is stored already."""
    demand, achievement = _in_order(kind, own, other)
    facts = {"codes": dict(pair.score.codes), "industries": list(pair.score.industries)}
    taught = learned.as_reasons()
    texts = digest(demand, achievement)
    if (
        stored
        and stored["digest"] == texts
        and all(stored[name] == value for name, value in facts.items())
        and {name: stored[name] for name in LEARNED if name in stored} == taught
    ):
        return None
    common = vocabulary_words().common
    shared = ranking.shared_strings(engine(), demand.text, achievement.text, limit=SHARED_STRINGS, common=common)
    return {
        "shared": [[one.text, one.share] for one in shared],
        "synonyms": vocabulary_words().said_differently(demand, achievement),
        "digest": texts,
        **facts,
        **taught,
    }
