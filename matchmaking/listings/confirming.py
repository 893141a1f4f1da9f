"""Whether published records still hold: their owners are asked, what nobody confirms is hidden until somebody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from matchmaking.clocks.models import Clock
from matchmaking.clocks.queries import watched
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core.db import current_session, now
from matchmaking.core.records import HIDDEN, LISTING_STATES, PUBLISHED
from matchmaking.listings.notices import tell_writers
from matchmaking.listings.side import Side

CONFIRMATION = "confirmation"
# Nobody's record is hidden without a week to answer, also when the server stood still on the day of the question.
LEAST_TIME = timedelta(days=7)
SIDES: dict[str, Side] = {}


def watch_ages(side: Side) -> None:
    """Have the records of a side looked at every day. Call it in the `init_app` of its room."""
    SIDES[side.kind] = side
    register_kind(
        Kind(
            CONFIRMATION,
            _l("确认是否有效"),
            lambda title: _("确认“%(title)s”仍然有效", title=title),
            None,
            goes_up=True,
        )
    )


def _days(name: str) -> timedelta:
    return timedelta(days=current_app.config[name])


def last_confirmed(model: type[Any]) -> ColumnElement[datetime]:
    """Since when a record is known to hold; one that nobody has confirmed since, from its publication."""
    return func.coalesce(model.confirmed_at, model.published_at)


def is_due(record: Any) -> bool:
    """Whether the owner of a published record is asked to confirm it by now."""
    confirmed_at = record.confirmed_at or record.published_at
    return record.state == PUBLISHED and confirmed_at is not None and confirmed_at <= now() - _days("CONFIRM_DAYS")


def ask_owners(side: Side, limit: int) -> int:
    """Ask the owners of records that were last confirmed 90 days ago; return how many were asked.

    The clock runs until the day on which the record would be hidden. A record with a running clock has been asked.
    """
    model = side.model
    query = select(model).where(
        model.state == PUBLISHED,
        last_confirmed(model) <= now() - _days("CONFIRM_DAYS"),
        model.id.not_in(_asked(side)),
    )
    found = list(current_session().scalars(query.order_by(model.id).limit(limit)))
    for record in found:
        confirmed_at = record.confirmed_at or record.published_at
        hide_at = max(confirmed_at + _days("HIDE_DAYS"), now() + LEAST_TIME)
        since = confirmed_at.isoformat()
        open_clock(
            CONFIRMATION, record, organisation_id=record.organisation_id, county_code=record.county_code, due_at=hide_at
        )
        tell_writers(side, record, "confirm", actor=None, key=since, since=since, until=hide_at.isoformat())
    return len(found)


def hide_unconfirmed(side: Side, limit: int) -> int:
    """Hide what nobody has confirmed for 180 days although its owner was asked; return how many were hidden."""
    model = side.model
    asked = _asked(side).where(Clock.opened_at <= now() - LEAST_TIME)
    query = select(model).where(
        model.state == PUBLISHED, last_confirmed(model) <= now() - _days("HIDE_DAYS"), model.id.in_(asked)
    )
    found = list(current_session().scalars(query.order_by(model.id).limit(limit)))
    for record in found:
        LISTING_STATES.move(record, HIDDEN, actor=None)
        tell_writers(side, record, "hidden", actor=None)
    return len(found)


def _asked(side: Side) -> Any:
    """The ids of the records whose owners have been asked and have not answered, as a subquery."""
    return watched(CONFIRMATION).where(Clock.subject_type == side.model.__tablename__)


def note_confirmed(side: Side, records: Sequence[Any]) -> None:
    """Keep that these records still hold, as of now; whoever was asked need not answer any more.

    It raises neither their version nor the moment of their last change: nothing in them is different, so a colleague
    who has one of them open is not told of a conflict, and the index has nothing to follow.
    """
    moment, model = now(), side.model
    ids = [record.id for record in records]
    if not ids:
        return
    values = {"confirmed_at": moment, "updated_at": model.updated_at}
    current_session().connection().execute(update(model.__table__).where(model.id.in_(ids)).values(values))
    asked = set(current_session().scalars(_asked(side).where(Clock.subject_id.in_(ids))))
    for record in records:
        set_committed_value(record, "confirmed_at", moment)
        if record.id in asked:
            stop_asking(record)


def stop_asking(record: Any) -> None:
    """The question is settled. It says nothing about how fast the organisation answers others, so it is not counted."""
    close_clock(CONFIRMATION, record, was_answered=False)


@dataclass(frozen=True)
class Confirmed:
    """What became of a list of records that somebody confirmed at once."""

    confirmed: int
    returned: int
    kept_back: int
