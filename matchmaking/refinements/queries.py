"""What is asked of the tables of the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.listings.catalogue import values_in
from matchmaking.listings.permissions import to_check
from matchmaking.refinements.models import DemandRevision, JointLink, Refinement, Squad, SquadMember
from matchmaking.refinements.states import AT_DESK_STATES, OPEN

MINE, MY_SQUADS, NOBODYS = "mine", "squads", "nobody"
OWNERS = (MINE, MY_SQUADS, NOBODYS)
_CHARGED = "refinements_in_charge"


@dataclass(frozen=True)
class Filters:
    """Which part of the queue is wanted; empty means all of it."""

    state: str = ""
    owner: str = ""
    industries: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


def find_refinement(demand_id: int) -> Refinement | None:
    """The way of a demand across the desk, with who is in charge; None while nothing was done."""
    query = select(Refinement).where(Refinement.demand_id == demand_id)
    people = joinedload(Refinement.in_charge), joinedload(Refinement.squad).selectinload(Squad.members)
    return current_session().scalar(query.options(*people))


def squad_ids_of(user_id: int | None) -> Select[tuple[int]]:
    """The squads that a person belongs to."""
    return select(SquadMember.squad_id).where(SquadMember.user_id == (user_id or 0))


def in_charge_of(user_id: int | None) -> ColumnElement[bool]:
    """Whether a refinement is this person's or one of the person's squads."""
    return or_(Refinement.in_charge_id == (user_id or 0), Refinement.squad_id.in_(squad_ids_of(user_id)))


def charged_ids(viewer: Viewer) -> frozenset[int]:
    """The demands that the viewer took charge of; asked once in a unit of work, because lists ask for every row."""
    known = current_session().info.setdefault(_CHARGED, {})
    if viewer.user_id not in known:
        query = select(Refinement.demand_id).where(in_charge_of(viewer.user_id))
        known[viewer.user_id] = frozenset(current_session().scalars(query))
    return known[viewer.user_id]


def forget_charges() -> None:
    """Somebody took charge, or no longer is."""
    current_session().info.pop(_CHARGED, None)


def people_in_charge(demand_id: int) -> list[int]:
    """The active people in charge of a demand: one person, or those of a squad who have a desk."""
    refinement = find_refinement(demand_id)
    if refinement is None:
        return []
    own = User.id == (refinement.in_charge_id or 0)
    at_desk = User.role.in_([Role.BROKER, Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.ADMINISTRATOR])
    squad = select(SquadMember.user_id).where(SquadMember.squad_id == (refinement.squad_id or 0))
    query = select(User.id).where(User.is_active, or_(own, and_(User.id.in_(squad), at_desk)))
    return list(current_session().scalars(query.order_by(User.id)))


def taken_by_others(viewer: Viewer) -> Select[tuple[int]]:
    """The demands that somebody else is in charge of."""
    taken = or_(Refinement.in_charge_id.is_not(None), Refinement.squad_id.is_not(None))
    return select(Refinement.demand_id).where(taken, Refinement.id.not_in(_own(viewer)))


def _own(viewer: Viewer) -> Select[tuple[int]]:
    return select(Refinement.id).where(in_charge_of(viewer.user_id))


def _queue(viewer: Viewer, wanted: Filters, *, without: str = "") -> Select[Any]:
    """Ids of the demands on the desk; `without` leaves one of the filters out, for counting its values."""
    query = to_check(Demand, viewer).outerjoin(Refinement, Refinement.demand_id == Demand.id)
    if wanted.state and without != "state":
        query = query.where(_in_state(wanted.state))
    if wanted.owner and without != "owner":
        query = query.where(_owned(wanted.owner, viewer))
    if wanted.industries and without != "industry":
        rows = values_in(Demand.id, Demand.industry_codes).subquery()
        query = query.where(Demand.id.in_(select(rows.c[0]).where(rows.c[1].in_(wanted.industries))))
    if wanted.counties and without != "county":
        query = query.where(Demand.county_code.in_(wanted.counties))
    return query


def _in_state(state: str) -> ColumnElement[bool]:
    """What no step was taken with waits for triage."""
    return (
        or_(Refinement.id.is_(None), Refinement.state.not_in(AT_DESK_STATES), Refinement.state == OPEN)
        if (state == OPEN)
        else (Refinement.state == state)
    )


def _owned(owner: str, viewer: Viewer) -> ColumnElement[bool]:
    if owner == MINE:
        return Refinement.in_charge_id == (viewer.user_id or 0)
    if owner == MY_SQUADS:
        return Refinement.squad_id.in_(squad_ids_of(viewer.user_id))
    return and_(Refinement.in_charge_id.is_(None), Refinement.squad_id.is_(None))


def queue_page(viewer: Viewer, wanted: Filters, *, limit: int, offset: int) -> list[tuple[Demand, Refinement | None]]:
    """One page of the queue: what is due first at the head, what has no clock at the end."""
    due = (
        select(Clock.subject_id, func.min(Clock.due_at).label("at"))
        .where(Clock.subject_type == Demand.__tablename__, Clock.closed_at.is_(None))
        .group_by(Clock.subject_id)
        .subquery()
    )
    query = _queue(viewer, wanted).outerjoin(due, due.c.subject_id == Demand.id).add_columns(Refinement)
    query = query.options(
        joinedload(Demand.organisation, innerjoin=True),
        selectinload(Demand.criteria),
        joinedload(Refinement.in_charge),
        joinedload(Refinement.squad),
        # Only how they stand; the texts themselves would be much to read.
        selectinload(Refinement.revisions).load_only(DemandRevision.number, DemandRevision.state),
    )
    query = query.order_by(due.c.at.is_(None), due.c.at, Demand.submitted_at, Demand.id)
    return [(row[0], row[1]) for row in current_session().execute(query.limit(limit).offset(offset))]


def state_counts(viewer: Viewer, wanted: Filters) -> dict[str, int]:
    """State → how many demands of the queue are in it."""
    query = _queue(viewer, wanted, without="state").with_only_columns(Refinement.state, func.count(Demand.id))
    found: dict[str, int] = dict.fromkeys(AT_DESK_STATES, 0)
    for state, count in current_session().execute(query.group_by(Refinement.state)):
        found[state if state in AT_DESK_STATES else OPEN] += count
    return found


def owner_counts(viewer: Viewer, wanted: Filters) -> dict[str, int]:
    """Mine, my squads', nobody's → how many."""
    base = _queue(viewer, wanted, without="owner").with_only_columns(
        *[func.count(Demand.id).filter(_owned(owner, viewer)).label(owner) for owner in OWNERS]
    )
    return dict(current_session().execute(base).one()._mapping)


def industry_counts(viewer: Viewer, wanted: Filters) -> dict[str, int]:
    """Industry → how many demands."""
    ids = _queue(viewer, wanted, without="industry").with_only_columns(Demand.id).subquery()
    rows = values_in(Demand.id, Demand.industry_codes).subquery()
    query = select(rows.c[1], func.count()).where(rows.c[0].in_(select(ids.c.id))).group_by(rows.c[1])
    return dict(current_session().execute(query).all())


def county_counts(viewer: Viewer, wanted: Filters) -> dict[str, int]:
    """County → how many demands."""
    query = _queue(viewer, wanted, without="county").with_only_columns(Demand.county_code, func.count(Demand.id))
    return {code: count for code, count in current_session().execute(query.group_by(Demand.county_code)) if code}


def squads(*, active_only: bool = False) -> list[Squad]:
    """All squads with their people, by name."""
    query = select(Squad).options(selectinload(Squad.members)).order_by(Squad.is_active.desc(), Squad.name)
    return list(current_session().scalars(query.where(Squad.is_active) if active_only else query))


def squad_named(name: str, except_id: int | None = None) -> Squad | None:
    """The squad of this name."""
    return current_session().scalar(select(Squad).where(Squad.name == name, Squad.id != (except_id or 0)))


def people_of_roles(*roles: str) -> list[User]:
    """Active people of these roles, by name."""
    query = select(User).where(User.is_active, User.role.in_(roles)).order_by(User.name, User.id)
    return list(current_session().scalars(query))


def joint_demands(demand_id: int) -> list[Demand]:
    """Demands that could be put together with this one."""
    mine = or_(
        and_(JointLink.demand_id == demand_id, JointLink.other_id == Demand.id),
        and_(JointLink.other_id == demand_id, JointLink.demand_id == Demand.id),
    )
    query = select(Demand).join(JointLink, mine).options(joinedload(Demand.organisation, innerjoin=True))
    return list(current_session().scalars(query.order_by(Demand.id)))


def find_link(one: int, other: int) -> JointLink | None:
    """The link between two demands, whichever comes first."""
    low, high = sorted((one, other))
    return current_session().scalar(select(JointLink).where(JointLink.demand_id == low, JointLink.other_id == high))


def others_at_desk(demand: Demand, limit: int) -> list[Demand]:
    """Demands of other enterprises that wait at the desk too, the newest first."""
    query = select(Demand).where(Demand.state == SUBMITTED, Demand.organisation_id != demand.organisation_id)
    query = query.options(joinedload(Demand.organisation, innerjoin=True), selectinload(Demand.criteria))
    return list(current_session().scalars(query.order_by(Demand.id.desc()).limit(limit)))


def merge_targets(demand: Demand) -> list[Demand]:
    """What a demand may be merged into: others of the same enterprise that were handed in or are public."""
    query = select(Demand).where(
        Demand.organisation_id == demand.organisation_id,
        Demand.id != demand.id,
        Demand.state.in_([SUBMITTED, PUBLISHED]),
    )
    return list(current_session().scalars(query.order_by(Demand.id.desc())))


def due_for_review(day: Any, limit: int) -> list[Refinement]:
    """Demands that were put aside until today or earlier."""
    query = select(Refinement).join(Refinement.demand).options(contains_eager(Refinement.demand))
    query = query.where(Refinement.state == "watched", Refinement.review_on <= day, Demand.state == SUBMITTED)
    return list(current_session().scalars(query.order_by(Refinement.review_on, Refinement.id).limit(limit)))


def uncounted(limit: int) -> list[int]:
    """Submitted demands whose candidates nobody has counted."""
    query = select(Demand.id).outerjoin(Refinement, Refinement.demand_id == Demand.id)
    query = query.where(Demand.state == SUBMITTED, Refinement.candidate_count.is_(None))
    return list(current_session().scalars(query.order_by(Demand.id).limit(limit)))


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """User id → name."""
    wanted: Sequence[int] = [one for one in dict.fromkeys(ids) if one]
    if not wanted:
        return {}
    return dict(current_session().execute(select(User.id, User.name).where(User.id.in_(wanted))).all())
