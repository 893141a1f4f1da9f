"""Reads registrations: who comes, who waits, how many seats are taken."""

from collections.abc import Iterable

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import User
from matchmaking.core.db import current_session
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import ONSITE, Registration, Roadshow
from matchmaking.roadshows.states import ANNOUNCED, CANCELLED, ENDED, LEFT, LIVE, SEATED, WAITING


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


def counts_by_way(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Session id → how many people will come or have come, and how many of them to the hall."""
    query = (
        select(Registration.roadshow_id, Registration.attends, func.count(Registration.id))
        .where(Registration.roadshow_id.in_(list(ids)), Registration.state.in_(SEATED))
        .group_by(Registration.roadshow_id, Registration.attends)
    )
    found: dict[int, tuple[int, int]] = {}
    for roadshow_id, attends, count in current_session().execute(query):
        everybody, in_hall = found.get(roadshow_id, (0, 0))
        found[roadshow_id] = (everybody + count, in_hall + (count if attends == ONSITE else 0))
    return found


def counts_by_state(session: Roadshow) -> dict[str, int]:
    """How many registrations of a session are in each state."""
    query = select(Registration.state, func.count(Registration.id)).where(Registration.roadshow_id == session.id)
    return dict(current_session().execute(query.group_by(Registration.state)).all())


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


def participants(session: Roadshow, text: str, states: Iterable[str] = ()) -> Select[tuple[Registration]]:
    """Everybody who registered, with person and organisation, in the order of registration.

    `text` is a part of a name, of the person or of the organisation; `states` narrows to some, empty for all.
    """
    query = select(Registration).join(Registration.user).where(Registration.roadshow_id == session.id)
    if wanted := list(states):
        query = query.where(Registration.state.in_(wanted))
    if text:
        house = Registration.organisation.has(Organisation.name.icontains(text, autoescape=True))
        query = query.where(or_(User.name.icontains(text, autoescape=True), house))
    query = query.options(joinedload(Registration.user), joinedload(Registration.organisation))
    return query.order_by(Registration.queued_at, Registration.id)


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


def registered_ids(session: Roadshow, *, waiting: bool = True) -> list[int]:
    """The active people who registered and did not give it up; with `waiting` also those who wait."""
    states = [*SEATED, WAITING] if waiting else list(SEATED)
    query = select(Registration.user_id).join(Registration.user)
    query = query.where(Registration.roadshow_id == session.id, Registration.state.in_(states), User.is_active)
    return list(current_session().scalars(query.order_by(Registration.id)))
