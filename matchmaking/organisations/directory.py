"""The public list of organisations: words, filters with counts, pages; answered by the database alone.

It has no index of its own: a city has some thousands of organisations, and their names are matched as typed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, String, cast, func, or_, select

from matchmaking.core.db import session
from matchmaking.core.pages import Page
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import has_word

FACETS = ("kind", "county", "industry")
SIZE = 20
MOST_WORDS = 6


@dataclass(frozen=True)
class Directory:
    """One page of the list, and for each facet how many organisations each of its values would give."""

    page: Page
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def directory(text: str, chosen: Mapping[str, Sequence[str]], number: int) -> Directory:
    """Find public organisations. Of one facet any value will do; the counts of a facet leave out its own filter."""
    filters = {name: _filter(name, chosen[name]) for name in FACETS if chosen.get(name)}
    words = [has_word(word) for word in text.split()[:MOST_WORDS]]
    public = Organisation.verified_at.is_not(None)

    def conditions(without: str = "") -> list[ColumnElement[bool]]:
        return [public, *words, *[one for name, one in filters.items() if name != without]]

    total = session.scalar(select(func.count(Organisation.id)).where(*conditions())) or 0
    number = min(number, max(1, -(-total // SIZE)))
    query = select(Organisation).where(*conditions()).order_by(Organisation.name, Organisation.id)
    rows = list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE)))
    counts = {
        name: dict(session.execute(select(column, func.count()).where(*conditions(name)).group_by(column)).all())
        for name, column in (("kind", Organisation.kind), ("county", Organisation.county_code))
    }
    industries = session.scalars(select(Organisation.industry_codes).where(*conditions("industry")))
    counts["industry"] = dict(Counter(code for codes in industries for code in codes))
    return Directory(Page(rows, number, SIZE, total), counts)


def _filter(name: str, values: Sequence[str]) -> ColumnElement[bool]:
    if name == "kind":
        return Organisation.kind.in_(values)
    if name == "county":
        return Organisation.county_code.in_(values)
    # A JSON list as text has its codes in quotation marks, in every database.
    listed = cast(Organisation.industry_codes, String)
    return or_(*[listed.contains(f'"{value}"', autoescape=True) for value in values])
