"""Answers a list's query from the database alone, while the index is missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaking.search.analysis import normalise, pieces
from matchmaking.search.engine import Query, Results

# More words than this are ignored; each costs a scan of every text.
MOST_WORDS = 8
# A row (record id, value) for each value that a record has of a facet.
FacetRows = Select[tuple[int, str]]


def answer_from_database(
    session: Session,
    query: Query,
    *,
    ids: Select[tuple[int]],
    identity: InstrumentedAttribute[int],
    texts: Sequence[ColumnElement[Any]],
    facets: Mapping[str, FacetRows],
    sorts: Mapping[str, ColumnElement[Any]],
) -> Results:
    """One page and the facet counts, by LIKE and plain SQL: slower and without ranking, but always right.

    `ids` selects the ids of the public records, `identity` is the id column it selects. `texts` are the columns to
    look in. `facets` gives for each facet a select of (id, value), for example
    `select(Demand.id, Demand.county_code)` or one over a child table. `sorts` are columns named as in the documents.
    """
    base = ids
    for word in words_to_find(query.text):
        pattern = like_pattern(word)
        base = base.where(or_(*(text.like(pattern, escape="\\") for text in texts)) if texts else false())
    filters = {
        name: identity.in_(_with_values(facets[name], values))
        for name, values in query.facets.items()
        if name in facets
    }
    counts: dict[str, dict[str, int]] = {}
    for name in facets if query.counted is None else query.counted:
        if name not in facets:
            counts[name] = {}
            continue
        others = [condition for other, condition in filters.items() if other != name]
        counts[name] = _count(session, facets[name], base.where(and_(True, *others)))
    found = base.where(and_(True, *filters.values()))
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    order: list[ColumnElement[Any]] = []
    if query.sort in sorts:
        column = sorts[query.sort]
        # Records without the value come last in both directions, on every database.
        order = [column.is_(None), column.desc() if query.descending else column.asc()]
    page = found.order_by(None).order_by(*order, identity.desc())
    page = page.offset(max(query.offset, 0)).limit(max(query.limit, 0))
    return Results(list(session.scalars(page)), total, counts, loosened=False, from_database=True)


def words_to_find(text: str) -> list[str]:
    """The runs of characters and the words of a query that must all occur in a text."""
    found = dict.fromkeys(piece for piece in pieces(normalise(text)) if piece)
    return list(found)[:MOST_WORDS]


def like_pattern(word: str) -> str:
    """A LIKE pattern for text that contains this word literally; use it with `escape="\\\\"`."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _with_values(rows: FacetRows, values: Sequence[str]) -> Select[tuple[int]]:
    """The ids of the rows that have one of these values."""
    table = rows.subquery()
    identity, value = table.columns
    return select(identity).where(value.in_(list(values)))


def _count(session: Session, rows: FacetRows, ids: Select[tuple[int]]) -> dict[str, int]:
    """How many of these records have each value of a facet."""
    table = rows.subquery()
    identity, value = table.columns
    counted = func.count(identity.distinct())
    statement = select(value, counted).where(identity.in_(ids.order_by(None)), value.is_not(None)).group_by(value)
    return {code: count for code, count in session.execute(statement) if count}
