"""Who may do what with a record that an organisation lists; the same for achievements and demands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import Rule
from matchmaking.core.records import DRAFT, EXPIRED, HIDDEN, PUBLISHED, SUBMITTED, WITHDRAWN, Listing
from matchmaking.listings.audiences import is_shown, shown
from matchmaking.listings.gates import is_locked

# Beside what is published. What is hidden or expired they may help to bring back.
BROKERS_SEE = (SUBMITTED, HIDDEN, EXPIRED)
OFFICERS_SEE = (SUBMITTED, HIDDEN, EXPIRED, WITHDRAWN)


@dataclass(frozen=True)
class Writers:
    """Who writes records of a table, where that is not simply whoever writes for their organisation.

    `begins(viewer)`: start one in the name of the organisation that the viewer acts for. `writes(viewer, record)`:
    change it, hand it in, confirm it. `is_holder(viewer, record)`: it is about this person, who may take it back.
    """

    begins: Callable[[Viewer], bool]
    writes: Callable[[Viewer, Any], bool]
    is_holder: Callable[[Viewer, Any], bool]


_writers: dict[str, Writers] = {}


def register_writers(model: type[Any], writers: Writers) -> None:
    """Say who writes the records of a table. Call it where the rule is written."""
    _writers[model.__tablename__] = writers


def can_begin(viewer: Viewer, model: type[Any]) -> bool:
    """Start a record of this table in the name of the organisation that the viewer acts for."""
    writers = _writers.get(model.__tablename__)
    return writers.begins(viewer) if writers else can_list_for(viewer, viewer.organisation_id)


def writes(viewer: Viewer, record: Listing) -> bool:
    """Speak for the record: its organisation's owners and editors, or whom its table names."""
    writers = _writers.get(record.__tablename__)
    return writers.writes(viewer, record) if writers else viewer.edits_for(record.organisation_id)


def _takes_back(viewer: Viewer, record: Listing) -> bool:
    """Take what is public out of sight again for the record's own side."""
    writers = _writers.get(record.__tablename__)
    return viewer.owns(record.organisation_id) or (writers is not None and writers.is_holder(viewer, record))


def can_list_for(viewer: Viewer, organisation_id: int | None) -> bool:
    """Write a new record in the name of this organisation."""
    return viewer.edits_for(organisation_id)


def can_view_listing(viewer: Viewer, record: Listing) -> bool:
    """See the record: its audience when published, its organisation always, the desk what was handed in."""
    if is_shown(viewer, record) or viewer.belongs_to(record.organisation_id):
        return True
    if record.state in BROKERS_SEE and viewer.is_broker:
        return True
    return record.state in OFFICERS_SEE and viewer.looks_after(record.county_code)


def can_edit_listing(viewer: Viewer, record: Listing) -> bool:
    """Change the content: its editors before and after publication, where allowed brokers while it is checked.

    Nobody while a room above has it under way.
    """
    if is_locked(record):
        return False
    if writes(viewer, record):
        return record.state in (DRAFT, PUBLISHED)
    return record.state == SUBMITTED and viewer.is_broker and record.is_edited_at_desk


def can_preview_listing(viewer: Viewer, record: Listing) -> bool:
    """See the record as others will: its editors in every state, and the desk."""
    return writes(viewer, record) or works_at_desk_for(viewer, record.county_code)


def can_discard_listing(viewer: Viewer, record: Listing) -> bool:
    """Delete a draft that nobody outside its organisation has ever seen."""
    never_left = record.state == DRAFT and record.submitted_at is None and record.number is None
    return never_left and writes(viewer, record)


def can_read_history(viewer: Viewer, record: Listing) -> bool:
    """Read who did what with the record, in words of roles: its own people, and the desk."""
    return viewer.belongs_to(record.organisation_id) or works_at_desk_for(viewer, record.county_code)


def can_submit_listing(viewer: Viewer, record: Listing) -> bool:
    """Hand a draft in for checking."""
    return record.state == DRAFT and writes(viewer, record)


def can_publish_listing(viewer: Viewer, record: Listing) -> bool:
    """Publish what was handed in, or send it back: brokers, and officers for their own county."""
    return record.state == SUBMITTED and works_at_desk_for(viewer, record.county_code)


def can_withdraw_listing(viewer: Viewer, record: Listing) -> bool:
    """Take a record out of sight that is or was published: the owners, and the officers in charge."""
    may = _takes_back(viewer, record) or viewer.looks_after(record.county_code)
    return may and record.state in (PUBLISHED, HIDDEN, EXPIRED)


def can_reopen_listing(viewer: Viewer, record: Listing) -> bool:
    """Turn what was handed in or withdrawn into a draft again, unless a room above has it under way."""
    is_back = record.state in (SUBMITTED, WITHDRAWN) and writes(viewer, record)
    return is_back and not is_locked(record)


def can_confirm_listing(viewer: Viewer, record: Listing) -> bool:
    """Say that a record still holds, which brings a hidden one back: its editors."""
    return record.state in (PUBLISHED, HIDDEN) and writes(viewer, record)


def can_renew_listing(viewer: Viewer, record: Listing) -> bool:
    """Bring a hidden or expired record back, perhaps with new dates: its editors."""
    return record.state in (HIDDEN, EXPIRED) and writes(viewer, record)


def works_at_desk_for(viewer: Viewer, county_code: str | None) -> bool:
    """Check records of this county: brokers and city officers all of them, county officers their own."""
    return viewer.is_broker or viewer.looks_after(county_code)


def works_at_desk(viewer: Viewer) -> bool:
    """Have a desk at all."""
    return viewer.is_broker or viewer.is_officer


def visible(model: type[Any], viewer: Viewer) -> Select[Any]:
    """The records that `can_view_listing` lets this viewer see; every list, export and feed starts here."""
    ways = [shown(model, viewer)]
    if viewer.memberships:
        ways.append(model.organisation_id.in_(list(viewer.memberships)))
    if viewer.is_broker:
        ways.append(model.state.in_(BROKERS_SEE))
    if viewer.is_city_officer:
        ways.append(model.state.in_(OFFICERS_SEE))
    elif viewer.role == Role.COUNTY_OFFICER and viewer.county_code:
        ways.append(and_(model.state.in_(OFFICERS_SEE), model.county_code == viewer.county_code))
    return select(model).where(or_(*ways))


def to_check(model: type[Any], viewer: Viewer) -> Select[Any]:
    """What waits at this viewer's desk."""
    query = select(model).where(model.state == SUBMITTED)
    if viewer.is_broker or viewer.is_city_officer:
        return query
    return query.where(model.county_code == (viewer.county_code or ""), viewer.is_officer)


AT_DESK = Rule("brokers and officers", works_at_desk)
