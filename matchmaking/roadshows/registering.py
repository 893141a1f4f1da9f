"""Registers people for sessions, keeps the waiting list moving, and notes who came."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.notifications.services import notify, withdraw_notices
from matchmaking.roadshows.models import MIXED, ONLINE, ONSITE, Registration, Roadshow
from matchmaking.roadshows.registration_queries import (
    count_to_come,
    next_waiting,
    registration_of,
    seated_elsewhere,
    seats_taken,
)
from matchmaking.roadshows.states import LEFT, PRESENT, REGISTERED, REGISTRATION_STATES, SEATED, WAITING
from matchmaking.roadshows.telling import page_of, words_of


def register(roadshow: Roadshow, *, attends: str, actor: Viewer) -> Registration:
    """Take a seat, or a place on the waiting list when there is none; who has one already keeps it.

    Raises RuleBroken for too many sessions at once, and for a seat in two halls at the same time.
    """
    _wait_for_others(roadshow)
    user_id = actor.user_id or 0
    before = registration_of(roadshow.id, user_id)
    if before is not None and before.state != LEFT:
        return before
    attends = attends if roadshow.form == MIXED and attends in (ONSITE, ONLINE) else _only_way(roadshow)
    most = current_app.config["ROADSHOW_REGISTRATIONS"]
    if count_to_come(user_id) >= most:
        raise RuleBroken(_("您已预约 %(most)d 场还没结束的活动，到了上限。请先取消去不了的场次，再来预约。", most=most))
    other = seated_elsewhere(user_id, roadshow) if attends == ONSITE else None
    if other is not None:
        raise RuleBroken(
            _("您在同一时间已预约“%(title)s”的现场席位。请先取消那一场，或者改为线上参加。", title=other.title)
        )
    state = REGISTERED if has_seat(roadshow, attends) else WAITING
    if before is not None:
        before.attends, before.queued_at, before.present_at = attends, now(), None
        before.organisation_id = actor.organisation_id
        REGISTRATION_STATES.move(before, state, actor=actor)
        return before
    made = Registration(
        roadshow=roadshow, user_id=user_id, organisation_id=actor.organisation_id, attends=attends, state=state,
        queued_at=now(),
    )  # fmt: skip
    current_session().add(made)
    history.record("roadshow_registrations.made", made, actor=actor, to_state=state)
    return made


def _wait_for_others(roadshow: Roadshow) -> None:
    """On PostgreSQL two people cannot take the last seat at the same moment; SQLite has one writer anyway."""
    current_session().execute(select(Roadshow.id).where(Roadshow.id == roadshow.id).with_for_update())


def _only_way(roadshow: Roadshow) -> str:
    return ONLINE if roadshow.form == ONLINE else ONSITE


def has_seat(roadshow: Roadshow, attends: str) -> bool:
    """Whether a person who attends in this way finds a seat now. Of a mixed session only those in the hall count."""
    is_counted = attends == ONSITE if roadshow.has_hall else True
    return roadshow.capacity is None or not is_counted or seats_taken(roadshow) < roadshow.capacity


def leave(registration: Registration, *, actor: Viewer) -> None:
    """Give the seat up; who has waited longest gets it and is told."""
    had_seat = registration.state in SEATED
    REGISTRATION_STATES.move(registration, LEFT, actor=actor)
    withdraw_notices([registration.user_id], _seat_key(registration))
    if had_seat:
        fill_seats(registration.roadshow)


def fill_seats(roadshow: Roadshow) -> int:
    """Move people up from the waiting list while there are seats, and tell them; return how many."""
    current_session().flush()
    if roadshow.capacity is None:
        chosen = next_waiting(roadshow, 100_000)
    else:
        free = roadshow.capacity - seats_taken(roadshow)
        chosen = next_waiting(roadshow, free) if free > 0 else []
    for registration in chosen:
        REGISTRATION_STATES.move(registration, REGISTERED, actor=None)
        notify(
            [registration.user_id], "roadshows.seat", _seat_key(registration), page_of(roadshow), **words_of(roadshow)
        )
    return len(chosen)


def _seat_key(registration: Registration) -> str:
    return f"roadshow_registrations:{registration.id}:seat:{registration.queued_at.isoformat()}"


def take_form(roadshow: Roadshow) -> None:
    """A session that is now only in the hall or only on line takes everybody along."""
    if roadshow.form == MIXED:
        return
    rows = update(Registration).where(Registration.roadshow_id == roadshow.id)
    current_session().execute(rows.values(attends=_only_way(roadshow)))


def check_in(registration: Registration, *, actor: Viewer | None) -> None:
    """Note that somebody has come; a second time changes nothing."""
    if registration.state == PRESENT:
        return
    REGISTRATION_STATES.move(registration, PRESENT, actor=actor)
    registration.present_at = now()


def undo_check_in(registration: Registration, *, actor: Viewer) -> None:
    """The wrong person was ticked."""
    if registration.state != PRESENT:
        return
    REGISTRATION_STATES.move(registration, REGISTERED, actor=actor)
    registration.present_at = None


def note_presence(roadshow: Roadshow, user_id: int) -> None:
    """For the live room: a registered person who attends on line has come."""
    registration = registration_of(roadshow.id, user_id)
    if registration is not None and registration.state == REGISTERED and registration.attends == ONLINE:
        check_in(registration, actor=None)
