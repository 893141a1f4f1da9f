"""Who sees the published records of a side, where that is not everybody: a side registers its rule here once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.records import PUBLISHED


@dataclass(frozen=True)
class Audience:
    """The rule of a side, said twice: for the database and for one loaded record.

    `public()` and `is_public(record)`: everybody sees it; only such records are in lists, index, feeds and alerts.
    `chosen(viewer)` and `is_chosen(viewer, record)`: this viewer sees it although not everybody does. Its own
    organisation need not be named; its members see their records in any case.
    """

    public: Callable[[], ColumnElement[bool]]
    is_public: Callable[[Any], bool]
    chosen: Callable[[Viewer], ColumnElement[bool]]
    is_chosen: Callable[[Viewer, Any], bool]


_audiences: dict[str, Audience] = {}


def limit_audience(model: type[Any], audience: Audience) -> None:
    """Have published records of this class shown to this audience only. Call it where the rule is written."""
    _audiences[model.__tablename__] = audience


def public(model: type[Any]) -> ColumnElement[bool]:
    """A condition: published, and for everybody. Whatever shows records without asking who looks starts here."""
    audience = _audiences.get(model.__tablename__)
    return and_(model.state == PUBLISHED, audience.public() if audience else true())


def is_public(record: Any) -> bool:
    """The same for one record."""
    audience = _audiences.get(record.__tablename__)
    return record.state == PUBLISHED and (audience is None or audience.is_public(record))


def meant_for(model: type[Any], viewer: Viewer) -> ColumnElement[bool]:
    """A condition: for everybody, or for this viewer, whatever its state."""
    audience = _audiences.get(model.__tablename__)
    if audience is None:
        return true()
    return or_(audience.public(), model.organisation_id.in_(list(viewer.memberships)), audience.chosen(viewer))


def shown(model: type[Any], viewer: Viewer) -> ColumnElement[bool]:
    """A condition: published, and for everybody or for this viewer."""
    return and_(model.state == PUBLISHED, meant_for(model, viewer))


def is_shown(viewer: Viewer, record: Any) -> bool:
    """The same for one record."""
    if record.state != PUBLISHED:
        return False
    audience = _audiences.get(record.__tablename__)
    return (
        audience is None
        or audience.is_public(record)
        or viewer.belongs_to(record.organisation_id)
        or audience.is_chosen(viewer, record)
    )
