"""Reads sessions, their agendas and tasks."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import SHANGHAI
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import (
    HOST,
    CalendarAddress,
    Engagement,
    Pitch,
    Roadshow,
)
from matchmaking.roadshows.states import (
    ACCEPTED,
    ANNOUNCED,
    CANCELLED,
    DRAFT,
    ENDED,
    LIVE,
    PUBLIC_STATES,
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


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of a day in the city and the first one after another."""
    begin = datetime.combine(first, time(), SHANGHAI)
    return begin, datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def between(first: date, last: date) -> list[Roadshow]:
    """The public sessions that begin on one of these days, in order."""
    begin, end = bounds(first, last)
    query = select(Roadshow).where(public(), Roadshow.starts_at >= begin, Roadshow.starts_at < end)
    return list(current_session().scalars(query.order_by(Roadshow.starts_at, Roadshow.id)))


def in_calendar(limit: int = 300) -> list[Roadshow]:
    """What stands in everybody's calendar: public sessions from a month ago on, also those that were called off."""
    query = select(Roadshow).where(public(), Roadshow.starts_at > now() - timedelta(days=31))
    return list(current_session().scalars(query.order_by(Roadshow.starts_at, Roadshow.id).limit(limit)))


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


def ended_pitches(limit: int) -> list[tuple[Pitch, Roadshow]]:
    """The items of ended sessions in which a project was pitched, the newest sessions first."""
    query = (
        select(Pitch, Roadshow)
        .join(Roadshow, Roadshow.id == Pitch.roadshow_id)
        .where(Roadshow.state == ENDED, Pitch.project_id.is_not(None))
        .order_by(Roadshow.starts_at.desc(), Pitch.position)
        .limit(limit)
    )
    return [(pitch, session) for pitch, session in current_session().execute(query).unique()]


def sessions_of_project(project_id: int) -> list[tuple[Pitch, Roadshow]]:
    """The items in which a project was or will be pitched, in public sessions, the newest first."""
    query = (
        select(Pitch, Roadshow)
        .join(Roadshow, Roadshow.id == Pitch.roadshow_id)
        .where(Pitch.project_id == project_id, Roadshow.state.in_(PUBLIC_STATES))
        .order_by(Pitch.starts_at.desc())
    )
    return [(pitch, session) for pitch, session in current_session().execute(query).unique()]


def meanwhile(roadshow_id: int | None, organisation_id: int, starts_at: datetime, ends_at: datetime) -> list[Roadshow]:
    """Other sessions at a time, with their items: what is announced or on, and drafts of the same organiser.

    Nobody learns here of what another organiser only thinks about.
    """
    known = or_(
        Roadshow.state.in_([ANNOUNCED, LIVE]),
        and_(Roadshow.organisation_id == organisation_id, Roadshow.state == DRAFT),
    )
    query = (
        select(Roadshow)
        .options(selectinload(Roadshow.pitches))
        .where(known, Roadshow.starts_at < ends_at, Roadshow.ends_at > starts_at)
        .where(Roadshow.id != (roadshow_id or 0))
        .order_by(Roadshow.starts_at, Roadshow.id)
    )
    return list(current_session().scalars(query))


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


def confirmed_hosts(ids: Iterable[int]) -> dict[int, str]:
    """Session id → the name of its host, once that person has agreed to it."""
    query = (
        select(Engagement.roadshow_id, User.name)
        .join(User, User.id == Engagement.user_id)
        .where(
            Engagement.roadshow_id.in_(list(ids)),
            Engagement.task == HOST,
            Engagement.state == ACCEPTED,
        )
    )
    return dict(current_session().execute(query).all())


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


def count(query: Select[tuple[Any]]) -> int:
    """How many rows a query would give."""
    return current_session().scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
