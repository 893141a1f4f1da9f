"""What is asked of contests."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.contests.models import Contest, ContestEntry, Heat, Placing, Round, Winner
from matchmaking.contests.states import CANCELLED, OPEN, RUNNING, STANDING, SUBMITTED
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project


def public_contests() -> Select[tuple[Contest]]:
    """The contests that everybody reads about; what is going on first."""
    query = select(Contest).where(Contest.opened_at.is_not(None), Contest.state != CANCELLED)
    return query.order_by(Contest.state.not_in([OPEN, RUNNING]), Contest.closes_at.desc(), Contest.id.desc())


def contests_of(viewer: Viewer) -> list[Contest]:
    """The contests that the viewer runs."""
    ways = [Contest.organisation_id.in_([one for one in viewer.memberships if viewer.edits_for(one)])]
    if viewer.is_officer:
        county = Organisation.county_code == viewer.county_code
        ways.append(Organisation.id.is_not(None) if viewer.is_city_officer else county)
    query = select(Contest).join(Organisation, Organisation.id == Contest.organisation_id).where(or_(*ways))
    return list(current_session().scalars(query.order_by(Contest.id.desc()).limit(200)))


def contest_by_form_key(form_key: str) -> Contest | None:
    """What the same form has made already."""
    return current_session().scalar(select(Contest).where(Contest.form_key == form_key))


def entries_of(contest: Contest, *states: str) -> list[ContestEntry]:
    """The entries with their projects, in these states or in all."""
    query = select(ContestEntry).where(ContestEntry.contest_id == contest.id)
    if states:
        query = query.where(ContestEntry.state.in_(states))
    query = query.options(joinedload(ContestEntry.project).joinedload(Project.organisation))
    return list(current_session().scalars(query.order_by(ContestEntry.division_id, ContestEntry.id)))


def entry_of(contest: Contest, project_id: int) -> ContestEntry | None:
    """The entry of a project, in any state."""
    query = select(ContestEntry).where(ContestEntry.contest_id == contest.id, ContestEntry.project_id == project_id)
    return current_session().scalar(query)


def own_entries(contest: Contest, viewer: Viewer) -> list[ContestEntry]:
    """The entries of the viewer's organisations."""
    return [one for one in entries_of(contest) if viewer.belongs_to(one.project.organisation_id)]


def entry_counts(contests: Sequence[Contest]) -> dict[int, int]:
    """Contest id → how many entries were handed in and not taken back."""
    query = (
        select(ContestEntry.contest_id, func.count())
        .where(ContestEntry.contest_id.in_([one.id for one in contests]), ContestEntry.state != "withdrawn")
        .group_by(ContestEntry.contest_id)
    )
    return dict(current_session().execute(query).all())


def projects_to_enter_with(contest: Contest, viewer: Viewer) -> list[Project]:
    """The viewer's own projects that are on show and do not take part."""
    taking = select(ContestEntry.project_id).where(
        ContestEntry.contest_id == contest.id, ContestEntry.state.in_([SUBMITTED, STANDING])
    )
    query = select(Project).where(
        Project.organisation_id.in_([one for one in viewer.memberships if viewer.edits_for(one)]),
        Project.state == PUBLISHED,
        Project.id.not_in(taking),
    )
    return list(current_session().scalars(query.order_by(Project.id.desc()).limit(100)))


def placings_of(contest: Contest) -> dict[int, list[Placing]]:
    """Heat id → the published placings, the best first."""
    query = (
        select(Placing)
        .join(Heat, Heat.id == Placing.heat_id)
        .join(Round, Round.id == Heat.round_id)
        .where(Round.contest_id == contest.id)
        .options(joinedload(Placing.entry).joinedload(ContestEntry.project))
        .order_by(Placing.place, Placing.id)
    )
    found: dict[int, list[Placing]] = {}
    for one in current_session().scalars(query):
        found.setdefault(one.heat_id, []).append(one)
    return found


def winners_of(contest: Contest) -> list[Winner]:
    """Who won, with the steps of landing."""
    query = (
        select(Winner)
        .join(ContestEntry, ContestEntry.id == Winner.entry_id)
        .where(ContestEntry.contest_id == contest.id)
        .options(
            selectinload(Winner.steps),
            joinedload(Winner.entry).joinedload(ContestEntry.project).joinedload(Project.organisation),
        )
        .order_by(ContestEntry.division_id, Winner.id)
    )
    return list(current_session().scalars(query))


def winner_of(entry: ContestEntry) -> Winner | None:
    """The prize of an entry."""
    return current_session().scalar(select(Winner).where(Winner.entry_id == entry.id))
