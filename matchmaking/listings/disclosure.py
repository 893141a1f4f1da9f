"""Which parts of a record a viewer may read: the one place that every page, list, table and notice asks.

A record is handed on as `Disclosed`: it reads like the record, and the fields of groups that are locked are empty.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, case, func

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import NAME, access_of
from matchmaking.core.audiences import CONSENT, PUBLIC, SIGNED_IN, STATEMENT
from matchmaking.core.db import database
from matchmaking.core.records import SUBMITTED
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.listings.side import Side, side_of

NameRule = Callable[[Viewer, Any], bool]
_name_rules: dict[str, NameRule] = {}
_reader_rules: dict[str, NameRule] = {}


class Disclosed:
    """A record as somebody may read it. `locked` are the groups of which nothing is in it."""

    def __init__(self, record: Any, locked: Iterable[str]) -> None:
        side = side_of(record)
        self.record = record
        self.locked = frozenset(locked)
        self._empty = {
            name: empty_value(side, name)
            for group in self.locked
            for name in (*side.groups[group].columns, *side.groups[group].rows)
        }

    def __getattr__(self, name: str) -> Any:
        if name in self._empty:
            value = self._empty[name]
            return list(value) if isinstance(value, list) else value
        return getattr(self.record, name)


def empty_value(side: Side, name: str) -> Any:
    """What stands in a field of which nothing may be read."""
    if name in side.rows:
        return []
    column = side.model.__table__.c[name]
    if isinstance(column.type, JSON):
        return []
    if column.nullable:
        return None
    return False if isinstance(column.type, Boolean) else ""


def audience_of(record: Any, group: str) -> str:
    """Who may read a group of fields."""
    return (record.audiences or {}).get(group) or side_of(record).kept_back.get(group, PUBLIC)


def hides_name(record: Any) -> bool:
    """Whether the record does not say in public whose it is."""
    return bool(getattr(record, "hides_name", False))


def public_name(record: Any) -> str:
    """Whose record it is, in words for everybody."""
    return side_of(record).unnamed(record) if hides_name(record) else record.organisation.name


def shown_groups(viewer: Viewer, record: Any) -> frozenset[str]:
    """The groups of a record that this viewer may read.

    Its own people read everything; so do those who must check it, as long as it waits for their check, and whoever
    is in charge of it.
    """
    groups = side_of(record).groups
    if reads_all(viewer, record):
        return frozenset(groups)
    return frozenset(group for group in groups if reaches(viewer, record, group, audience_of(record, group)))


def reads_all(viewer: Viewer, record: Any) -> bool:
    """Whether nothing but the name can be locked for this viewer."""
    if viewer.belongs_to(record.organisation_id):
        return True
    if record.state == SUBMITTED and works_at_desk_for(viewer, record.county_code):
        return True
    rule = _reader_rules.get(record.__tablename__)
    return rule is not None and rule(viewer, record)


def reaches(viewer: Viewer, record: Any, group: str, audience: str) -> bool:
    """Whether a viewer who is not of the record's own people is part of an audience of a group.

    An organisation was granted it (and has signed, where that is asked), or the viewer gave a reason at the desk.
    """
    if audience == PUBLIC:
        return True
    if audience == SIGNED_IN:
        return viewer.is_signed_in
    access, key = access_of(viewer), (record.__tablename__, record.id)
    if access.has_opened(key, group) and works_at_desk_for(viewer, record.county_code):
        return True
    return access.reaches(key, group, needs_statement=audience == STATEMENT)


def register_name_rule(model: type[Any], rule: NameRule) -> None:
    """Say who learns whose the records of a table are, where that may be hidden. Call it where the rule is written."""
    _name_rules[model.__tablename__] = rule


def register_reader_rule(model: type[Any], rule: NameRule) -> None:
    """Say who else reads everything that the records of a table keep back but the name."""
    _reader_rules[model.__tablename__] = rule


def name_shown(viewer: Viewer, record: Any) -> bool:
    """Whether the viewer learns whose record it is."""
    rule = _name_rules.get(record.__tablename__)
    return rule is None or rule(viewer, record)


def name_granted(viewer: Viewer, record: Any) -> bool:
    """Whether a hidden name was opened to the viewer: by its own people, by consent, or for a reason at the desk."""
    return viewer.belongs_to(record.organisation_id) or reaches(viewer, record, NAME, CONSENT)


def as_shown(viewer: Viewer, record: Any) -> Any:
    """The record as this viewer may read it."""
    real = record.record if isinstance(record, Disclosed) else record
    return Disclosed(real, side_of(real).groups.keys() - shown_groups(viewer, real))


def as_public(record: Any) -> Any:
    """The record as everybody may read it: what the index and matching know of it."""
    real = record.record if isinstance(record, Disclosed) else record
    return Disclosed(real, (group for group in side_of(real).groups if audience_of(real, group) != PUBLIC))


def has_content(record: Any, group: str) -> bool:
    """Whether anything stands in the fields of a group, so that locking it means something."""
    one = side_of(record).groups[group]
    return any(getattr(record, name) not in (None, "", [], {}) for name in (*one.columns, *one.rows))


def group_is_public(model: Any, group: str) -> ColumnElement[bool]:
    """A condition in SQL: everybody may read this group of a record."""
    if database().engine.dialect.name == "sqlite":
        audience = func.json_extract(model.audiences, f"$.{group}")
    else:
        audience = func.json_extract_path_text(model.audiences, group)
    return func.coalesce(audience, PUBLIC) == PUBLIC


def public_part(model: Any, group: str, value: Any, otherwise: Any = None) -> Any:
    """A column in SQL as the public may read it: `otherwise` where the group is locked."""
    return case((group_is_public(model, group), value), else_=otherwise)
