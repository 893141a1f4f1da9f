"""Reads slots and meetings."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.meetings.models import Meeting, MeetingReport, MeetingSlot
from matchmaking.meetings.states import (
    ACCEPTED,
    ASKED,
    ASKER_SIDE,
    CLOSED,
    HELD,
    HOLDING,
    OPEN,
    OTHER_ABSENT,
    OVER,
    OWN_ABSENT,
    OWNER_SIDE,
    WAITING,
)

# A slot that begins sooner cannot be asked for: nobody would answer in time.
NOTICE = timedelta(hours=1)
MOST_SHOWN = 60


def complete(query: Select[tuple[Meeting]], *, at_once: bool = False) -> Select[tuple[Meeting]]:
    """Load what pages show along; `at_once` with one question, whose rows are then to be made `unique()`."""
    load_all = joinedload if at_once else selectinload
    return query.options(
        joinedload(Meeting.owner), joinedload(Meeting.organisation), joinedload(Meeting.user), joinedload(Meeting.host),
        joinedload(Meeting.demand), load_all(Meeting.reports),
    )  # fmt: skip


def meeting_with(meeting_id: int) -> Meeting | None:
    """One meeting, whoever may see it: ask `can_view_meeting` before showing it."""
    return current_session().scalar(complete(select(Meeting).where(Meeting.id == meeting_id)))


def by_form_key(key: str, user_id: int) -> Meeting | None:
    """The meeting that this form has already made."""
    query = select(Meeting).where(Meeting.form_key == key, Meeting.user_id == user_id)
    return current_session().scalar(query) if key else None


def with_open_key(key: str) -> Meeting | None:
    """The request of this person about this record that waits."""
    return current_session().scalar(select(Meeting).where(Meeting.open_key == key))


def slot_with(slot_id: int) -> MeetingSlot | None:
    """One slot."""
    return current_session().get(MeetingSlot, slot_id)


def free_slots(subject_type: str, subject_id: int, limit: int = MOST_SHOWN) -> list[MeetingSlot]:
    """The slots of a record that can still be asked for, the next first."""
    held = select(Meeting.slot_id).where(Meeting.slot_key.is_not(None), Meeting.slot_id.is_not(None))
    query = select(MeetingSlot).where(
        MeetingSlot.subject_type == subject_type,
        MeetingSlot.subject_id == subject_id,
        MeetingSlot.state == OPEN,
        MeetingSlot.starts_at > now() + NOTICE,
        MeetingSlot.id.not_in(held),
    )
    return list(current_session().scalars(query.order_by(MeetingSlot.starts_at, MeetingSlot.id).limit(limit)))


def coming_slots(subject_type: str, subject_id: int) -> list[tuple[MeetingSlot, Meeting | None]]:
    """Every open slot of a record that is not over, with the meeting that holds it."""
    query = (
        select(MeetingSlot, Meeting)
        .outerjoin(Meeting, and_(Meeting.slot_id == MeetingSlot.id, Meeting.slot_key.is_not(None)))
        .where(
            MeetingSlot.subject_type == subject_type,
            MeetingSlot.subject_id == subject_id,
            MeetingSlot.state == OPEN,
            MeetingSlot.ends_at > now(),
        )
        .options(joinedload(MeetingSlot.user))
    )
    rows = current_session().execute(query.order_by(MeetingSlot.starts_at, MeetingSlot.id).limit(200))
    return [tuple(row) for row in rows]


def taken_times(user_id: int, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """When a person has open slots or meetings between two moments."""
    slots = select(MeetingSlot.starts_at, MeetingSlot.ends_at).where(
        MeetingSlot.user_id == user_id, MeetingSlot.state == OPEN, MeetingSlot.starts_at < last,
        MeetingSlot.ends_at > first,
    )  # fmt: skip
    meetings = select(Meeting.starts_at, Meeting.ends_at).where(
        or_(Meeting.user_id == user_id, Meeting.host_id == user_id), Meeting.state == ACCEPTED,
        Meeting.starts_at < last, Meeting.ends_at > first,
    )  # fmt: skip
    session = current_session()
    return [tuple(row) for row in (*session.execute(slots), *session.execute(meetings))]


def received(viewer: Viewer) -> Select[tuple[Meeting]]:
    """Meetings about records of the organisation that the viewer acts for, or with the viewer in person."""
    own = or_(Meeting.host_id == (viewer.user_id or 0), Meeting.owner_id == (viewer.organisation_id or 0))
    return _ordered(select(Meeting).where(own))


def sent(viewer: Viewer) -> Select[tuple[Meeting]]:
    """What the viewer, or the organisation that the viewer acts for, asked for."""
    own = or_(Meeting.user_id == (viewer.user_id or 0), Meeting.organisation_id == (viewer.organisation_id or 0))
    return _ordered(select(Meeting).where(own))


def _ordered(query: Select[tuple[Meeting]]) -> Select[tuple[Meeting]]:
    """What waits or is asked for an outcome first, then what comes, then what was."""
    return query.order_by(Meeting.state.not_in([*WAITING, OVER]), Meeting.state != ACCEPTED, Meeting.starts_at.desc())


def meetings_about(subject_type: str, subject_id: int) -> list[Meeting]:
    """All meetings about a record, the latest first."""
    query = select(Meeting).where(Meeting.subject_type == subject_type, Meeting.subject_id == subject_id)
    query = complete(query, at_once=True).order_by(Meeting.starts_at.desc()).limit(200)
    return list(current_session().scalars(query).unique())


def count_in_session(user_id: int, roadshow_id: int) -> int:
    """How many meetings a person has asked for in one session and still has."""
    query = select(func.count(Meeting.id)).where(
        Meeting.user_id == user_id, Meeting.roadshow_id == roadshow_id, Meeting.state.in_([*HOLDING, OVER])
    )
    return current_session().scalar(query) or 0


def count_waiting(user_id: int) -> int:
    """How many requests of a person wait for an answer."""
    query = select(func.count(Meeting.id)).where(Meeting.user_id == user_id, Meeting.state == ASKED)
    return current_session().scalar(query) or 0


def absences_of(organisation_id: int | None, user_id: int, since: datetime) -> tuple[int, int]:
    """(meetings whose time came, those at which this side did not appear) since a moment.

    Absent is who says so, or of whom the other side says so without being contradicted.
    """
    mine = Meeting.organisation_id == organisation_id if organisation_id else Meeting.user_id == user_id
    query = select(Meeting).where(mine, Meeting.state.in_([OVER, CLOSED]), Meeting.ends_at >= since)
    meetings = list(current_session().scalars(query.options(selectinload(Meeting.reports))))
    return len(meetings), sum(ASKER_SIDE in absent_sides(one.reports) for one in meetings)


def absent_sides(reports: Sequence[MeetingReport]) -> set[str]:
    """The sides that did not appear, as far as nobody contradicts."""
    said = {one.side: one.outcome for one in reports}
    found = set()
    for side, other in ((OWNER_SIDE, ASKER_SIDE), (ASKER_SIDE, OWNER_SIDE)):
        if said.get(side) == OWN_ABSENT or (said.get(other) == OTHER_ABSENT and said.get(side) != HELD):
            found.add(side)
    return found


def lapsing(moment: datetime, limit: int) -> list[Meeting]:
    """Requests that nobody has answered in time."""
    query = select(Meeting).where(Meeting.state.in_(WAITING), Meeting.expires_at <= moment)
    return list(current_session().scalars(query.order_by(Meeting.expires_at).limit(limit)))


def ending(moment: datetime, limit: int) -> list[Meeting]:
    """Meetings that were accepted and are over."""
    query = select(Meeting).where(Meeting.state == ACCEPTED, Meeting.ends_at <= moment)
    return list(current_session().scalars(query.order_by(Meeting.ends_at).limit(limit)))


def beginning(moment: datetime, within: timedelta) -> list[Meeting]:
    """Meetings that were accepted and begin soon."""
    query = select(Meeting).where(
        Meeting.state == ACCEPTED, Meeting.starts_at > moment, Meeting.starts_at <= moment + within
    )
    return list(current_session().scalars(query.order_by(Meeting.starts_at)))
