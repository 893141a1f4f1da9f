"""Weighs pairs with everything that counts beside their own words: vocabulary, ranker, judgments; and says why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from flask import current_app

from matchmaking.achievements import documents as achievement_documents
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import documents as demand_documents
from matchmaking.matching import ranking
from matchmaking.matching.adjusting import LEARNED, NOTHING_LEARNED, Adjuster, Adjustment
from matchmaking.matching.comparison import Finding
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
from matchmaking.matching.meaning import Meaning, present_meaning
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.reranking import Ranker, named_after, present_ranker, reranked
from matchmaking.matching.scoring import SCORE_DIGITS, is_worth_keeping
from matchmaking.matching.shared_strings import Prepared, explained, prepared_achievement, prepared_demand
from matchmaking.search.registry import engine
from matchmaking.vocabulary.queries import thesaurus

SHARED_STRINGS = 8


def vocabulary_words() -> Words:
    """The vocabulary's words, remembered as long as the vocabulary stays the same."""
    present = thesaurus()
    known: Words | None = current_app.extensions.get("matching_words")
    if known is None or known.thesaurus is not present:
        known = current_app.extensions["matching_words"] = Words(present)
    return known


class Sides:
    """The records of one run, read once each. Use it inside of a transaction."""

    def __init__(self) -> None:
        self._demands: dict[int, DemandSide | None] = {}
        self._achievements: dict[int, AchievementSide | None] = {}
        self._adjusters: dict[int, Adjuster | None] = {}
        self._prepared_demands: dict[int, Prepared] = {}
        self._prepared_achievements: dict[int, Prepared] = {}

    @cached_property
    def ranker(self) -> Ranker | None:
        """The learned ranker, the same for the whole run; whoever switches it starts a run of everything."""
        return present_ranker()

    @cached_property
    def meaning(self) -> Meaning | None:
        """What measures meaning, the same for the whole run."""
        return present_meaning()

    def nearness(self, demand: DemandSide, achievement: AchievementSide) -> float | None:
        """How near a pair is in meaning; None when nothing measures it."""
        if self.meaning is None:
            return None
        return float(self.meaning.similarities(demand.text, [achievement.text])[0])

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

    def prepared(self, demand: DemandSide, achievement: AchievementSide) -> tuple[Prepared, Prepared]:
        """The texts of a pair ready for `explained`. Raises IndexUnavailable."""
        words = vocabulary_words()
        if demand.id not in self._prepared_demands:
            self._prepared_demands[demand.id] = prepared_demand(
                engine(), demand.text, common=words.common, cut=words.cut
            )
        if achievement.id not in self._prepared_achievements:
            self._prepared_achievements[achievement.id] = prepared_achievement(
                engine(), achievement.text, common=words.common, cut=words.cut
            )
        return self._prepared_demands[demand.id], self._prepared_achievements[achievement.id]

    def forget_achievements(self) -> None:
        """Let go of the achievements; a run of everything reads each only once."""
        self._achievements.clear()
        self._prepared_achievements.clear()


def in_order(kind: str, own: Any, other: Any) -> tuple[DemandSide, AchievementSide]:
    """The demand first, whichever record is asked from."""
    return (own, other) if kind == DEMAND else (other, own)


def text_score(demand: DemandSide, achievement: AchievementSide) -> float:
    """How much the words of a pair have in common. Raises IndexUnavailable."""
    words = vocabulary_words()
    return ranking.score_pair(
        engine(), demand.text, achievement.text, common=words.common, others=words.others_of(demand)
    )


def weighed(
    demand: DemandSide, achievement: AchievementSide, words_score: float, sides: Sides, *, read_prose: bool = True
) -> Pair:
    """A pair weighed by the rules and the ranker, before its judgments."""
    same_name, nearness = vocabulary_words().same_name, sides.nearness(demand, achievement)
    pair = weigh(demand, achievement, words_score, same_name, read_prose=read_prose, meaning=nearness)
    pair = reranked(pair, sides.ranker)
    return replace(pair, model_version=named_after(pair.model_version, sides.meaning))


def learned_for(
    demand: DemandSide, achievement: AchievementSide, findings: Sequence[Finding], sides: Sides
) -> Adjustment:
    """What the judgments of the demand say of a pair with these findings."""
    adjuster = sides.adjusters([demand.id]).get(demand.id)
    if adjuster is None:
        return NOTHING_LEARNED
    met = frozenset(one.name for one in findings if one.verdict == "MET")
    return adjuster.of(achievement.id, achievement.text.title, met)


def roughly(demand: DemandSide, achievement: AchievementSide, words_score: float, sides: Sides) -> float:
    """The score of a pair as far as it shows without reading the achievement's prose."""
    pair = weighed(demand, achievement, words_score, sides, read_prose=False)
    return pair.score.score + learned_for(demand, achievement, pair.findings, sides).value


def worthy(
    demand: DemandSide, achievement: AchievementSide, words_score: float, sides: Sides, *, is_kept: bool = False
) -> Pair | None:
    """The pair as it is stored, or None when nothing but a common word speaks for it.

    Whether a pair is worth anything is said by what the two records say; judgments only order. `is_kept`: somebody
    chose it or put it into the list, so that it is weighed however little speaks for it.
    """
    pair = weighed(demand, achievement, words_score, sides)
    if not is_kept and not is_worth_keeping(pair.text_score, pair.score, pair.findings):
        return None
    return adjusted(pair, learned_for(demand, achievement, pair.findings, sides))


def adjusted(pair: Pair, learned: Adjustment) -> Pair:
    """The pair with what was learned in its score; the same from both sides."""
    if not learned.value:
        return pair
    total = round(min(1.0, max(0.0, pair.score.score + learned.value)), SCORE_DIGITS)
    parts = {**pair.score.parts, "learned": learned.value}
    return replace(pair, score=replace(pair.score, score=total, parts=parts))


def reasons_of(
    demand: DemandSide, achievement: AchievementSide, pair: Pair, stored: Mapping[str, Any] | None, sides: Sides
) -> dict[str, Any] | None:
    """What a page says of the pair beside its findings, as codes and words; None when that is stored already."""
    facts = {"codes": dict(pair.score.codes), "industries": list(pair.score.industries)}
    taught = learned_for(demand, achievement, pair.findings, sides).as_reasons()
    texts = digest(demand, achievement)
    if (
        stored
        and stored["digest"] == texts
        and all(stored[name] == value for name, value in facts.items())
        and {name: stored[name] for name in LEARNED if name in stored} == taught
    ):
        return None
    texts_ready = sides.prepared(demand, achievement)
    shared = explained(*texts_ready, SHARED_STRINGS)
    synonyms = vocabulary_words().said_differently(demand, achievement)
    return {
        "shared": [[one.text, one.share] for one in shared],
        "synonyms": synonyms,
        "digest": texts,
        **(_through_synonyms(*texts_ready, pair.text_score) if synonyms else {}),
        **facts,
        **taught,
    }


def _through_synonyms(demand: Prepared, achievement: Prepared, words_score: float) -> dict[str, float]:
    """How much of the score of the words comes from other names of them; nothing where they speak for themselves."""
    theirs = achievement.values
    alone = sum(weight * theirs.get(term, 0.0) for term, weight in demand.values.items())
    gained = round(words_score - round(alone, ranking.DIGITS), SCORE_DIGITS)
    return {"through_synonyms": gained} if gained > 0 else {}
