"""Makes the stored matches equal to what was found; rows that did not change stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.demands.models import Demand
from matchmaking.matching import queries
from matchmaking.matching.evidence import Pair, achievement_side, demand_side
from matchmaking.matching.finding import Found
from matchmaking.matching.intervals import MET
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.weighing import Sides, adjusted, learned_for, reasons_of, text_score, weighed

# Scores move a little whenever the catalogue grows; a row is rewritten only for more than this.
SAME_SCORE = 0.002
# The version of a match whose words were taken out.
BLANK = ""


@dataclass(frozen=True)
class Before:
    """What a stored row said before it was written anew."""

    computed_at: datetime
    model_version: str
    band: str
    met: int


@dataclass
class Stored:
    """What became of the rows of a record: those that are new, and those that say something else than before.

    `is_quiet`: the rules changed and the record did not, so that nobody has to hear of what is new.
    """

    new: list[Match] = field(default_factory=list)
    changed: list[tuple[Match, Before]] = field(default_factory=list)
    is_quiet: bool = False


def store_matches(found: Found) -> Stored:
    """Make the stored rows equal to what was found. Rows that did not change stay."""
    session, stored = current_session(), Stored()
    present = queries.stored_rows(found.kind, found.record_id)
    wanted = {_other_id(found.kind, pair): (pair, reasons) for pair, reasons in found.pairs}
    stored.is_quiet = _only_rules_changed(found, present.values())
    gone = [row.id for one, row in present.items() if one not in wanted and not row.is_kept]
    if gone:
        session.execute(delete(Match).where(Match.id.in_(gone)))
    for one, (pair, reasons) in wanted.items():
        row = present.get(one)
        if row is None:
            row = Match(demand_id=pair.demand_id, achievement_id=pair.achievement_id)
            session.add(row)
            stored.new.append(row)
        elif is_same(row, pair, reasons):
            continue
        else:
            stored.changed.append((row, before_of(row)))
        _write(row, pair, row.reasons if reasons is None else reasons)
    # Rows that are among the best of neither record any more are found by a query; of a batch of records that were all
    # weighed before the first was stored, it also takes back what nobody's best would have let in.
    session.flush()
    displaced = set(queries.surplus_ids(found.kind, list(wanted), current_app.config["MATCHES_KEPT"])) if wanted else ()
    if displaced:
        session.execute(delete(Match).where(Match.id.in_(displaced)))
        stored.new = [row for row in stored.new if row.id not in displaced]
        stored.changed = [(row, before) for row, before in stored.changed if row.id not in displaced]
    return stored


def _only_rules_changed(found: Found, present: Iterable[Match]) -> bool:
    """Whether the stored rows of a record are by other rules, and the record is as it was when they were written."""
    stored = {row.model_version: row.computed_at for row in present if row.model_version != BLANK}
    if not stored or not found.pairs or found.pairs[0][0].model_version in stored:
        return False
    record = current_session().get(Demand if found.kind == DEMAND else Achievement, found.record_id)
    return record is not None and record.updated_at <= max(stored.values())


def before_of(row: Match) -> Before:
    """What a row says now, before it is written anew."""
    met = sum(finding.verdict == MET for finding in row.findings)
    return Before(row.computed_at, row.model_version, row.band, met)


def forget_matches(kind: str, ids: Sequence[int]) -> None:
    """Delete the matches of records that are no longer public; what somebody has chosen or added stays."""
    if ids:
        current_session().execute(delete(Match).where(queries.own_column(kind).in_(ids), queries.not_kept()))


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
    pair = weighed(one, other, text_score(one, other), sides)
    pair = adjusted(pair, learned_for(one, other, pair.findings, sides))
    row = Match(demand_id=demand.id, achievement_id=achievement.id)
    _write(row, pair, reasons_of(one, other, pair, None, sides) or {})
    return row


def _other_id(kind: str, pair: Pair | Match) -> int:
    return pair.achievement_id if kind == DEMAND else pair.demand_id


def match_values(pair: Pair, reasons: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the row of a pair, without those that say which pair it is."""
    return {
        "score": pair.score.score,
        "text_score": pair.text_score,
        "band": pair.band,
        "must_missed_count": pair.must_missed_count,
        "parts": dict(pair.score.parts),
        "reasons": dict(reasons),
        "model_version": pair.model_version,
        "computed_at": now(),
    }


def finding_values(pair: Pair) -> list[dict[str, Any]]:
    """The columns of the findings of a pair, in their order."""
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


def is_same(row: Match, pair: Pair, reasons: Mapping[str, Any] | None) -> bool:
    """Whether a stored row already says this; a score that only drifted is the same."""
    if reasons is not None or row.model_version != pair.model_version:
        return False
    if row.band != pair.band or abs(row.score - pair.score.score) > SAME_SCORE:
        return False
    return same_findings(row, finding_values(pair))


def same_findings(row: Match, values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the stored findings of a row are these."""
    if len(values) != len(row.findings):
        return False
    return all(
        getattr(finding, name) == value
        for finding, one in zip(row.findings, values, strict=True)
        for name, value in one.items()
    )


def _write(row: Match, pair: Pair, reasons: Mapping[str, Any]) -> None:
    for name, value in match_values(pair, reasons).items():
        setattr(row, name, value)
    values = finding_values(pair)
    for place, one in enumerate(values):
        if place == len(row.findings):
            row.findings.append(Finding())
        for name, value in one.items():
            setattr(row.findings[place], name, value)
    del row.findings[len(values) :]
