"""The public list of a side: what the page needs from a search answer, and the database's answer without an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from matchmaking.core.db import database
from matchmaking.listings.documents import HIGH_END, LOW_END
from matchmaking.search.database import FacetRows
from matchmaking.search.engine import Engine
from matchmaking.search.listing import Answer, Arguments, FacetChoices, Listing
from matchmaking.vocabulary.queries import terms


@dataclass(frozen=True)
class Hurdle:
    """A filter without which an empty list would have `count` records."""

    label: str
    count: int
    arguments: Arguments


def hurdles(listing: Listing, answer: Answer, engine: Engine) -> list[Hurdle]:
    """For an empty list: what each filter alone takes away, the most harmful first."""
    if answer.results.total or not answer.is_filtered:
        return []
    found = []
    for chip in answer.chips:
        found.append(Hurdle(chip.label, _total(listing, chip.arguments, engine), chip.arguments))
    if answer.text and answer.chips:
        rest = {name: values for name, values in answer.arguments.items() if name != "q"}
        found.append(Hurdle(answer.text, _total(listing, rest, engine), rest))
    return sorted((one for one in found if one.count), key=lambda one: -one.count)[:3]


def _total(listing: Listing, arguments: Arguments, engine: Engine) -> int:
    pairs = MultiDict([(name, value) for name, values in arguments.items() for value in values])
    return listing.answer(pairs, engine).results.total


def facet_boxes(facets: list[FacetChoices], shown: int = 6) -> list[dict[str, Any]]:
    """The facets as the page's macro wants them."""
    return [
        {
            "name": facet.name,
            "title": facet.label,
            "shown": shown,
            "values": [
                {"value": one.value, "label": one.label, "count": one.count, "checked": one.selected}
                for one in facet.choices
            ],
        }
        for facet in facets
    ]


def pairs(arguments: Arguments, *names: str, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The arguments as (name, value) for hidden fields: only `names`, or all but `without`."""
    return [
        (name, value)
        for name, values in arguments.items()
        if (name in names if names else name not in without)
        for value in values
    ]


def values_in(identity: InstrumentedAttribute[int], column: InstrumentedAttribute[list[str]]) -> FacetRows:
    """A row (id, value) for each value in a JSON list."""
    name = "json_each" if database().engine.dialect.name == "sqlite" else "json_array_elements_text"
    each = getattr(func, name)(column).table_valued("value")
    return select(identity, each.c.value).select_from(column.class_).join(each, true())


def amount_band_of(end: InstrumentedAttribute[Any], other: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """`documents.amount_band` in SQL."""
    amount = func.coalesce(end, other)
    amount.type = end.type
    return case((amount.is_(None), "negotiable"), (amount < LOW_END, "to_50"), (amount <= HIGH_END, "50_200"),
                else_="over_200")  # fmt: skip


def readiness_band_of(level: InstrumentedAttribute[int | None]) -> ColumnElement[str]:
    """`documents.readiness_band` in SQL."""
    return case((level.is_(None), "unknown"), (level <= 3, "1_3"), (level <= 6, "4_6"), else_="7_9")


def names(kind: str) -> dict[str, str]:
    """code → name of the terms of a kind, in order."""
    return {entry.code: entry.label() for entry in terms(kind)}


def words(table: Mapping[str, Any]) -> dict[str, str]:
    """A table of words in the page's language."""
    return {code: str(word) for code, word in table.items()}
