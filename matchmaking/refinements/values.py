"""A demand's content as JSON and back, without losing what is an amount and what is a day."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS

AMOUNT, DAY, MOMENT = "amount", "day", "moment"
# What the enterprise alone decides, and not by way of a text: who learns its name, who may answer, who reads what.
OWN_DECISIONS = ("hides_name", "mode", "audiences")


def to_json(value: Any) -> Any:
    """Plain data that JSON can hold: {"amount": "1200000.00"} for money, {"day": "2026-12-18"} for a date."""
    if isinstance(value, Decimal):
        return {AMOUNT: str(value)}
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    return [to_json(one) for one in value] if isinstance(value, list | tuple) else value


def from_json(value: Any) -> Any:
    """The other way round."""
    if isinstance(value, list):
        return [from_json(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    match list(value.items()):
        case [("amount", str(text))]:
            return Decimal(text)
        case [("moment", str(text))]:
            return datetime.fromisoformat(text)
        case [("day", str(text))]:
            return date.fromisoformat(text)
    return {name: from_json(one) for name, one in value.items()}


def content_of(demand: Demand) -> dict[str, Any]:
    """What a demand says now, ready to be kept."""
    return to_json(text_of(DEMANDS.values_of(demand)))


def text_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values of a demand those that a revision is about."""
    wanted = [name for name in (*DEMANDS.fields, *DEMANDS.rows) if name not in OWN_DECISIONS]
    return {name: values[name] for name in wanted if name in values}


def as_demand(values: Mapping[str, Any], demand: Demand) -> Demand:
    """A demand that says `values` (kept data) and otherwise is `demand`. It is never stored: look, do not add."""
    plain = from_json(dict(values))
    rows = {name: plain.pop(name, []) for name in DEMANDS.rows}
    known = {name: value for name, value in plain.items() if name in DEMANDS.fields}
    # What a later version of the platform asks for was not in older revisions.
    known = {name: getattr(demand, name) for name in DEMANDS.fields} | known
    copy = Demand(
        id=demand.id, state=demand.state, number=demand.number, organisation_id=demand.organisation_id,
        is_sample=demand.is_sample, submitted_at=demand.submitted_at, **known,
    )  # fmt: skip
    copy.organisation = demand.organisation
    for name, rows_of in DEMANDS.rows.items():
        setattr(copy, name, [rows_of.model(position=place, **row) for place, row in enumerate(rows[name])])
    return copy


def row_values(values: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The repeated rows of a text, as plain data."""
    return list(from_json(values.get(name) or []))
