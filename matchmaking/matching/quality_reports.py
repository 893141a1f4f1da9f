"""Computes the figures of the page 匹配质量, for the city and for each county, from judgments and stored matches."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.matching.fitting import Cases, cases
from matchmaking.matching.judgment_models import BROKER, CURRENT, Judgment
from matchmaking.matching.measures import (
    FEWEST_DEMANDS,
    FIGURES,
    GOOD,
    as_json,
    calibration,
    estimates,
    figures_by_demand,
)
from matchmaking.matching.models import Match
from matchmaking.matching.quality_cases import Said, Stored, said_by_brokers, stored_cases
from matchmaking.matching.quality_models import CITY, FORM
from matchmaking.matching.scoring import FAIR, LOOK, STRONG
from matchmaking.vocabulary.queries import terms

MONTHS = 12
# From so many graded achievements on a demand is re-ranked by its own judgments.
OWN_JUDGMENTS = 10
# What fewer organisations said could be traced to one of them.
FEWEST_ORGANISATIONS = 3
Values = Mapping[int, Mapping[int, Stored]]
One = TypeVar("One")


@dataclass(frozen=True)
class Listed:
    """One published demand as coverage counts it."""

    id: int
    county: str | None
    industries: tuple[str, ...]
    # In which it was published: 2026-11.
    month: str
    has_match: bool
    has_fair: bool


@dataclass(frozen=True)
class Material:
    """Everything that reports are made of, read once."""

    said: Sequence[Said]
    stored: Values
    # (side, judge, counties of both records)
    sides: Sequence[tuple[str, str, tuple[str | None, str | None]]]
    demands: Sequence[Listed]
    usable: Cases


def material() -> Material:
    """Read what the reports need; call it inside of a transaction."""
    said = said_by_brokers()
    return Material(said, stored_cases({one.demand_id for one in said}), _sides(), _published(), cases())


def _sides() -> list[tuple[str, str, tuple[str | None, str | None]]]:
    query = (
        select(Judgment.side, Judgment.judge_key, Demand.county_code, Achievement.county_code)
        .join(Demand, Demand.id == Judgment.demand_id)
        .join(Achievement, Achievement.id == Judgment.achievement_id)
        .where(Judgment.side != BROKER, Judgment.state == CURRENT)
    )
    return [(row[0], row[1], (row[2], row[3])) for row in current_session().execute(query)]


def _published() -> list[Listed]:
    session = current_session()
    matched = set(session.scalars(select(Match.demand_id).distinct()))
    fair = set(session.scalars(select(Match.demand_id).where(Match.band.in_((STRONG, FAIR))).distinct()))
    query = select(Demand.id, Demand.county_code, Demand.industry_codes, Demand.published_at)
    query = query.where(Demand.state == PUBLISHED, Demand.published_at.is_not(None))
    return [
        Listed(row[0], row[1], tuple(row[2] or ()), _month(row[3]), row[0] in matched, row[0] in fair)
        for row in session.execute(query.order_by(Demand.id))
    ]


def reports(found: Material) -> dict[str, dict[str, Any]]:
    """Scope → its report, for the city and every county."""
    codes = [one.code for one in terms("county")]
    return {scope: report(found, scope) for scope in (CITY, *codes)}


def report(found: Material, scope: str = CITY) -> dict[str, Any]:
    """All figures of one scope as plain data. A figure over too few demands is None."""

    def here(county: str | None) -> bool:
        return scope in (CITY, county)

    said = [one for one in found.said if here(one.county)]
    demands = [one for one in found.demands if here(one.county)]
    sides = [one for one in found.sides if scope == CITY or scope in one[2]]
    return {
        "form": FORM,
        "judgments": _counts(said, sides),
        "usable": {"judgments": len(found.usable.said), "demands": found.usable.demand_count},
        "figures": _figures(said, found.stored),
        "coverage": _coverage(demands, {one.demand_id for one in said}),
        "bands": _bands(said, found.stored),
        "months": _months(said, demands, found.stored),
        "industries": _industries(said, demands, found.stored),
        "versions": dict(sorted(Counter(one.model_version or "" for one in said).items())),
    }


def _counts(said: Sequence[Said], sides: Sequence[tuple[str, str, Any]]) -> dict[str, Any]:
    by_demand = defaultdict(set)
    for one in said:
        by_demand[one.demand_id].add(one.achievement_id)
    judges = {one[1] for one in sides}
    return {
        "total": len(said),
        "pairs": sum(map(len, by_demand.values())),
        "demands": len(by_demand),
        "brokers": len({one.judge_id for one in said}),
        "good": sum(one.grade >= GOOD for one in said),
        "sample": sum(one.is_sample for one in said),
        "reordered": sum(len(pairs) >= OWN_JUDGMENTS for pairs in by_demand.values()),
        # Not even the number when it could be traced to one organisation.
        "sides": len(sides) if len(judges) >= FEWEST_ORGANISATIONS or not sides else None,
        "organisations": len(judges) if len(judges) >= FEWEST_ORGANISATIONS or not sides else None,
    }


def _figures(said: Sequence[Said], stored: Values) -> dict[str, Any] | None:
    """Order figures by the scores that stood on the screen, list figures by the present lists."""
    judged: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    run: dict[Hashable, dict[Hashable, float]] = defaultdict(dict)
    for one in said:
        judged[one.demand_id][one.achievement_id].append(one.grade)
        match = stored.get(one.demand_id, {}).get(one.achievement_id)
        score = one.score if one.score is not None else match.score if match else None
        # The first who judged saw the order that nobody had touched.
        if score is not None:
            run[one.demand_id].setdefault(one.achievement_id, score)
    grades = {
        demand: {one: sum(marks) / len(marks) for one, marks in pairs.items()} for demand, pairs in judged.items()
    }
    ranked = {demand: {one: match.score for one, match in stored.get(demand, {}).items()} for demand in grades}
    by_demand = figures_by_demand(run, grades, ranked)
    if len(by_demand) < FEWEST_DEMANDS:
        return None
    return {**as_json(estimates(by_demand, FIGURES)), "demands": len(by_demand)}


def _coverage(demands: Sequence[Listed], judged: set[int]) -> dict[str, int]:
    return {
        "demands": len(demands),
        "matched": sum(one.has_match for one in demands),
        "fair": sum(one.has_fair for one in demands),
        "judged": sum(one.id in judged for one in demands),
    }


def _bands(said: Sequence[Said], stored: Values) -> list[dict[str, Any]]:
    """For each word of a match how often brokers found the pair good; the word is the one that stood there."""
    names, grades, demands = [], [], defaultdict(set)
    for one in said:
        band = _band(one, stored)
        if band is not None:
            names.append(band)
            grades.append(one.grade)
            demands[band].add(one.demand_id)
    steps = {step.name: step for step in calibration(names, grades)}
    return [
        {
            "band": band,
            "count": steps[band].count,
            "observed": round(steps[band].observed, 4) if len(demands[band]) >= FEWEST_DEMANDS else None,
        }
        for band in (STRONG, FAIR, LOOK)
        if band in steps
    ]


def _month(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m}"


def _months(said: Sequence[Said], demands: Sequence[Listed], stored: Values) -> list[dict[str, Any]]:
    """Judgments by the month in which they were given, demands by the month in which they were published."""
    by_month = _grouped(said, lambda one: (_month(one.at),))
    published = _grouped(demands, lambda one: (one.month,))
    names = sorted(by_month.keys() | published.keys())[-MONTHS:]
    return [{"month": name, **_line(by_month.get(name, []), published.get(name, []), stored)} for name in names]


def _industries(said: Sequence[Said], demands: Sequence[Listed], stored: Values) -> list[dict[str, Any]]:
    by_industry = _grouped(said, lambda one: one.industries)
    published = _grouped(demands, lambda one: one.industries)
    return [
        {"code": term.code, **_line(by_industry.get(term.code, []), published.get(term.code, []), stored)}
        for term in terms("industry")
        if term.code in by_industry or term.code in published
    ]


def _line(said: Sequence[Said], demands: Sequence[Listed], stored: Values) -> dict[str, Any]:
    return {
        "judgments": len(said),
        "demands": len({one.demand_id for one in said}),
        "figures": _figures(said, stored),
        "kept": _kept(said, stored),
        "coverage": _coverage(demands, {one.demand_id for one in said}),
    }


def _kept(said: Sequence[Said], stored: Values) -> float | None:
    """Of the pairs that were called 很吻合 or 较吻合, the share that brokers found good; None over too few demands."""
    called = [one for one in said if _band(one, stored) in (STRONG, FAIR)]
    if len({one.demand_id for one in called}) < FEWEST_DEMANDS:
        return None
    return round(sum(one.grade >= GOOD for one in called) / len(called), 4)


def _band(one: Said, stored: Values) -> str | None:
    """The word that stood beside a pair; where that was not kept, the present one."""
    match = stored.get(one.demand_id, {}).get(one.achievement_id)
    return one.band or (match.band if match else None)


def _grouped(rows: Sequence[One], keys: Callable[[One], Sequence[str]]) -> dict[str, list[One]]:
    found: dict[str, list[One]] = defaultdict(list)
    for one in rows:
        for key in keys(one):
            found[key].append(one)
    return found
