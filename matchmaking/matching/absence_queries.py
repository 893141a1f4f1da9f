"""Collects what is known of a pair that somebody asks about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.jobs import RUNNING, WAITING, Job
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import is_public
from matchmaking.listings.disclosure import name_shown
from matchmaking.listings.documents import copy_group
from matchmaking.listings.queries import count_of
from matchmaking.matching import queries
from matchmaking.matching.absence import DISPLACED, Facts, absence
from matchmaking.matching.evidence import achievement_side, demand_side
from matchmaking.matching.finding import candidates
from matchmaking.matching.judgment_models import DISMISSING, Judgment
from matchmaking.matching.judgment_queries import current_judgments, own_keys
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.services import weigh_pair
from matchmaking.matching.weighing import vocabulary_words
from matchmaking.matching.word_gaps import Gap, gaps
from matchmaking.search.engine import IndexUnavailable

# The jobs after which a pair may be a match; the list of waiting ones is short or the answer is "later" anyway.
FOLLOWING = ("search.follow", "matching.rematch", "matching.rematch_many")
MOST_JOBS = 200
BEST = 3


@dataclass(frozen=True)
class Answer:
    """Why a pair is not among the matches: the codes, the pair as weighed now, and what belongs to the reasons."""

    codes: Sequence[str]
    facts: Facts
    match: Match | None
    put_aside: Sequence[Judgment]
    better: Sequence[Match]
    # How many better matches of the demand and of the achievement this viewer may know of.
    better_counts: tuple[int, int]
    demand_gaps: Sequence[Gap]
    achievement_gaps: Sequence[Gap]


def why_not(viewer: Viewer, demand: Demand, achievement: Achievement) -> Answer:
    """Everything that keeps the pair out of the lists of this viewer; no codes when it is in them."""
    stored = queries.find_match(demand.id, achievement.id)
    aside = _put_aside(viewer, demand, achievement)
    match, has_index = stored, True
    if match is None:
        try:
            match = weigh_pair(demand, achievement)
            match.demand, match.achievement = demand, achievement
        except IndexUnavailable:
            has_index = False
    facts = _facts(viewer, demand, achievement, match, is_stored=stored is not None, has_index=has_index)
    facts = replace(facts, is_put_aside=bool(aside))
    codes = absence(facts)
    ours, theirs = demand_side(demand), achievement_side(achievement)
    thesaurus = vocabulary_words().thesaurus
    said, answered = f"{ours.text.title}\n{ours.text.body}", f"{theirs.text.title}\n{theirs.text.body}"
    return Answer(
        codes=codes,
        facts=facts,
        match=match,
        put_aside=aside,
        better=queries.matches_of(DEMAND, demand.id, BEST, viewer) if codes else [],
        better_counts=_counts(viewer, demand.id, achievement.id, match) if DISPLACED in codes else (0, 0),
        demand_gaps=gaps(
            thesaurus, [ours.text.title, ours.text.body], demand.keywords, answered, ours.facts.industries
        ),
        achievement_gaps=gaps(
            thesaurus, [theirs.text.title, theirs.text.body], achievement.keywords, said, theirs.facts.industries
        ),
    )


def _facts(
    viewer: Viewer, demand: Demand, achievement: Achievement, match: Match | None, *, is_stored: bool, has_index: bool
) -> Facts:
    # Whose a demand is must not be learned by asking about the achievements of every organisation in turn.
    is_same = demand.organisation_id == achievement.organisation_id and name_shown(viewer, demand)
    known: dict[str, Any] = {
        "demand_state": demand.state,
        "achievement_state": achievement.state,
        "is_for_everybody": is_public(demand) or not demand.is_published,
        "is_same_organisation": is_same,
        "is_stored": is_stored,
        "has_index": has_index,
    }
    if match is None or is_stored:
        return Facts(**known)
    kept = current_app.config["MATCHES_KEPT"]
    return Facts(
        **known,
        text_score=match.text_score,
        score=match.score - match.parts.get("learned", 0.0),
        field_code=match.reasons["codes"].get("field", ""),
        verdicts=[(one.importance, one.verdict) for one in match.findings],
        kept=kept,
        better_for_demand=_better(DEMAND, demand.id, match.score),
        better_for_achievement=_better(ACHIEVEMENT, achievement.id, match.score),
        is_waiting=_is_waiting(demand.id, achievement.id),
        **_candidates(demand, achievement),
    )


def _put_aside(viewer: Viewer, demand: Demand, achievement: Achievement) -> list[Judgment]:
    """What the viewer or a colleague said so that the pair left their lists."""
    pair = (demand.id, achievement.id)
    keys = own_keys(viewer)
    said = current_judgments([pair]).get(pair, []) if keys else []
    return [one for one in said if one.judge_key in keys and one.verdict in DISMISSING]


def _better(kind: str, record_id: int, score: float) -> int:
    query = select(func.count(Match.id)).where(queries.own_column(kind) == record_id, Match.score > score)
    return current_session().scalar(query) or 0


def _counts(viewer: Viewer, demand_id: int, achievement_id: int, match: Match | None) -> tuple[int, int]:
    """The same for what the viewer may see: others may hold matches with demands for a chosen few."""
    score = match.score if match else 0.0
    seen = queries.public_matches(viewer).where(Match.score > score)
    return (
        count_of(seen.where(Match.demand_id == demand_id)),
        count_of(seen.where(Match.achievement_id == achievement_id)),
    )


def _is_waiting(demand_id: int, achievement_id: int) -> bool:
    """Whether work that may still make the pair a match has not been done."""
    query = select(Job.payload).where(Job.state.in_([WAITING, RUNNING]), Job.name.in_(FOLLOWING)).limit(MOST_JOBS)
    wanted = {DEMAND: demand_id, ACHIEVEMENT: achievement_id}
    for payload in current_session().scalars(query):
        ids = [payload["record_id"]] if "record_id" in payload else payload.get("ids", ())
        if wanted.get(payload.get("kind", "")) in ids:
            return True
    return False


def _candidates(demand: Demand, achievement: Achievement) -> dict[str, bool]:
    """Whether the index names either record when it is asked for the other, or a copy of it instead."""
    found = candidates(DEMAND, demand_side(demand)).keys()
    asked = candidates(ACHIEVEMENT, achievement_side(achievement)).keys()
    is_candidate = achievement.id in found or demand.id in asked
    has_twin = bool(found & _twins(Achievement, achievement) or asked & _twins(Demand, demand))
    return {"is_candidate": is_candidate, "has_twin": has_twin and not is_candidate}


def _twins(model: type[Demand] | type[Achievement], record: Demand | Achievement) -> set[int]:
    """The ids of other records of its organisation that the index takes for copies of it."""
    query = select(model).where(
        model.organisation_id == record.organisation_id, model.title == record.title, model.id != record.id
    )
    return {one.id for one in current_session().scalars(query) if copy_group(one) == copy_group(record)}
