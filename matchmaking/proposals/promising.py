"""From the criteria of a demand to the promises of a proposal, and measured values that may serve as a promise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.demands.models import Criterion, Demand
from matchmaking.listings.values import RANGE, TEXT, row_text
from matchmaking.matching.comparison import STATED_NAME
from matchmaking.matching.names import Synonyms, similarity
from matchmaking.proposals.models import Promise

# What a team fills in; everything else of a promise comes from the criterion.
FIELDS = ("answer", "value_low", "value_high", "text", "unit", "condition", "note")
MOST_SUGGESTIONS = 3
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Suggestion:
    """A measured value of one of the team's achievements that speaks of a criterion."""

    criterion: Criterion
    measurement: Measurement
    achievement: Achievement
    shown: str

    @property
    def values(self) -> dict[str, Any]:
        """What it would fill into the form. Of a measured range a team can promise the worse end."""
        row, asked = self.measurement, self.criterion.operator
        ends = [end for end in (row.value_low, row.value_high) if end is not None]
        spans = asked == RANGE and len(ends) == 2
        return {
            "value_low": None if not ends or asked == TEXT else max(ends) if asked == "<=" else ends[0],
            "value_high": row.value_high if spans else None,
            "text": row.text if asked == TEXT else None,
            "unit": row.unit,
            "condition": row.condition,
            "note": row.evidence_note,
        }


def target_of(criterion: Criterion) -> dict[str, Any]:
    """A criterion as plain data, to be kept with the promise that answers it."""
    return {
        "operator": criterion.operator,
        "low": criterion.target_low,
        "high": criterion.target_high,
        "text": criterion.text,
        "unit": criterion.unit,
        "test_method": criterion.test_method,
    }


def fresh_rows(demand: Demand, before: Iterable[Values | Promise] = ()) -> list[dict[str, Any]]:
    """One row for each criterion of the demand, filled with what was promised `before`.

    A promise is found by its criterion when that still asks the same, or else by the name of the criterion, so that an
    earlier proposal to another demand helps too. What no criterion asks for any more is left out.
    """
    known = [_plain(one) for one in before]
    return [_row(criterion, _answering(criterion, known)) for criterion in demand.criteria]


def _plain(one: Values | Promise) -> Values:
    names = ("criterion_id", "name", *FIELDS)
    return one if isinstance(one, Mapping) else {name: getattr(one, name) for name in names}


def _answering(criterion: Criterion, known: Sequence[Values]) -> Values:
    name = _folded(criterion.name)
    same = [one for one in known if one.get("criterion_id") == criterion.id and _folded(one.get("name", name)) == name]
    named = [one for one in known if _folded(one.get("name", "")) == name]
    return next(iter([*same, *named]), {})


def _folded(name: str | None) -> str:
    return "".join((name or "").split()).casefold()


def _row(criterion: Criterion, promised: Values) -> dict[str, Any]:
    row = {
        "criterion_id": criterion.id,
        "name": criterion.name,
        "importance": criterion.importance,
        "wanted": row_text(criterion),
        "target": target_of(criterion),
        "operator": criterion.operator,
        **{name: promised.get(name) for name in FIELDS},
    }
    row["unit"] = row["unit"] or criterion.unit
    if criterion.operator == TEXT:
        row["value_low"] = row["value_high"] = None
    elif criterion.operator != RANGE:
        row["value_high"] = None
    return row


def suggestions(
    demand: Demand, achievements: Iterable[Achievement], synonyms: Synonyms | None = None
) -> dict[int, list[Suggestion]]:
    """criterion id → measured values of these achievements that carry nearly its name, the surest first."""
    offered = [(one, row) for one in achievements for row in one.measurements]
    found = {}
    for criterion in demand.criteria:
        scored = [(similarity(criterion.name, row.name, synonyms), one, row) for one, row in offered]
        fitting = [entry for entry in scored if entry[0] >= STATED_NAME and _is_same_form(criterion, entry[2])]
        fitting.sort(key=lambda entry: (-entry[0], entry[1].id, entry[2].position))
        if fitting:
            found[criterion.id] = [
                Suggestion(criterion, row, one, row_text(row)) for _score, one, row in fitting[:MOST_SUGGESTIONS]
            ]
    return found


def _is_same_form(criterion: Criterion, row: Measurement) -> bool:
    return (criterion.operator == TEXT) == (row.operator == TEXT)


def is_outdated(demand: Demand, promises: Sequence[Promise]) -> bool:
    """Whether the demand has other criteria now than when the promises were made."""
    made = [(one.name, one.importance, one.target) for one in promises]
    return made != [(one.name, one.importance, target_of(one)) for one in demand.criteria]
