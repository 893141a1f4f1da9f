"""Makes the stored matches equal to what was found; rows that did not change stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import delete

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.demands.models import Demand
from matchmaking.matching import queries
from matchmaking.matching.evidence import Pair, achievement_side, demand_side
from matchmaking.matching.finding import Found
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.weighing import Sides, adjusted, learned_for, reasons_of, text_score, weighed

# Scores move a little whenever the catalogue grows; a row is rewritten only for more than this.
SAME_SCORE = 0.002
# The version of a match whose words were taken out.
BLANK = ""


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
    sides = Sides()
    pair = adjusted(weighed(one, other, text_score(one, other), sides), learned_for(one, other, sides))
    row = Match(demand_id=demand.id, achievement_id=achievement.id)
    _write(row, pair, reasons_of(one, other, pair, None, sides) or {})
    return row


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
    if reasons is not None or row.model_version != pair.model_version:
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
    row.model_version, row.computed_at = pair.model_version, now()
    values = _finding_values(pair)
    for place, one in enumerate(values):
        if place == len(row.findings):
            row.findings.append(Finding())
        for name, value in one.items():
            setattr(row.findings[place], name, value)
    del row.findings[len(values) :]
