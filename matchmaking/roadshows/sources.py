"""What the programme takes from projects: who speaks, what is offered for an agenda, how a project reads to others."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.listings.audiences import is_shown
from matchmaking.projects.models import Project
from matchmaking.projects.pages import whose
from matchmaking.projects.permissions import organisation_shown
from matchmaking.projects.queries import shown_projects
from matchmaking.roadshows.figures_in_text import strong_number

MOST_OFFERED = 300


@dataclass(frozen=True)
class ProjectLine:
    """A project as one viewer may read it in a programme. `is_named`: its pictures give no name away."""

    title: str
    path: str
    whose: str
    sentence: str
    number: str
    industry_codes: list[str]
    is_named: bool


def teams_of(ids: Iterable[int | None]) -> dict[int, int]:
    """Project id → the organisation whose people speak for it."""
    query = select(Project.id, Project.organisation_id).where(Project.id.in_([one for one in ids if one]))
    return dict(current_session().execute(query).all())


def projects_to_choose(viewer: Viewer) -> list[tuple[int, str]]:
    """The projects that can be put into an agenda, the newest first."""
    query = shown_projects(viewer).order_by(Project.published_at.desc(), Project.id.desc()).limit(MOST_OFFERED)
    return [(one.id, one.title) for one in current_session().scalars(query)]


def project_lines(viewer: Viewer, ids: Iterable[int | None]) -> dict[int, ProjectLine]:
    """Project id → how it reads; those that are not on show for this viewer are missing."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    query = select(Project).options(joinedload(Project.organisation)).where(Project.id.in_(wanted))
    return {
        one.id: ProjectLine(
            title=one.title,
            path=path_to("projects.show_project", project_id=one.id),
            whose=whose(one, viewer),
            sentence=one.sentence,
            number=strong_number(one.sentence, one.summary),
            industry_codes=one.industry_codes,
            is_named=organisation_shown(viewer, one),
        )
        for one in current_session().scalars(query)
        if is_shown(viewer, one)
    }
