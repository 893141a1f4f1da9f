"""Opens times, asks for meetings, answers, moves and calls them off, and keeps what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import limits_of
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.working_days import add_working_days
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.meetings import queries
from matchmaking.meetings.clocks import ANSWER, ASKERS_OUTCOME, CONFIRM, OUTCOME
from matchmaking.meetings.models import Meeting, MeetingReport, MeetingSlot, MeetingTime
from matchmaking.meetings.permissions import side_of
from matchmaking.meetings.signals import meeting_asked, meeting_moved, meeting_reported
from matchmaking.meetings.states import (
    ACCEPTED,
    ASKED,
    ASKER_SIDE,
    CANCELLED,
    CLOSED,
    DECLINED,
    EXPIRED,
    MEETING_STATES,
    OPEN,
    OVER,
    OWNER_SIDE,
    PROPOSED,
    SHUT,
    WITHDRAWN,
)
from matchmaking.meetings.times import MOST_SLOTS, Series, cells_of, free_of
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations.queries import writer_ids


@dataclass(frozen=True)
class When:
    """When and where: `place` is an address, or a link for online."""

    starts_at: datetime
    ends_at: datetime
    form: str
    place: str = ""


def open_slots(subject: Any, series: Series, when_form: str, place: str, *, actor: Viewer,
               roadshow_id: int | None = None) -> list[MeetingSlot]:  # fmt: skip
    """Open the times of a series for oneself; times at which one is taken already are left out.

    Raises RuleBroken when nothing is left, or for more than 60 at once.
    """
    wanted = [one for one in series.slots() if one[0] > now() + queries.NOTICE]
    if len(wanted) > MOST_SLOTS:
        raise RuleBroken(_("一次最多开放 %(most)s 个时段，请缩短日期或拉长每段时间。", most=MOST_SLOTS))
    user_id = actor.user_id or 0
    taken = queries.taken_times(user_id, wanted[0][0], wanted[-1][1]) if wanted else []
    found = []
    for begin, end in free_of(wanted, taken):
        found.append(
            MeetingSlot(
                subject_type=subject.__tablename__, subject_id=subject.id, owner_id=subject.organisation_id,
                user_id=user_id, roadshow_id=roadshow_id, starts_at=begin, ends_at=end, form=when_form, place=place,
                state=OPEN, open_key=f"{user_id}:{int(begin.timestamp())}",
            )
        )  # fmt: skip
    if not found:
        raise RuleBroken(_("这些时间都已经过了，或者您已经有别的安排。请换一段时间。"))
    current_session().add_all(found)
    history.record("meetings.opened", subject, actor=actor, data={"count": len(found)})
    return found


def shut_slot(slot: MeetingSlot, *, actor: Viewer) -> None:
    """Take a time back; a second time changes nothing. Raises RuleBroken while somebody has asked for it."""
    if slot.state == SHUT:
        return
    if any(one.id == slot.id and held for one, held in queries.coming_slots(slot.subject_type, slot.subject_id)):
        raise RuleBroken(_("这个时段已经有人约了，请先答复或取消那次约谈。"))
    slot.state, slot.open_key = SHUT, None
    history.record("meetings.shut", slot, actor=actor)


def open_key(subject_type: str, subject_id: int, user_id: int) -> str:
    """What only one request that waits can carry."""
    return f"{subject_type}:{subject_id}:{user_id}"


def ask_for_meeting(subject: Any, reason: str, when: When, *, actor: Viewer, slot: MeetingSlot | None = None,
                    demand: Demand | None = None, roadshow_id: int | None = None,
                    form_key: str | None = None) -> Meeting:  # fmt: skip
    """Ask the side of a record for a meeting, at one of its open times or at a time of one's own.

    The same form gives what it made. Raises RuleBroken for a time that somebody else has just taken, a second request
    for the same record while one waits, and over the limits of a person and of a session.
    """
    user_id = actor.user_id or 0
    if form_key and (made := queries.by_form_key(form_key, user_id)):
        return made
    roadshow_id = slot.roadshow_id if slot and slot.roadshow_id else roadshow_id
    key = open_key(subject.__tablename__, subject.id, user_id)
    if queries.with_open_key(key) is not None:
        raise RuleBroken(_("您对这个项目的约谈还在等答复，请等答复后再约，或先撤回那一次。"))
    _check_limits(user_id, roadshow_id)
    if slot is not None and (slot.state != OPEN or slot.starts_at <= now()):
        raise RuleBroken(_("这个时段已经不开放了，请选别的时段。"))
    meeting = _new(subject, reason, when, actor, demand, roadshow_id)
    meeting.host_id = slot.user_id if slot else None
    meeting.user_id, meeting.organisation_id = user_id, actor.organisation_id
    meeting.slot_id, meeting.slot_key = (slot.id, f"slot:{slot.id}") if slot else (None, None)
    meeting.form_key, meeting.open_key = form_key or None, key
    _insert(meeting, _("这个时段刚被别人约走了，请选别的时段。"))
    history.record("meetings.asked", meeting, actor=actor, to_state=ASKED)
    _wait_for(OWNER_SIDE, meeting)
    _tell(OWNER_SIDE, meeting, "asked")
    meeting_asked.send(meeting, actor=actor, is_first=True)
    return meeting


def propose_first(subject: Any, reason: str, when: When, *, actor: Viewer, user_id: int,
                  organisation_id: int | None, demand: Demand | None = None,
                  roadshow_id: int | None = None) -> Meeting:  # fmt: skip
    """The side of a record proposes a time to somebody who showed interest in it; that person accepts or not.

    Raises RuleBroken while another request of that person waits.
    """
    key = open_key(subject.__tablename__, subject.id, user_id)
    if queries.with_open_key(key) is not None:
        raise RuleBroken(_("双方已经有一次约谈在等答复，请在那里回复时间。"))
    meeting = _new(subject, reason, when, actor, demand, roadshow_id)
    meeting.state, meeting.host_id = PROPOSED, actor.user_id
    meeting.user_id, meeting.organisation_id, meeting.open_key = user_id, organisation_id, key
    _insert(meeting, _("双方已经有一次约谈在等答复，请在那里回复时间。"))
    history.record("meetings.proposed", meeting, actor=actor, to_state=PROPOSED)
    _wait_for(ASKER_SIDE, meeting)
    _tell(ASKER_SIDE, meeting, "proposed")
    meeting_asked.send(meeting, actor=actor, is_first=False)
    return meeting


def accept_meeting(meeting: Meeting, *, words: str, place: str, actor: Viewer) -> None:
    """Say yes. Raises Conflict when one of the two people has just been given to another meeting at this time."""
    if meeting.starts_at <= now():
        raise RuleBroken(_("约定的时间已经过了，请另提一个时间。"))
    side = side_of(actor, meeting)
    if meeting.host_id is None:
        meeting.host_id = actor.user_id
    MEETING_STATES.move(meeting, ACCEPTED, actor=actor)
    _book(meeting)
    meeting.answer, meeting.answered_at, meeting.open_key = words, now(), None
    meeting.place = place or meeting.place
    meeting.sequence += 1
    _stop_waiting(meeting)
    _tell(_other(side), meeting, "accepted")
    meeting_moved.send(meeting, actor=actor, state=ACCEPTED)


def propose_time(meeting: Meeting, when: When, *, words: str, actor: Viewer) -> None:
    """Name another time; now the other side answers. A meeting that was accepted is free again until then."""
    side = side_of(actor, meeting)
    MEETING_STATES.move(meeting, PROPOSED if side == OWNER_SIDE else ASKED, actor=actor)
    _release(meeting)
    if side == OWNER_SIDE:
        meeting.host_id = actor.user_id
    meeting.starts_at, meeting.ends_at, meeting.form = when.starts_at, when.ends_at, when.form
    meeting.place, meeting.answer, meeting.answered_at = when.place or meeting.place, words, now()
    meeting.sequence += 1
    key = open_key(meeting.subject_type, meeting.subject_id, meeting.user_id)
    if queries.with_open_key(key) is None:
        meeting.open_key = key
    _stop_waiting(meeting)
    _wait_for(_other(side), meeting)
    _tell(_other(side), meeting, "proposed" if side == OWNER_SIDE else "moved")
    meeting_moved.send(meeting, actor=actor, state=meeting.state)


def decline_meeting(meeting: Meeting, *, reason_code: str, words: str, actor: Viewer) -> None:
    """Say no, with a reason that the other side reads."""
    side = side_of(actor, meeting)
    _end(meeting, DECLINED, actor, reason=reason_code)
    meeting.reason_code, meeting.answer, meeting.answered_at = reason_code, words, now()
    _stop_waiting(meeting)
    _tell(_other(side), meeting, "declined", reason=reason_code)
    meeting_moved.send(meeting, actor=actor, state=DECLINED)


def withdraw_meeting(meeting: Meeting, *, actor: Viewer) -> None:
    """Take a request or proposal back; nobody needs to answer."""
    _end(meeting, WITHDRAWN, actor)
    _stop_waiting(meeting, was_answered=False)
    meeting_moved.send(meeting, actor=actor, state=WITHDRAWN)


def cancel_meeting(meeting: Meeting, *, words: str, actor: Viewer) -> None:
    """Call off what was accepted; the other side reads why, and the time is free again."""
    side = side_of(actor, meeting)
    _end(meeting, CANCELLED, actor)
    meeting.answer, meeting.answered_at = words, now()
    meeting.sequence += 1
    _tell(_other(side), meeting, "cancelled")
    meeting_moved.send(meeting, actor=actor, state=CANCELLED)


def expire_meeting(meeting: Meeting) -> None:
    """Nobody answered in time: the slot is free again, and both sides hear of it."""
    _end(meeting, EXPIRED, None)
    _stop_waiting(meeting, was_answered=False)
    for side in (OWNER_SIDE, ASKER_SIDE):
        _tell(side, meeting, "expired")
    meeting_moved.send(meeting, actor=None, state=EXPIRED)


def ask_for_outcome(meeting: Meeting) -> None:
    """Its time has passed: both sides are asked what came of it."""
    MEETING_STATES.move(meeting, OVER, actor=None)
    owner, asker = _whose(OWNER_SIDE, meeting), _whose(ASKER_SIDE, meeting)
    open_clock(OUTCOME, meeting, county_code=meeting.owner.county_code, **owner)
    open_clock(ASKERS_OUTCOME, meeting, **asker)
    for side in (OWNER_SIDE, ASKER_SIDE):
        _tell(side, meeting, "over")


@dataclass(frozen=True)
class Report:
    """What a side says: a code of OUTCOMES, its words, and what comes next, by which side and until when."""

    outcome: str
    text: str = ""
    next_step: str = ""
    next_side: str | None = None
    next_on: date | None = None


def report_meeting(meeting: Meeting, report: Report, *, actor: Viewer) -> MeetingReport:
    """Keep what one side says came of it; when both have, the meeting is closed. Raises RuleBroken the second time."""
    side = side_of(actor, meeting)
    assert side is not None
    row = MeetingReport(side=side, user_id=actor.user_id, at=now(), **vars(report))
    if any(one.side == side for one in meeting.reports):
        raise RuleBroken(_("你们这边已经填过结果了。"))
    meeting.reports.append(row)
    history.record("meetings.reported", meeting, actor=actor, data={"side": side, "outcome": report.outcome})
    close_clock(OUTCOME if side == OWNER_SIDE else ASKERS_OUTCOME, meeting)
    if {one.side for one in meeting.reports} == {OWNER_SIDE, ASKER_SIDE}:
        MEETING_STATES.move(meeting, CLOSED, actor=actor)
    meeting_reported.send(meeting, actor=actor, report=row)
    return row


def drop_requests(meetings: Iterable[Meeting]) -> None:
    """The record has gone out of sight: what waits lapses, what was agreed stays."""
    for meeting in meetings:
        if MEETING_STATES.allows(meeting.state, EXPIRED):
            expire_meeting(meeting)


def people_of(side: str | None, meeting: Meeting) -> list[int]:
    """Who hears for a side."""
    if side == OWNER_SIDE:
        found = writer_ids(meeting.owner_id)
        return found if meeting.host_id is None else [meeting.host_id, *found]
    others = writer_ids(meeting.organisation_id) if meeting.organisation_id else []
    return [meeting.user_id, *others]


def page_of(meeting: Meeting) -> str:
    """Its page."""
    return path_to("meetings.show_meeting", meeting_id=meeting.id)


def _check_limits(user_id: int, roadshow_id: int | None) -> None:
    most, waiting = current_app.config["MEETINGS_PER_SESSION"], current_app.config["MEETINGS_WAITING"]
    if roadshow_id is not None and queries.count_in_session(user_id, roadshow_id) >= most:
        raise RuleBroken(_("一场路演每人最多约 %(most)s 次，这一场已经约满。", most=most))
    if queries.count_waiting(user_id) >= waiting:
        raise RuleBroken(_("您有 %(most)s 次约谈在等答复，请等其中一次有了答复再约。", most=waiting))


def _new(subject: Any, reason: str, when: When, actor: Viewer, demand: Demand | None,
         roadshow_id: int | None) -> Meeting:  # fmt: skip
    return Meeting(
        subject_type=subject.__tablename__, subject_id=subject.id, title=subject.title,
        owner_id=subject.organisation_id,
        demand_id=demand.id if demand else None, roadshow_id=roadshow_id, reason=reason, starts_at=when.starts_at,
        ends_at=when.ends_at, form=when.form, place=when.place, state=ASKED, answer="", sequence=0, reports=[],
        expires_at=_expiry(ANSWER, when.starts_at),
    )  # fmt: skip


def _expiry(kind: str, starts_at: datetime) -> datetime:
    """An answer after the beginning is none."""
    return min(add_working_days(now(), limits_of(kind).days), starts_at)


def _insert(meeting: Meeting, refusal: str) -> None:
    """Store a new meeting; the unique keys decide between two that come at the same moment."""
    try:
        with current_session().begin_nested():
            current_session().add(meeting)
            current_session().flush()
    except IntegrityError:
        raise Conflict(refusal) from None


def _book(meeting: Meeting) -> None:
    """Take the time of both people. The table refuses five minutes of anybody a second time."""
    session = current_session()
    people = dict.fromkeys(one for one in (meeting.host_id, meeting.user_id) if one)
    try:
        with session.begin_nested():
            cells = cells_of(meeting.starts_at, meeting.ends_at)
            session.add_all(
                MeetingTime(meeting_id=meeting.id, user_id=one, cell=cell) for one in people for cell in cells
            )
            session.flush()
    except IntegrityError:
        raise Conflict(_("这段时间刚被另一场约谈占用，请另提一个时间。")) from None


def _release(meeting: Meeting) -> None:
    current_session().execute(delete(MeetingTime).where(MeetingTime.meeting_id == meeting.id))
    meeting.slot_key = None


def _end(meeting: Meeting, state: str, actor: Viewer | None, reason: str | None = None) -> None:
    MEETING_STATES.move(meeting, state, actor=actor, reason=reason)
    meeting.open_key = None
    _release(meeting)


def _other(side: str | None) -> str:
    return ASKER_SIDE if side == OWNER_SIDE else OWNER_SIDE


def _whose(side: str, meeting: Meeting) -> dict[str, int | None]:
    """Whose turn it is, as clocks take it."""
    if side == OWNER_SIDE:
        return {"organisation_id": meeting.owner_id}
    return {"organisation_id": meeting.organisation_id} if meeting.organisation_id else {"user_id": meeting.user_id}


def _wait_for(side: str, meeting: Meeting) -> None:
    kind = ANSWER if side == OWNER_SIDE else CONFIRM
    meeting.expires_at = _expiry(kind, meeting.starts_at)
    open_clock(kind, meeting, due_at=meeting.expires_at, **_whose(side, meeting))


def _stop_waiting(meeting: Meeting, *, was_answered: bool = True) -> None:
    for kind in (ANSWER, CONFIRM):
        close_clock(kind, meeting, was_answered=was_answered)
    for side, words in ((OWNER_SIDE, "asked"), (OWNER_SIDE, "moved"), (ASKER_SIDE, "proposed")):
        withdraw_about(people_of(side, meeting), f"meetings.{words}", page_of(meeting))


def _tell(side: str, meeting: Meeting, what: str, **data: Any) -> None:
    """Tell the people of a side; the words hold the title of the record and the time, no names and no place."""
    once = f"meetings:{meeting.id}:{meeting.sequence}:{what}"
    notify(
        people_of(side, meeting), f"meetings.{what}", once, page_of(meeting),
        title=meeting.title, starts=meeting.starts_at.isoformat(), **data,
    )  # fmt: skip


def remind(meeting: Meeting, what: str) -> None:
    """Tell both sides that it is near; once for each time that was agreed."""
    for side in (OWNER_SIDE, ASKER_SIDE):
        _tell(side, meeting, what)


__all__ = [
    "Report", "When", "accept_meeting", "ask_for_meeting", "ask_for_outcome", "cancel_meeting", "decline_meeting",
    "drop_requests", "expire_meeting", "open_key", "open_slots", "page_of", "people_of",
    "propose_first", "propose_time", "remind", "report_meeting", "shut_slot", "withdraw_meeting",
]  # fmt: skip
