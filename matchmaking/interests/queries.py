"""Reads interests, next steps, and who looks after a project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import current_session, now
from matchmaking.demands.models import Demand
from matchmaking.interests.models import Interest, InterestMatch, InterestStep, ProjectBroker
from matchmaking.interests.states import ANSWERED, OPEN
from matchmaking.listings.audiences import public
from matchmaking.matching.models import Match
from matchmaking.projects.models import Project

MOST_SHOWN = 200
REMEMBERED = "interests.charges"


def complete(query: Select[tuple[Interest]], *, at_once: bool = False) -> Select[tuple[Interest]]:
    """Load what pages show along; `at_once` with one question, whose rows are then to be made `unique()`."""
    load_all = joinedload if at_once else selectinload
    return query.options(
        joinedload(Interest.project).joinedload(Project.organisation), joinedload(Interest.organisation),
        joinedload(Interest.user), joinedload(Interest.demand), joinedload(Interest.meeting),
        load_all(Interest.steps),
    )  # fmt: skip


def interest_with(interest_id: int) -> Interest | None:
    """One interest, whoever may see it: ask `can_view_interest` before showing it."""
    return current_session().scalar(complete(select(Interest).where(Interest.id == interest_id)))


def step_with(step_id: int) -> InterestStep | None:
    """One next step with its interest."""
    return current_session().get(InterestStep, step_id, options=[joinedload(InterestStep.interest)])


def with_open_key(key: str) -> Interest | None:
    """The one that this person has already raised."""
    return current_session().scalar(complete(select(Interest).where(Interest.open_key == key)))


def by_form_key(key: str, user_id: int) -> Interest | None:
    """The one that this form has already made."""
    query = select(Interest).where(Interest.form_key == key, Interest.user_id == user_id)
    return current_session().scalar(query) if key else None


def of_meeting(meeting_id: int) -> Interest | None:
    """The interest that a meeting belongs to."""
    return current_session().scalar(select(Interest).where(Interest.meeting_id == meeting_id).limit(1))


def waiting_in(project_id: int) -> list[Interest]:
    """What a project's team has not answered, oldest first."""
    query = select(Interest).where(Interest.project_id == project_id, Interest.state == OPEN)
    return list(current_session().scalars(query.order_by(Interest.id)))


def own_interests(viewer: Viewer, project_id: int) -> dict[str, Interest]:
    """kind → what the viewer has raised in a project and what still goes on."""
    if not viewer.is_signed_in:
        return {}
    query = select(Interest).where(
        Interest.project_id == project_id, Interest.user_id == viewer.user_id, Interest.open_key.is_not(None)
    )
    return {one.kind: one for one in current_session().scalars(query)}


def received(viewer: Viewer) -> Select[tuple[Interest]]:
    """In the projects of the organisation that the viewer acts for."""
    return _ordered(select(Interest).where(Interest.owner_id == (viewer.organisation_id or 0)))


def sent(viewer: Viewer) -> Select[tuple[Interest]]:
    """Raised by the viewer, or for the organisation that the viewer acts for."""
    own = or_(Interest.user_id == (viewer.user_id or 0), Interest.organisation_id == (viewer.organisation_id or 0))
    return _ordered(select(Interest).where(own))


def _ordered(query: Select[tuple[Interest]]) -> Select[tuple[Interest]]:
    return query.order_by(Interest.state != OPEN, Interest.state != ANSWERED, Interest.id.desc())


@dataclass(frozen=True)
class Chosen:
    """Which part of the desk: codes, empty for all. `whose`: "mine" or "free"; `late`: only what is overdue."""

    kind: str = ""
    state: str = ""
    whose: str = ""
    late: bool = False


def is_late(moment: datetime) -> ColumnElement[bool]:
    """A condition on interests: a clock of it or of one of its steps is past its time."""
    overdue = and_(Clock.closed_at.is_(None), Clock.due_at < moment)
    own = exists().where(overdue, Clock.subject_type == "interests", Clock.subject_id == Interest.id)
    of_step = exists().where(
        overdue,
        Clock.subject_type == "interest_steps",
        Clock.subject_id == InterestStep.id,
        InterestStep.interest_id == Interest.id,
    )
    return or_(own, of_step)


def at_desk(viewer: Viewer, chosen: Chosen) -> Select[tuple[Interest]]:
    """What a desk looks after, what is overdue first: brokers and city officers all, county officers their own."""
    query = select(Interest).join(Project, Project.id == Interest.project_id)
    if not (viewer.is_broker or viewer.is_city_officer):
        query = query.where(Project.county_code == (viewer.county_code or ""))
    if chosen.kind:
        query = query.where(Interest.kind == chosen.kind)
    query = query.where(Interest.state == chosen.state) if chosen.state else query
    brokers = select(ProjectBroker.project_id)
    if chosen.whose == "mine":
        query = query.where(Interest.project_id.in_(brokers.where(ProjectBroker.user_id == viewer.user_id)))
    elif chosen.whose == "free":
        query = query.where(Interest.project_id.not_in(brokers))
    late = is_late(now())
    if chosen.late:
        query = query.where(late)
    return query.order_by(late.desc(), Interest.state != OPEN, Interest.state != ANSWERED, Interest.id.desc())


def counts_at_desk(viewer: Viewer) -> list[tuple[str, str, bool, str, int]]:
    """(kind, state, is late, whose, how many) at the whole desk, for the facets; whose: "mine", "free" or "other"."""
    brokers = select(ProjectBroker.project_id)
    whose = case(
        (Interest.project_id.not_in(brokers), "free"),
        (Interest.project_id.in_(brokers.where(ProjectBroker.user_id == viewer.user_id)), "mine"),
        else_="other",
    )
    late = case((is_late(now()), True), else_=False)
    rows = (
        at_desk(viewer, Chosen())
        .order_by(None)
        .with_only_columns(Interest.kind, Interest.state, late.label("late"), whose.label("whose"))
        .subquery()
    )
    counted = select(*rows.c, func.count()).group_by(*rows.c)
    return [tuple(row) for row in current_session().execute(counted)]


def running_clocks(subjects: Iterable[tuple[str, int]]) -> list[Clock]:
    """The clocks that run for some interests and steps, with one question."""
    wanted: dict[str, list[int]] = {}
    for table, one in subjects:
        wanted.setdefault(table, []).append(one)
    if not wanted:
        return []
    ways = [and_(Clock.subject_type == table, Clock.subject_id.in_(ids)) for table, ids in wanted.items()]
    query = select(Clock).where(Clock.closed_at.is_(None), or_(*ways)).order_by(Clock.due_at, Clock.id)
    return list(current_session().scalars(query))


def of_project(project_id: int) -> list[Interest]:
    """All of a project, what is open first, then the latest."""
    query = select(Interest).where(Interest.project_id == project_id)
    # With one question: the hub asks many rooms.
    found = complete(_ordered(query), at_once=True).limit(MOST_SHOWN)
    return list(current_session().scalars(found).unique())


def brokers_of(project_ids: Iterable[int]) -> dict[int, ProjectBroker]:
    """project id → the broker who looks after it."""
    query = select(ProjectBroker).where(ProjectBroker.project_id.in_(list(project_ids)))
    return {one.project_id: one for one in current_session().scalars(query.options(joinedload(ProjectBroker.user)))}


def broker_of(project_id: int) -> ProjectBroker | None:
    """The same for one."""
    return brokers_of([project_id]).get(project_id)


def charges_of(user_id: int | None) -> set[int]:
    """The projects that a broker looks after, asked once for each request or job."""
    remembered: dict[int | None, set[int]] = current_session().info.setdefault(REMEMBERED, {})
    if user_id not in remembered:
        query = select(ProjectBroker.project_id).where(ProjectBroker.user_id == (user_id or 0))
        remembered[user_id] = set(current_session().scalars(query))
    return remembered[user_id]


def forget_charges() -> None:
    """Somebody took or let go of a project in this unit of work."""
    current_session().info.pop(REMEMBERED, None)


def matches_of(interest_id: int) -> list[Match]:
    """The matches that an interest put into the list, the best first."""
    query = (
        select(Match)
        .join(InterestMatch, InterestMatch.match_id == Match.id)
        .where(InterestMatch.interest_id == interest_id)
        .options(joinedload(Match.demand), joinedload(Match.achievement))
    )
    return list(current_session().scalars(query.order_by(Match.score.desc(), Match.id)))


def interests_of_match(match_id: int) -> list[Interest]:
    """The interests that put a match into the list."""
    query = select(Interest).join(InterestMatch, InterestMatch.interest_id == Interest.id)
    query = query.where(InterestMatch.match_id == match_id).order_by(Interest.id)
    return list(current_session().scalars(complete(query)))


def own_public_demands(organisation_id: int | None, limit: int = 50) -> list[Demand]:
    """The demands that an interest may name: those that everybody may read, the newest first."""
    query = select(Demand).where(Demand.organisation_id == (organisation_id or 0), public(Demand))
    return list(current_session().scalars(query.order_by(Demand.id.desc()).limit(limit)))


def demands_with(ids: Sequence[int]) -> list[Demand]:
    """Demands by id."""
    return list(current_session().scalars(select(Demand).where(Demand.id.in_(ids)).order_by(Demand.id)))
