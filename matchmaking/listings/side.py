"""A side of the market (achievements, demands) as the shared code sees it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blinker import NamedSignal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.listings.rules import Problem

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """Child rows of a record: their class and the columns that people fill in."""

    model: type[Any]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Fields that go public together: `columns` of the record and names of its `rows`; `about` says what is in them."""

    label: Any
    about: Any
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


def _nothing(_record: Any) -> list[Problem]:
    return []


def _unnamed(_record: Any) -> str:
    return _("已脱敏企业")


NAME_GROUP = Group(_l("单位名称"), _l("企业选择不公开名称，显示为“已脱敏企业”"))


@dataclass(frozen=True)
class Side:
    """What the shared code must know: `kind` is the noun ("demand"), `room` its plural and the name of the blueprint.

    `fields` are the columns that people fill in, `rows` the repeated ones. `contradictions(values, before, names)` are
    wrong at any time (`before`: what is stored, `names`: of the organisation), `gaps(values)` only when the record is
    handed in, and so is `further_gaps(record)`, about what stands outside of the form. Values are plain data with the
    rows as lists of mappings. `dates` are the fields that may change when a record is renewed without another check.
    `groups` are the fields whose readers the owner may choose; what is in none of them is always public.
    `listed_rows`: which of the `rows` a list shows something of; None: all of them.
    `kept_back`: groups that are not for everybody while nothing was said of them. `file_groups`: purpose of a file →
    the group that it belongs to, where that is not "files"; such a file cannot be opened further than its group.
    `unnamed(record)` says in words for everybody whose record it is, where the name is hidden; `name_group` is what is
    hidden then. `is_exported`: the public list can be taken away as a table or a feed.
    """

    kind: str
    room: str
    name: Any
    prefix: str
    model: type[Any]
    fields: tuple[str, ...]
    rows: Mapping[str, Rows]
    contradictions: Callable[[Values, Values, Sequence[str]], list[Problem]]
    gaps: Callable[[Values], list[Problem]]
    published: NamedSignal
    withdrawn: NamedSignal
    dates: tuple[str, ...] = ()
    further_gaps: Callable[[Any], list[Problem]] = _nothing
    groups: Mapping[str, Group] = field(default_factory=dict)
    unnamed: Callable[[Any], str] = _unnamed
    name_group: Group = NAME_GROUP
    listed_rows: tuple[str, ...] | None = None
    kept_back: Mapping[str, str] = field(default_factory=dict)
    file_groups: Mapping[str, str] = field(default_factory=dict)
    is_exported: bool = True

    def __post_init__(self) -> None:
        SIDES[self.model.__tablename__] = self

    def values_of(self, record: Any) -> dict[str, Any]:
        """The content of a record as plain data."""
        values = {name: getattr(record, name) for name in self.fields}
        for name, rows in self.rows.items():
            values[name] = [{field: getattr(row, field) for field in rows.fields} for row in getattr(record, name)]
        return values


# The sides by the name of their table; each enters itself.
SIDES: dict[str, Side] = {}


def side_of(record: Any) -> Side:
    """The side that a record belongs to."""
    return SIDES[record.__tablename__]
