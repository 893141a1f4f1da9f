"""Finds the matches of a record, stores what changed, and tells both sides once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import delete

from matchmaking.achievements import documents as achievement_documents
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.matching import queries, ranking
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
from matchmaking.matching.judgment_queries import is_dismissed
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.scoring import LEAST_TEXT_SCORE, LOOK, MODEL_VERSION, is_worth_keeping
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.search.registry import engine
from matchmaking.vocabulary.queries import thesaurus

SHARED_STRINGS = 8
# Scores move a little whenever the catalogue grows; a row is rewritten only for more than this.
SAME_SCORE = 0.002
# The version of a match whose words were taken out.
BLANK = ""


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
            scores[one] = _text_score(kind, own, others[one])
    words = vocabulary_words()
    pairs = {
        one: _weigh(kind, own, other, scores[one], words, read_prose=False)
        for one, other in others.items()
        if other.organisation_id != own.organisation_id and scores[one] >= LEAST_TEXT_SCORE
    }
    best = sorted(pairs, key=lambda one: (-pairs[one].score.score, one))[: 3 * kept]
    full = {one: _weigh(kind, own, others[one], scores[one], words) for one in best}
    worthy = {one: pair for one, pair in full.items() if is_worth_keeping(pair.text_score, pair.score, pair.findings)}
    entrance = queries.entrance_scores(kind, record_id, list(worthy), kept)
    ordered = sorted(worthy, key=lambda one: (-worthy[one].score.score, one))
    chosen = [
        one for place, one in enumerate(ordered)
        if place < kept or worthy[one].score.score > entrance.get(one, 0.0)
    ]  # fmt: skip
    return Found(
        kind,
        record_id,
        [(worthy[one], _reasons(kind, own, others[one], worthy[one], stored.get(one))) for one in chosen],
    )


def store_matches(found: Found) -> list[Match]:
    """Make the stored rows equal to what was found; return those that are new. Rows that did not change stay."""
    session = current_session()
    present = queries.stored_rows(found.kind, found.record_id)
    wanted = {_other_id(found.kind, pair): (pair, reasons) for pair, reasons in found.pairs}
    gone = [row.id for one, row in present.items() if one not in wanted and not row.is_wanted]
    if gone:
        session.execute(delete(Match).where(Match.id.in_(gone)))
    new = []
    for one, (pair, reasons) in wanted.items():
        row = present.get(one)
        if row is None:
            row = Match(demand_id=pair.demand_id, achievement_id=pair.achievement_id)
            session.add(row)
            new.append(row)
        elif _is_same(row, pair, reasons):
            continue
        _write(row, pair, row.reasons if reasons is None else reasons)
    # The rows that were displaced are found by a query.
    session.flush()
    if new:
        displaced = queries.surplus_ids(
            found.kind, [_other_id(found.kind, row) for row in new], current_app.config["MATCHES_KEPT"]
        )
        if displaced:
            session.execute(delete(Match).where(Match.id.in_(displaced)))
            new = [row for row in new if row.id not in displaced]
    return new


def rematch(kind: str, record_id: int) -> list[Match]:
    """Find and store the matches of one record in the present transaction, and tell those concerned."""
    new = store_matches(find_matches(kind, record_id))
    tell_both_sides(new)
    return new


def forget_matches(kind: str, ids: Sequence[int]) -> None:
    """Delete the matches of records that are no longer public; what somebody has chosen stays."""
    if ids:
        current_session().execute(delete(Match).where(queries.own_column(kind).in_(ids), Match.wanted_at.is_(None)))


def blank_matches(kind: str, record_id: int) -> None:
    """Take everything out of the stored matches of a record that its text says; the next run writes them anew."""
    for row in queries.stored_rows(kind, record_id).values():
        row.findings.clear()
        row.must_missed_count = 0
        row.reasons = {"shared": [], "synonyms": [], "digest": 0, "codes": {}, "industries": []}
        row.model_version = BLANK


def weigh_pair(demand: Demand, achievement: Achievement) -> Match:
    """The match of any two records, computed now and not stored. Raises IndexUnavailable."""
    one, other = demand_side(demand), achievement_side(achievement)
    pair = weigh(one, other, _text_score(DEMAND, one, other), vocabulary_words().same_name)
    row = Match(demand_id=demand.id, achievement_id=achievement.id)
    _write(row, pair, _reasons(DEMAND, one, other, pair, None) or {})
    return row


def tell_both_sides(matches: Sequence[Match]) -> int:
    """Tell the people of both organisations of matches that are good enough, once; return how many were told of."""
    told = 0
    for match in matches:
        if match.notified_at or match.band == LOOK or match.score < current_app.config["MATCH_NOTICE_SCORE"]:
            continue
        demand = current_session().get_one(Demand, match.demand_id)
        achievement = current_session().get_one(Achievement, match.achievement_id)
        if is_over(demand.deadline_on):
            continue
        match.notified_at = now()
        path = path_to("matching.show_match", demand_id=demand.id, achievement_id=achievement.id)
        met = sum(one.verdict == "MET" for one in match.findings)
        words = {
            "demand": demand.title, "achievement": achievement.title, "met": met, "criteria": len(match.findings),
            "band": match.band,
        }  # fmt: skip
        once = notice_key(demand.id, achievement.id)
        for kind, organisation_id in (
            ("matching.for_demand", demand.organisation_id),
            ("matching.for_achievement", achievement.organisation_id),
        ):
            if kind == "matching.for_achievement" and not may_be_shown_to(demand, organisation_id):
                continue
            if not is_dismissed(demand.id, achievement.id, organisation_id):
                notify(writer_ids(organisation_id), kind, once, path, **words)
        told += 1
    return told


def notice_key(demand_id: int, achievement_id: int) -> str:
    """Under which key people are told of a pair, once."""
    return f"match:{demand_id}:{achievement_id}"


def _candidates(kind: str, own: Any) -> dict[int, float]:
    """Ids of the other side with their text scores, as far as the words have anything in common worth a look."""
    rank = ranking.rank_achievements if kind == DEMAND else ranking.rank_demands
    limit, common = current_app.config["MATCH_CANDIDATES"], vocabulary_words().common
    found = rank(engine(), own.text, limit=limit, common=common)
    return {one.id: one.score for one in found if one.score >= LEAST_TEXT_SCORE}


def _in_order(kind: str, own: Any, other: Any) -> tuple[DemandSide, AchievementSide]:
    return (own, other) if kind == DEMAND else (other, own)


def _text_score(kind: str, own: Any, other: Any) -> float:
    demand, achievement = _in_order(kind, own, other)
    return ranking.score_pair(engine(), demand.text, achievement.text, common=vocabulary_words().common)


def _weigh(kind: str, own: Any, other: Any, text_score: float, words: Words, *, read_prose: bool = True) -> Pair:
    demand, achievement = _in_order(kind, own, other)
    return weigh(demand, achievement, text_score, words.same_name, read_prose=read_prose)


def vocabulary_words() -> Words:
    """The vocabulary's words, remembered as long as the vocabulary stays the same."""
    present = thesaurus()
    known: Words | None = current_app.extensions.get("matching_words")
    if known is None or known.thesaurus is not present:
        known = current_app.extensions["matching_words"] = Words(present)
    return known


def _reasons(kind: str, own: Any, other: Any, pair: Pair, stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a page says of the pair beside its findings, as codes and words; None when that is stored already."""
    demand, achievement = _in_order(kind, own, other)
    facts = {"codes": dict(pair.score.codes), "industries": list(pair.score.industries)}
    texts = digest(demand, achievement)
    if stored and stored["digest"] == texts and all(stored[name] == value for name, value in facts.items()):
        return None
    common = vocabulary_words().common
    shared = ranking.shared_strings(engine(), demand.text, achievement.text, limit=SHARED_STRINGS, common=common)
    return {
        "shared": [[one.text, one.share] for one in shared],
        "synonyms": vocabulary_words().said_differently(demand, achievement),
        "digest": texts,
        **facts,
    }


def _other_id(kind: str, pair: Pair | Match) -> int:
    return pair.achievement_id if kind == DEMAND else pair.demand_id


def _finding_values(pair: Pair) -> list[dict[str, Any]]:
    return [
        {
            "position": place,
            "name": one.name,
            "importance": one.importance,
            "verdict": one.verdict,
            "wanted": one.requirement_text,
            "offered": one.offer_text,
            "reason_code": one.reason.code,
            "reason": one.reason.parameters(),
            "margin": None if one.margin is None else round(one.margin, 6),
            "source": one.source,
            "sentence": one.sentence,
            "evidence_kind": one.evidence_kind,
        }
        for place, one in enumerate(pair.findings)
    ]


def _is_same(row: Match, pair: Pair, reasons: Mapping[str, Any] | None) -> bool:
    """Whether a stored row already says this; a score that only drifted is the same."""
    if reasons is not None or row.model_version != MODEL_VERSION:
        return False
    if row.band != pair.band or abs(row.score - pair.score.score) > SAME_SCORE:
        return False
    values = _finding_values(pair)
    if len(values) != len(row.findings):
        return False
    return all(
        getattr(finding, name) == value
        for finding, one in zip(row.findings, values, strict=True)
        for name, value in one.items()
    )


def _write(row: Match, pair: Pair, reasons: Mapping[str, Any]) -> None:
    row.score, row.text_score, row.band = pair.score.score, pair.text_score, pair.band
    row.must_missed_count = pair.must_missed_count
    row.parts, row.reasons = dict(pair.score.parts), dict(reasons)
    row.model_version, row.computed_at = MODEL_VERSION, now()
    values = _finding_values(pair)
    for place, one in enumerate(values):
        if place == len(row.findings):
            row.findings.append(Finding())
        for name, value in one.items():
            setattr(row.findings[place], name, value)
    del row.findings[len(values) :]


__all__ = [
    "ACHIEVEMENT", "DEMAND", "Found", "Sides", "find_matches", "forget_matches", "rematch", "store_matches",
    "tell_both_sides", "weigh_pair",
]  # fmt: skip
