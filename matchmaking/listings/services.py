"""Writes, hands in, checks, publishes and withdraws a record of either side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam
from sqlalchemy.orm.attributes import set_committed_value

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.services import drop_requests
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.records import (
    DRAFT,
    LISTING_STATES,
    PUBLISHED,
    SUBMITTED,
    WITHDRAWN,
    changed_values,
    number_for,
)
from matchmaking.listings.confirming import note_confirmed, stop_asking
from matchmaking.listings.deadlines import end_check, start_check, start_revision
from matchmaking.listings.disclosure import public_name
from matchmaking.listings.gates import closed_gate, is_locked
from matchmaking.listings.notices import tell_officers, tell_writers, untell_officers
from matchmaking.listings.permissions import writes
from matchmaking.listings.queries import find_by_form_key, find_twin
from matchmaking.listings.rules import Problem, filled
from matchmaking.listings.side import Rows, Side, Values
from matchmaking.listings.signals import audiences_changed, listing_moved
from matchmaking.organisations.models import Organisation


def create_listing(
    side: Side,
    values: Mapping[str, Any],
    *,
    organisation: Organisation,
    actor: Viewer,
    form_key: str | None = None,
    step: str | None = None,
) -> Any:
    """Start a draft with its first step. The same `form_key` of the same person gives the record that it made."""
    if form_key and actor.user_id and (made := find_by_form_key(side, form_key, actor.user_id)):
        return made
    record = side.model(organisation=organisation, created_by_id=actor.user_id, form_key=form_key or None)
    record.written_steps = [step] if step else []
    write_values(side, record, values)
    current_session().add(record)
    history.record(f"{side.room}.created", record, actor=actor, to_state=DRAFT)
    return record


def change_listing(side: Side, record: Any, values: Mapping[str, Any], *, actor: Viewer | None) -> list[str]:
    """Store what was changed and return the names of the fields; what the public reads leaves a history row."""
    changed = write_values(side, record, values)
    if "audiences" in changed:
        audiences_changed.send(record)
    if changed and record.state != DRAFT:
        history.record(f"{side.room}.changed", record, actor=actor, data={"fields": changed})
    if record.state == PUBLISHED and actor is not None and writes(actor, record):
        # Who saves what the public reads has looked it over, whether or not anything had to be changed.
        note_confirmed(side, [record])
    return changed


def note_step(record: Any, code: str) -> None:
    """Remember of a draft that somebody has been through this step of its form."""
    if record.state == DRAFT and code not in record.written_steps:
        record.written_steps = [*record.written_steps, code]


def write_values(side: Side, record: Any, values: Mapping[str, Any]) -> list[str]:
    """Put plain data into a record; only what differs is touched. Returns the names of the changed fields, in order."""
    flat = {name: _fitting(side.model, name, value) for name, value in values.items() if name in side.fields}
    flat = changed_values(record, flat)
    for name, value in flat.items():
        setattr(record, name, value)
    if not record.county_code:
        record.county_code = record.organisation.county_code
    changed = list(flat)
    for name, rows in side.rows.items():
        if name in values and _replace_rows(getattr(record, name), rows, values[name]):
            changed.append(name)
            # A change of child rows must raise the record's version, or the index would not see it.
            record.updated_at = now()
    return sorted(changed)


def _fitting(model: type[Any], name: str, value: Any) -> Any:
    """An empty text as the column wants it: NULL where that is allowed, else ""."""
    if value in (None, ""):
        return None if model.__table__.c[name].nullable else ""
    return value


def _replace_rows(present: list[Any], rows: Rows, wanted: Iterable[Mapping[str, Any]]) -> bool:
    """Make the child rows equal to the wanted data, keeping rows in their places; True when anything changed."""
    data = [{name: _fitting(rows.model, name, row.get(name)) for name in rows.fields} for _place, row in filled(wanted)]
    if data == [{name: getattr(row, name) for name in rows.fields} for row in present]:
        return False
    for position, values in enumerate(data):
        if position == len(present):
            present.append(rows.model(position=position))
        present[position].position = position
        for name, value in values.items():
            setattr(present[position], name, value)
    del present[len(data) :]
    return True


def problems_of(side: Side, record: Any) -> list[Problem]:
    """What keeps a record from being handed in, in the order of the form."""
    values = side.values_of(record)
    wrong = contradictions_in(side, values, record.organisation, record.id)
    return list(dict.fromkeys([*wrong, *gaps_in(side, values), *side.further_gaps(record)]))


def contradictions_in(
    side: Side, values: Values, organisation: Organisation, record_id: int | None, before: Values | None = None
) -> list[Problem]:
    """What is wrong at any time with these values of a record; `before` is what is stored, when that is something else.

    A title that the organisation has published already counts as well.
    """
    stored = values if before is None else before
    found = side.contradictions(values, stored, names_of(organisation))
    return [*found, *twin_problems(side, organisation.id, values.get("title") or "", record_id)]


def gaps_in(side: Side, values: Values) -> list[Problem]:
    """What a record with these values lacks before it can be checked and published."""
    return side.gaps(values)


def names_of(organisation: Organisation) -> list[str]:
    """Every name that gives an organisation away."""
    return [name for name in (organisation.name, organisation.short_name, organisation.name_en) if name]


def twin_problems(side: Side, organisation_id: int, title: str, except_id: int | None) -> list[Problem]:
    """One organisation does not publish the same title twice."""
    twin = find_twin(side, organisation_id, title, except_id) if title else None
    if twin is None:
        return []
    number = twin.number or twin.id
    words = _("贵单位已有同名记录（%(number)s）。请直接修改那一条，或换一个能区分的标题。", number=number)
    return [Problem("title", words)]


def submit_listing(side: Side, record: Any, *, actor: Viewer, not_secret: bool) -> None:
    """Hand a draft in. Raises RuleBroken when it is incomplete or the declaration is missing."""
    if not not_secret:
        raise RuleBroken(_("提交前请确认内容不涉及国家秘密。"))
    if problems_of(side, record):
        raise RuleBroken(_("还有内容没有填完整，请回到编辑页补充后再提交。"))
    LISTING_STATES.move(record, SUBMITTED, actor=actor)
    record.not_secret = True
    record.submitted_at = now()
    record.state_reason = None
    record.number = record.number or number_for(side.prefix, record.id, today())
    start_check(side, record)
    tell_officers(side, record, actor=actor)
    listing_moved.send(record, side=side, from_state=DRAFT, to_state=SUBMITTED, actor=actor)


def publish_listing(side: Side, record: Any, *, actor: Viewer | None) -> None:
    """Make a checked record public. Raises RuleBroken while its organisation is not verified or a gate is closed."""
    if not record.organisation.is_verified:
        raise RuleBroken(_("“%(name)s”还没有通过单位认证，认证后才能公开发布。", name=public_name(record)))
    if twin_problems(side, record.organisation_id, record.title, record.id):
        raise RuleBroken(_("该单位已发布过同名记录，请退回让对方区分标题。"))
    if words := closed_gate(side.kind, record):
        raise RuleBroken(words)
    LISTING_STATES.move(record, PUBLISHED, actor=actor)
    record.published_at = record.confirmed_at = now()
    record.state_reason = None
    # Without an actor nobody checked it: it says nothing about how fast the desk is.
    end_check(side, record, was_answered=actor is not None)
    side.published.send(record, actor=actor)
    listing_moved.send(record, side=side, from_state=SUBMITTED, to_state=PUBLISHED, actor=actor)
    if actor is not None:
        tell_writers(side, record, "published", actor=actor)


def send_back_listing(side: Side, record: Any, *, actor: Viewer, reason: str) -> None:
    """Return a record to its writers, who read the reason. Raises RuleBroken while a room above has it under way."""
    if is_locked(record):
        raise RuleBroken(_("这条记录正在走后续程序，不能直接退回。请在那个程序里退回。"))
    LISTING_STATES.move(record, DRAFT, actor=actor, reason=reason)
    record.state_reason = reason
    start_revision(side, record)
    untell_officers(side, record)
    tell_writers(side, record, "sent_back", actor=actor, reason=reason)
    listing_moved.send(record, side=side, from_state=SUBMITTED, to_state=DRAFT, actor=actor)


def withdraw_listing(side: Side, record: Any, *, actor: Viewer, reason: str) -> None:
    """Take a published record out of sight."""
    before = record.state
    LISTING_STATES.move(record, WITHDRAWN, actor=actor, reason=reason)
    record.state_reason = reason
    stop_asking(record)
    side.withdrawn.send(record, actor=actor)
    drop_requests(record)
    tell_writers(side, record, "withdrawn", actor=actor, reason=reason)
    listing_moved.send(record, side=side, from_state=before, to_state=WITHDRAWN, actor=actor)


def reopen_listing(side: Side, record: Any, *, actor: Viewer) -> None:
    """Make a draft of it again, to change it and hand it in once more."""
    before = record.state
    LISTING_STATES.move(record, DRAFT, actor=actor)
    end_check(side, record, was_answered=False)
    listing_moved.send(record, side=side, from_state=before, to_state=DRAFT, actor=actor)


def import_listing(
    side: Side, values: Mapping[str, Any], *, organisation: Organisation, source: str, number: str, publish: bool
) -> Any:
    """A record from a file, to be stored and then given to `note_imports`.

    A published one is born published, because its checking happened elsewhere: the operator answers for the file.
    """
    record = side.model(organisation=organisation, external_source=source, external_number=number)
    write_values(side, record, values)
    if publish:
        record.state, record.not_secret = PUBLISHED, True
        record.submitted_at = record.published_at = record.confirmed_at = now()
    current_session().add(record)
    return record


def note_imports(side: Side, records: Sequence[Any], source: str) -> None:
    """Give stored imports their numbers and history rows, and tell the rooms above of the published ones."""
    published = [record for record in records if record.state == PUBLISHED]
    table = side.model.__table__
    numbers = [{"of": one.id, "given": number_for(side.prefix, one.id, today())} for one in published]
    if numbers:
        # Past the version counter: nobody has seen these rows yet.
        statement = table.update().where(table.c.id == bindparam("of")).values(number=bindparam("given"))
        current_session().connection().execute(statement, numbers)
    for one, row in zip(published, numbers, strict=True):
        set_committed_value(one, "number", row["given"])
    drafts = [record for record in records if record.state != PUBLISHED]
    for state, found in ((DRAFT, drafts), (PUBLISHED, published)):
        if found:
            history.record_many(f"{side.room}.imported", found, to_state=state, data={"source": source})
    for one in published:
        side.published.send(one, actor=None)


def import_organisation(name: str, kind: str, *, is_verified: bool) -> Organisation:
    """Add an organisation that a file names and nobody has registered yet."""
    organisation = Organisation(name=name, kind=kind, state="verified" if is_verified else "unverified")
    organisation.verified_at = now() if is_verified else None
    current_session().add(organisation)
    history.record("organisations.imported", organisation, to_state=organisation.state)
    return organisation
