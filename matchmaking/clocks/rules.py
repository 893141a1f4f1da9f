"""Kinds of clocks, as rooms bring them, and the time limits that hold for them unless an administrator changes them."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

# Whose turn it is: the brokers of the centre, the officers of the county, those of the city.
CENTRE, COUNTY, CITY = 0, 1, 2
FILE = Path(__file__).with_name("data") / "rules.csv"
MOST_DAYS = 60


@dataclass(frozen=True)
class Limits:
    """Time limits in working days. `remind_days` before it is due, `county_days` and `city_days` after; None: never."""

    days: int
    remind_days: int | None
    county_days: int | None
    city_days: int | None


@dataclass(frozen=True)
class Open:
    """A record that waits although no clock runs for it yet."""

    subject: Any
    county_code: str | None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of clock. `todo` words the task, with the title; `first_level` is None where an organisation or a person
    must act. Such a kind stays with them, unless it `goes_up` to the county and the city when it is overdue.

    `unwatched(limit)` finds records that wait without a clock: those from before there were clocks, and imports.
    """

    code: str
    name: Any
    todo: Callable[[str], str]
    first_level: int | None
    unwatched: Callable[[int], Iterable[Open]] | None = None
    goes_up: bool = False
    # Where an organisation acts, when that is not the record's own page; the same arguments.
    endpoint: str | None = None
    # Whose turn it is in words, where that is neither the desk nor who handed something in.
    whose: Any = None
    # Not counted in how fast an organisation answers, which everybody reads: what it does here is nobody's business.
    is_confidential: bool = False


@dataclass(frozen=True)
class Charge:
    """Who took charge of the records that a kind of clock is about, where its first level is the centre.

    `people(subject_id)` are those in charge, empty for nobody; `others(viewer)` is a query for the ids that somebody
    else is in charge of. `endpoint` is the page on which they work, with the same arguments as the record's own page.
    """

    people: Callable[[int], list[int]]
    others: Callable[[Any], Any]
    endpoint: str


KINDS: dict[str, Kind] = {}
CHARGES: dict[str, Charge] = {}


def register_kind(kind: Kind) -> None:
    """Offer a kind of clock; its time limits stand in data/rules.csv. Raises LookupError for one without."""
    if kind.code not in default_limits():
        raise LookupError(f"{FILE.name} has no line for {kind.code}")
    KINDS[kind.code] = kind


def confidential_kinds() -> list[str]:
    """The kinds that no figure for others may count."""
    return [code for code, kind in KINDS.items() if kind.is_confidential]


def register_charge(kind: str, charge: Charge) -> None:
    """Have the people in charge of a record reminded in place of everybody at the centre."""
    CHARGES[kind] = charge


def page_of(kind: str, endpoint: str) -> str:
    """The page on which something is done about a clock; `endpoint` is the page of the record."""
    return CHARGES[kind].endpoint if kind in CHARGES else KINDS[kind].endpoint or endpoint


@cache
def default_limits() -> dict[str, Limits]:
    """The lines of data/rules.csv. Raises ValueError for a line that makes no sense."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row.pop("kind"): _limits(row) for row in csv.DictReader(file)}


def _limits(row: dict[str, str]) -> Limits:
    values = {name: int(text) if text else None for name, text in row.items()}
    if values["days"] is None or any(value is not None and not 0 <= value <= MOST_DAYS for value in values.values()):
        raise ValueError(f"not a time limit: {row}")
    return Limits(**values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Moments:
    """When things happen to one clock."""

    due_at: datetime
    remind_at: datetime | None
    county_at: datetime | None
    city_at: datetime | None
