"""What is asked of calls and applications."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.calls.models import ORGANISING_KINDS, Application, Call
from matchmaking.calls.states import ACCEPTED, CANCELLED, OPEN, PASSED, REFUSED, STANDING
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.projects.queries import shown_projects


def public_calls() -> Select[tuple[Call]]:
    """The calls that everybody reads about: open ones first, the next deadline on top."""
    query = select(Call).where(Call.opened_at.is_not(None), Call.state != CANCELLED)
    coming = case((Call.state == OPEN, Call.closes_at))
    return query.order_by(Call.state != OPEN, coming, Call.closes_at.desc(), Call.id.desc())


def calls_of(viewer: Viewer) -> list[Call]:
    """The calls that the viewer runs, the newest first."""
    ways = [Call.organisation_id.in_([one for one in viewer.memberships if viewer.edits_for(one)])]
    if viewer.is_officer:
        county = Organisation.county_code == viewer.county_code
        ways.append(county if not viewer.is_city_officer else Organisation.id.is_not(None))
    query = select(Call).join(Organisation, Organisation.id == Call.organisation_id).where(or_(*ways))
    return list(current_session().scalars(query.order_by(Call.id.desc()).limit(200)))


def organisers(viewer: Viewer) -> list[Organisation]:
    """The organisations in whose name the viewer may call for projects."""
    query = select(Organisation).where(Organisation.kind.in_(ORGANISING_KINDS), Organisation.state == "verified")
    if not viewer.is_city_officer:
        ways = [Organisation.id.in_([one for one in viewer.memberships if viewer.edits_for(one)])]
        if viewer.is_officer:
            ways.append(Organisation.county_code == viewer.county_code)
        query = query.where(or_(*ways))
    return list(current_session().scalars(query.order_by(Organisation.name).limit(500)))


def call_by_form_key(form_key: str) -> Call | None:
    """What the same form has made already."""
    return current_session().scalar(select(Call).where(Call.form_key == form_key))


def applications_to(call: Call) -> list[Application]:
    """All applications with their projects, in the order in which they came."""
    query = select(Application).where(Application.call_id == call.id)
    query = query.options(joinedload(Application.project).joinedload(Project.organisation))
    return list(current_session().scalars(query.order_by(Application.id)))


def application_of(call: Call, project_id: int) -> Application | None:
    """The application of a project, in any state."""
    query = select(Application).where(Application.call_id == call.id, Application.project_id == project_id)
    return current_session().scalar(query)


def applications_by(viewer: Viewer) -> list[Application]:
    """The applications of the viewer's organisations, the newest first."""
    query = (
        select(Application)
        .join(Project, Project.id == Application.project_id)
        .where(Project.organisation_id.in_(list(viewer.memberships)))
        .options(joinedload(Application.project))
        .order_by(Application.id.desc())
    )
    return list(current_session().scalars(query.limit(200)))


def projects_to_apply_with(call: Call, viewer: Viewer) -> list[Project]:
    """The viewer's own projects that are on show, do not stand in this call and were not refused in it."""
    taken = (*STANDING, REFUSED)
    standing = select(Application.project_id).where(Application.call_id == call.id, Application.state.in_(taken))
    query = select(Project).where(
        Project.organisation_id.in_([one for one in viewer.memberships if viewer.edits_for(one)]),
        Project.state == PUBLISHED,
        Project.id.not_in(standing),
    )
    return list(current_session().scalars(query.order_by(Project.id.desc()).limit(100)))


def accepted_projects(call: Call, viewer: Viewer) -> list[Project]:
    """The projects that were accepted, once that was told, as far as this viewer may see them."""
    accepted = select(Application.project_id).where(Application.call_id == call.id, Application.state == ACCEPTED)
    return list(current_session().scalars(shown_projects(viewer).where(Project.id.in_(accepted)).order_by(Project.id)))


def passed_projects(call: Call) -> list[Project]:
    """What the jury scores."""
    query = select(Project).join(Application, Application.project_id == Project.id)
    query = query.where(Application.call_id == call.id, Application.state == PASSED)
    return list(current_session().scalars(query.order_by(Application.id)))


def counts(calls: Sequence[Call]) -> dict[int, int]:
    """Call id → how many applications stand."""
    query = (
        select(Application.call_id, func.count())
        .where(Application.call_id.in_([one.id for one in calls]), Application.state.in_(STANDING))
        .group_by(Application.call_id)
    )
    return dict(current_session().execute(query).all())


def overdue_calls(moment: datetime) -> list[Call]:
    """Open calls whose deadline has passed."""
    return list(current_session().scalars(select(Call).where(Call.state == OPEN, Call.closes_at < moment)))


def accepted_of(project_ids: Sequence[int]) -> dict[int, Application]:
    """Project id → its newest accepted application; sessions are filled with these."""
    query = select(Application).where(Application.project_id.in_(project_ids), Application.state == ACCEPTED)
    return {one.project_id: one for one in current_session().scalars(query.order_by(Application.id))}
