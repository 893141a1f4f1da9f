"""Reads sessions, their agenda, registrations and tasks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import SHANGHAI
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import (
    ONSITE,
    CalendarAddress,
    Engagement,
    Pitch,
    Registration,
    Roadshow,
)
from matchmaking.roadshows.states import (
    ACCEPTED,
    ANNOUNCED,
    ASKED,
    CANCELLED,
    ENDED,
    LEFT,
    LIVE,
    PUBLIC_STATES,
    SEATED,
    WAITING,
)


def roadshow(roadshow_id: int) -> Roadshow | None:
    """One session, whoever may see it; ask `can_see_roadshow` before showing it."""
    return current_session().get(Roadshow, roadshow_id)


def agenda(session: Roadshow) -> list[Pitch]:
    """The items of a session in their order."""
    query = select(Pitch).where(Pitch.roadshow_id == session.id).order_by(Pitch.position, Pitch.id)
    return list(current_session().scalars(query))


def pitch_with(pitch_id: int) -> Pitch | None:
    """One item with its session."""
    return current_session().scalar(select(Pitch).options(joinedload(Pitch.roadshow)).where(Pitch.id == pitch_id))


def public() -> ColumnElement[bool]:
    """Sessions that everybody reads about."""
    called_off = and_(Roadshow.state == CANCELLED, Roadshow.announced_at.is_not(None))
    return or_(Roadshow.state.in_(PUBLIC_STATES), called_off)


def visible_roadshows(viewer: Viewer) -> Select[tuple[Roadshow]]:
    """The sessions that this viewer may see: those that are public, and those that the viewer prepares."""
    if viewer.is_city_officer:
        return select(Roadshow)
    ways = [public()]
    if viewer.is_signed_in:
        ways += [Roadshow.host_id == viewer.user_id, *organised_by(viewer)]
    return select(Roadshow).where(or_(*ways))


def organised_by(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Whose sessions the viewer may change: of the own organisations, and of those of an officer's county."""
    places = [one for one in viewer.memberships if viewer.edits_for(one)]
    ways: list[ColumnElement[bool]] = [Roadshow.organisation_id.in_(places)]
    if viewer.is_officer and not viewer.is_city_officer:
        county = select(Organisation.id).where(Organisation.county_code == (viewer.county_code or ""))
        ways.append(Roadshow.organisation_id.in_(county))
    return ways


def own_roadshows(viewer: Viewer) -> Select[tuple[Roadshow]]:
    """The sessions that the viewer organises or hosts, those to come first, then the newest."""
    places = [one for one in viewer.memberships if viewer.edits_for(one)]
    mine = or_(
        Roadshow.organisation_id.in_(places),
        Roadshow.host_id == (viewer.user_id or 0),
        Roadshow.created_by_id == (viewer.user_id or 0),
    )
    is_over = Roadshow.state.in_([ENDED, CANCELLED])
    return select(Roadshow).where(mine).order_by(is_over, Roadshow.starts_at.desc(), Roadshow.id.desc())


def live_roadshows() -> list[Roadshow]:
    """What is on now, the one that began last first."""
    query = select(Roadshow).where(Roadshow.state == LIVE).order_by(Roadshow.opened_at.desc(), Roadshow.id.desc())
    return list(current_session().scalars(query))


def upcoming_roadshows(limit: int = 10) -> list[Roadshow]:
    """What is announced and not over yet, the next one first."""
    query = select(Roadshow).where(Roadshow.state == ANNOUNCED, Roadshow.ends_at > now())
    return list(current_session().scalars(query.order_by(Roadshow.starts_at, Roadshow.id).limit(limit)))


def ended_roadshows() -> Select[tuple[Roadshow]]:
    """What can be looked at again, the newest first."""
    query = select(Roadshow).where(Roadshow.state == ENDED)
    return query.order_by(Roadshow.starts_at.desc(), Roadshow.id.desc())


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of a day in the city and the first one after another."""
    begin = datetime.combine(first, time(), SHANGHAI)
    return begin, datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def between(first: date, last: date) -> list[Roadshow]:
    """The public sessions that begin on one of these days, in order."""
    begin, end = bounds(first, last)
    query = select(Roadshow).where(public(), Roadshow.starts_at >= begin, Roadshow.starts_at < end)
    return list(current_session().scalars(query.order_by(Roadshow.starts_at, Roadshow.id)))


def by_form_key(key: str, user_id: int) -> Roadshow | None:
    """The session that this form has already made."""
    query = select(Roadshow).where(Roadshow.form_key == key, Roadshow.created_by_id == user_id)
    return current_session().scalar(query)


def agendas(ids: Iterable[int]) -> dict[int, list[Pitch]]:
    """Session id → its items, for a list, with one question."""
    found: dict[int, list[Pitch]] = {one: [] for one in ids}
    query = select(Pitch).where(Pitch.roadshow_id.in_(list(found))).order_by(Pitch.roadshow_id, Pitch.position)
    for pitch in current_session().scalars(query) if found else ():
        found[pitch.roadshow_id].append(pitch)
    return found


def sessions_of_project(project_id: int) -> list[tuple[Pitch, Roadshow]]:
    """The items in which a project was or will be pitched, in public sessions, the newest first."""
    query = (
        select(Pitch, Roadshow)
        .join(Roadshow, Roadshow.id == Pitch.roadshow_id)
        .where(Pitch.project_id == project_id, Roadshow.state.in_(PUBLIC_STATES))
        .order_by(Pitch.starts_at.desc())
    )
    return [(pitch, session) for pitch, session in current_session().execute(query).unique()]


def meanwhile(session: Roadshow, viewer_organisation: int) -> list[Roadshow]:
    """Other sessions at the same time that are announced or on, and drafts of the same organiser, with their items."""
    known = or_(
        Roadshow.state.in_([ANNOUNCED, LIVE]),
        and_(Roadshow.organisation_id == viewer_organisation, Roadshow.state.not_in([ENDED, CANCELLED])),
    )
    query = (
        select(Roadshow)
        .options(selectinload(Roadshow.pitches))
        .where(known, Roadshow.starts_at < session.ends_at, Roadshow.ends_at > session.starts_at)
        .order_by(Roadshow.starts_at, Roadshow.id)
    )
    if session.id is not None:
        query = query.where(Roadshow.id != session.id)
    return list(current_session().scalars(query))


def registration_of(roadshow_id: int, user_id: int | None) -> Registration | None:
    """A person's registration, in whatever state."""
    query = select(Registration).where(Registration.roadshow_id == roadshow_id, Registration.user_id == (user_id or 0))
    return current_session().scalar(query)


def registration_with(registration_id: int) -> Registration | None:
    """One registration with its session and its person."""
    query = select(Registration).options(joinedload(Registration.roadshow), joinedload(Registration.user))
    return current_session().scalar(query.where(Registration.id == registration_id))


def registrations_by_roadshow(user_id: int | None, ids: Iterable[int]) -> dict[int, Registration]:
    """Session id → the viewer's registration that still holds, for a list."""
    query = select(Registration).where(
        Registration.user_id == (user_id or 0), Registration.roadshow_id.in_(list(ids)), Registration.state != LEFT
    )
    return {one.roadshow_id: one for one in current_session().scalars(query)} if user_id else {}


def counts_of_registrations(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Session id → how many registrations are in each state."""
    query = (
        select(Registration.roadshow_id, Registration.state, func.count(Registration.id))
        .where(Registration.roadshow_id.in_(list(ids)))
        .group_by(Registration.roadshow_id, Registration.state)
    )
    found: dict[int, dict[str, int]] = {}
    for roadshow_id, state, count in current_session().execute(query):
        found.setdefault(roadshow_id, {})[state] = count
    return found


def seated_counts(ids: Iterable[int]) -> dict[int, int]:
    """Session id → how many registered people will come or have come."""
    counts = counts_of_registrations(ids)
    return {one: sum(states.get(state, 0) for state in SEATED) for one, states in counts.items()}


def seats_taken(session: Roadshow) -> int:
    """How many of the counted seats are taken: of a session with a hall those in the hall."""
    query = select(func.count(Registration.id)).where(
        Registration.roadshow_id == session.id, Registration.state.in_(SEATED)
    )
    if session.has_hall:
        query = query.where(Registration.attends == ONSITE)
    return current_session().scalar(query) or 0


def next_waiting(session: Roadshow, limit: int) -> list[Registration]:
    """Who has waited longest for a seat."""
    query = select(Registration).where(Registration.roadshow_id == session.id, Registration.state == WAITING)
    return list(current_session().scalars(query.order_by(Registration.queued_at, Registration.id).limit(limit)))


def place_in_queue(registration: Registration) -> int:
    """How many stand in front of a person who waits, and the person: 1 is next."""
    query = select(func.count(Registration.id)).where(
        Registration.roadshow_id == registration.roadshow_id,
        Registration.state == WAITING,
        or_(
            Registration.queued_at < registration.queued_at,
            and_(Registration.queued_at == registration.queued_at, Registration.id <= registration.id),
        ),
    )
    return current_session().scalar(query) or 0


def participants(session: Roadshow) -> Select[tuple[Registration]]:
    """Everybody who registered, with person and organisation, in the order of registration."""
    query = select(Registration).where(Registration.roadshow_id == session.id)
    query = query.options(joinedload(Registration.user), joinedload(Registration.organisation))
    return query.order_by(Registration.queued_at, Registration.id)


def registered_ids(session: Roadshow, *, waiting: bool = True) -> list[int]:
    """The active people who registered and did not give it up; with `waiting` also those who wait."""
    states = [*SEATED, WAITING] if waiting else list(SEATED)
    query = select(Registration.user_id).join(Registration.user)
    query = query.where(Registration.roadshow_id == session.id, Registration.state.in_(states), User.is_active)
    return list(current_session().scalars(query.order_by(Registration.id)))


def registrations_of(user_id: int) -> list[tuple[Registration, Roadshow]]:
    """What a person registered for and did not give up, those to come first."""
    query = (
        select(Registration, Roadshow)
        .join(Roadshow, Roadshow.id == Registration.roadshow_id)
        .where(Registration.user_id == user_id, Registration.state != LEFT)
        .order_by(Roadshow.state.in_([ENDED, CANCELLED]), Roadshow.starts_at, Roadshow.id)
        .limit(200)
    )
    return [(one, session) for one, session in current_session().execute(query).unique()]


def count_to_come(user_id: int) -> int:
    """How many sessions that are not over a person is registered for."""
    query = (
        select(func.count(Registration.id))
        .join(Roadshow, Roadshow.id == Registration.roadshow_id)
        .where(Registration.user_id == user_id, Registration.state != LEFT, Roadshow.state.in_([ANNOUNCED, LIVE]))
    )
    return current_session().scalar(query) or 0


def seated_elsewhere(user_id: int, session: Roadshow) -> Roadshow | None:
    """Another session at the same time in whose hall the person has a seat."""
    query = (
        select(Roadshow)
        .join(Registration, Registration.roadshow_id == Roadshow.id)
        .where(
            Registration.user_id == user_id,
            Registration.state.in_(SEATED),
            Registration.attends == ONSITE,
            Roadshow.id != session.id,
            Roadshow.state.in_([ANNOUNCED, LIVE]),
            Roadshow.starts_at < session.ends_at,
            Roadshow.ends_at > session.starts_at,
        )
    )
    return current_session().scalars(query.limit(1)).first()


def engagement_with(engagement_id: int) -> Engagement | None:
    """One task with its session, item and who was asked."""
    query = select(Engagement).options(
        joinedload(Engagement.roadshow), joinedload(Engagement.pitch), joinedload(Engagement.user)
    )
    return current_session().scalar(query.where(Engagement.id == engagement_id))


def engagements_of(session: Roadshow) -> list[Engagement]:
    """The tasks of a session that hold, and those that were declined."""
    query = select(Engagement).options(joinedload(Engagement.user), joinedload(Engagement.organisation))
    return list(current_session().scalars(query.where(Engagement.roadshow_id == session.id).order_by(Engagement.id)))


def holding(key: str) -> Engagement | None:
    """The task that holds under a key."""
    return current_session().scalar(select(Engagement).where(Engagement.open_key == key))


def speaking_times(sessions: Sequence[Roadshow]) -> dict[int, list[tuple[int, datetime, datetime]]]:
    """Session id → (person, from, until) of everybody who was asked to speak there and did not decline."""
    query = (
        select(Engagement.roadshow_id, Engagement.user_id, Pitch.starts_at, Pitch.ends_at)
        .join(Pitch, Pitch.id == Engagement.pitch_id)
        .where(
            Engagement.roadshow_id.in_([one.id for one in sessions]),
            Engagement.user_id.is_not(None),
            Engagement.state.in_([ASKED, ACCEPTED]),
        )
    )
    found: dict[int, list[tuple[int, datetime, datetime]]] = {}
    for roadshow_id, user_id, starts_at, ends_at in current_session().execute(query) if sessions else ():
        found.setdefault(roadshow_id, []).append((user_id, starts_at, ends_at))
    return found


def tasks_of(user_id: int) -> list[tuple[Engagement, Roadshow]]:
    """What a person hosts or speaks at and has agreed to, of sessions that were announced."""
    query = (
        select(Engagement, Roadshow)
        .join(Roadshow, Roadshow.id == Engagement.roadshow_id)
        .where(Engagement.user_id == user_id, Engagement.state == ACCEPTED, public())
        .order_by(Roadshow.starts_at, Engagement.id)
        .limit(200)
    )
    return [(one, session) for one, session in current_session().execute(query).unique()]


def calendar_address(user_id: int) -> CalendarAddress | None:
    """The address of a person's calendar, once there is one."""
    return current_session().scalar(select(CalendarAddress).where(CalendarAddress.user_id == user_id))


def organisers(kinds: Sequence[str], viewer: Viewer) -> list[Organisation]:
    """The organisations in whose name the viewer may hold sessions, the own ones first."""
    places = [one for one in viewer.memberships if viewer.edits_for(one)]
    ways: list[ColumnElement[bool]] = [Organisation.id.in_(places)]
    if viewer.is_city_officer:
        ways = []
    elif viewer.is_officer and viewer.county_code:
        ways.append(Organisation.county_code == viewer.county_code)
    query = select(Organisation).where(Organisation.kind.in_(kinds), Organisation.state == "verified")
    if ways:
        query = query.where(or_(*ways))
    query = query.order_by(Organisation.id.not_in(places), Organisation.name).limit(500)
    return list(current_session().scalars(query))


def organiser_names(sessions: Iterable[Roadshow]) -> Mapping[int, str]:
    """Session id → the organiser in the language of the page."""
    return {one.id: one.organisation.local_name for one in sessions}
