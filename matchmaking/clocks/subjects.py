"""The words and pages of the records that clocks are about; rooms register their tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all

from matchmaking.core.db import current_session


@dataclass(frozen=True)
class Subject:
    """What a clock is about: words that everybody who works on it may read, and its page."""

    title: str
    endpoint: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class _Table:
    """Where the words of the records of a table are found."""

    id_column: Any
    title_column: Any
    endpoint: str
    argument: str


_tables: dict[str, _Table] = {}


def register_subject(subject_type: str, id_column: Any, title_column: Any, endpoint: str, argument: str) -> None:
    """Bring a table. The title must not give away what somebody who works on a record may not see."""
    _tables[subject_type] = _Table(id_column, title_column, endpoint, argument)


def describe(found: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """(table, id) → words, with one question for all tables together; records that are gone are missing."""
    wanted: dict[str, list[int]] = {}
    for subject_type, subject_id in found:
        wanted.setdefault(subject_type, []).append(subject_id)
    if not wanted:
        return {}
    queries = [
        select(literal(name).label("name"), table.id_column.label("id"), table.title_column.label("title"))
        .where(table.id_column.in_(wanted[name]))
        for name, table in _tables.items()
        if name in wanted
    ]  # fmt: skip
    return {
        (name, one): Subject(title, _tables[name].endpoint, {_tables[name].argument: one})
        for name, one, title in current_session().execute(union_all(*queries))
    }
