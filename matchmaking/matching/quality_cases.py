"""What brokers said, beside what the rules made of the same pairs: the cases that figures and models start from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, pstdev
from typing import Any

from sqlalchemy import and_, case, func, select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.matching.judgment_models import BROKER, CURRENT, LEVELS, Judgment
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.reranking import PART

LEARNED = "learned"
AT_ONCE = 500


@dataclass(frozen=True)
class Said:
    """One broker's word of a pair. `score` and `band` are those that stood on the screen."""

    judgment_id: int
    demand_id: int
    achievement_id: int
    judge_id: int | None
    grade: int
    at: datetime
    score: float | None
    band: str | None
    model_version: str | None
    county: str | None
    industries: tuple[str, ...]
    is_sample: bool


@dataclass(frozen=True)
class Stored:
    """A stored match as the rules made it: without what was learned from judgments or added by a ranker."""

    score: float
    parts: Mapping[str, Any]
    band: str
    # The version of the rules, without a ranker's name.
    rules: str = ""
    # Shares of the demand's criteria; 0 without criteria.
    met: float = 0.0
    missed: float = 0.0
    # How far above the other matches of its demand, in standard deviations.
    standing: float = 0.0


def said_by_brokers() -> list[Said]:
    """Every broker's present word, in the order it was said."""
    query = (
        select(
            Judgment.id, Judgment.demand_id, Judgment.achievement_id, Judgment.user_id, Judgment.verdict,
            Judgment.created_at, Judgment.score, Judgment.band, Judgment.model_version, Demand.county_code,
            Demand.industry_codes, Demand.is_sample, Achievement.is_sample,
        )
        .join(Demand, Demand.id == Judgment.demand_id)
        .join(Achievement, Achievement.id == Judgment.achievement_id)
        .where(Judgment.side == BROKER, Judgment.state == CURRENT)
        .order_by(Judgment.id)
    )  # fmt: skip
    return [
        Said(
            row[0], row[1], row[2], row[3], LEVELS[row[4]], row[5], row[6], row[7], row[8], row[9],
            tuple(row[10] or ()), bool(row[11] or row[12]),
        )
        for row in current_session().execute(query)
    ]  # fmt: skip


def rules_of(version: str) -> str:
    """The rules that a score names, without the ranker: 2026.11.3 of 2026.11.3+r1."""
    return version.partition("+")[0]


def base_score(score: float, parts: Mapping[str, Any]) -> float:
    """The score as the rules alone made it."""
    return score - float(parts.get(PART, 0.0)) - float(parts.get(LEARNED, 0.0))


def stored_cases(demand_ids: Collection[int]) -> dict[int, dict[int, Stored]]:
    """demand → achievement → its stored match, for all matches of these demands."""
    found: dict[int, dict[int, Stored]] = {}
    ids = sorted(demand_ids)
    for start in range(0, len(ids), AT_ONCE):
        found.update(_stored(ids[start : start + AT_ONCE]))
    return found


def _stored(ids: Sequence[int]) -> dict[int, dict[int, Stored]]:
    verdicts = (
        select(
            Finding.match_id,
            func.count().label("total"),
            func.sum(case((Finding.verdict == "MET", 1), else_=0)).label("met"),
            func.sum(case((and_(Finding.verdict == "NOT_MET", Finding.importance == "must"), 1), else_=0)).label(
                "missed"
            ),
        )
        .join(Match, Match.id == Finding.match_id)
        .where(Match.demand_id.in_(ids))
        .group_by(Finding.match_id)
        .subquery()
    )
    query = (
        select(
            Match.demand_id, Match.achievement_id, Match.score, Match.parts, Match.band, Match.model_version,
            verdicts.c.total, verdicts.c.met, verdicts.c.missed,
        )
        .outerjoin(verdicts, verdicts.c.match_id == Match.id)
        .where(Match.demand_id.in_(ids))
    )  # fmt: skip
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in current_session().execute(query):
        rows[row.demand_id].append(row)
    return {demand_id: _with_standing(matches) for demand_id, matches in rows.items()}


def _with_standing(rows: Iterable[Any]) -> dict[int, Stored]:
    rows = list(rows)
    scores = [base_score(row.score, row.parts) for row in rows]
    places = standings(scores)
    return {
        row.achievement_id: Stored(
            score,
            row.parts,
            row.band,
            rules_of(row.model_version),
            (row.met or 0) / row.total if row.total else 0.0,
            (row.missed or 0) / row.total if row.total else 0.0,
            place,
        )
        for row, score, place in zip(rows, scores, places, strict=True)
    }


def standings(scores: Sequence[float]) -> list[float]:
    """How far each score is above the mean of its list, in standard deviations; 0 where the list is too short."""
    spread = pstdev(scores) if len(scores) > 2 else 0.0
    mean = fmean(scores) if scores else 0.0
    return [round((score - mean) / spread, 6) if spread > 1e-9 else 0.0 for score in scores]


def demand_texts(ids: Collection[int]) -> dict[int, str]:
    """demand → what it is about, to recognise demands that say the same."""
    query = select(Demand.id, Demand.title, Demand.problem).where(Demand.id.in_(sorted(ids)))
    return {row.id: f"{row.title}\n{row.problem or ''}" for row in current_session().execute(query)}
