"""Brings records back that were hidden or expired: with a word that they still hold, and a new deadline."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.errors import RuleBroken
from matchmaking.core.records import DRAFT, HIDDEN, LISTING_STATES, PUBLISHED
from matchmaking.listings.confirming import Confirmed, note_confirmed, stop_asking
from matchmaking.listings.gates import closed_gate
from matchmaking.listings.permissions import can_confirm_listing
from matchmaking.listings.rules import Problem
from matchmaking.listings.services import twin_problems, write_values
from matchmaking.listings.side import Side


def confirm_listing(side: Side, record: Any, *, actor: Viewer) -> bool:
    """Say that a record still holds; one that was hidden is public again at once, and that is the return value.

    Raises RuleBroken when it cannot come back as it is.
    """
    is_back = record.state == HIDDEN
    if is_back:
        if words := keeps_back(side, record):
            raise RuleBroken(words)
        LISTING_STATES.move(record, PUBLISHED, actor=actor)
    _confirm(side, [record], actor)
    return is_back


def confirm_listings(side: Side, records: Sequence[Any], *, actor: Viewer) -> Confirmed:
    """Say of many records that they still hold. Those that cannot come back as they are stay hidden."""
    ready = [one for one in records if can_confirm_listing(actor, one)]
    back = [one for one in ready if one.state == HIDDEN and not keeps_back(side, one)]
    kept = [one for one in ready if one.state == HIDDEN and one not in back]
    for one in back:
        LISTING_STATES.move(one, PUBLISHED, actor=actor)
    settled = [one for one in ready if one not in kept]
    _confirm(side, settled, actor)
    return Confirmed(len(settled), len(back), len(kept))


def renew_listing(side: Side, record: Any, *, actor: Viewer, **dates: date | None) -> None:
    """Publish a hidden or expired record again with new dates, without another check: nothing else has changed.

    Raises RuleBroken when something keeps it back.
    """
    write_values(side, record, dates)
    if words := keeps_back(side, record):
        raise RuleBroken(words)
    LISTING_STATES.move(record, PUBLISHED, actor=actor)
    _confirm(side, [record], actor)


def rework_listing(side: Side, record: Any, *, actor: Viewer) -> None:
    """Make a draft of a hidden or expired record: more than its dates has changed, so it goes through the check."""
    LISTING_STATES.move(record, DRAFT, actor=actor)
    stop_asking(record)


def date_problems(side: Side, values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the dates; of nothing else is more asked than when the record was published first."""
    return [one for one in side.gaps(values) if one.field in side.dates]


def _confirm(side: Side, records: Sequence[Any], actor: Viewer) -> None:
    note_confirmed(side, records)
    for record in records:
        history.record(f"{side.room}.confirmed", record, actor=actor)


def keeps_back(side: Side, record: Any) -> str | None:
    """Why a hidden or expired record cannot be public again as it is, in words for its owner."""
    if not record.organisation.is_verified:
        return _("“%(name)s”还没有通过单位认证，认证后才能公开发布。", name=record.organisation.name)
    if problems := twin_problems(side, record.organisation_id, record.title, record.id):
        return problems[0].message
    if problems := date_problems(side, side.values_of(record)):
        return problems[0].message
    return closed_gate(side.kind, record)
