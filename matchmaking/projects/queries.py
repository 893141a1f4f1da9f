"""What is asked of the tables of projects."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import shown
from matchmaking.projects.models import Project, ProjectAchievement, ProjectDemand


def shown_projects(viewer: Viewer) -> Select[tuple[Project]]:
    """The projects that are on show for this viewer; lists, agendas and channels start here."""
    return select(Project).where(shown(Project, viewer))


def project_with(project_id: int) -> Project | None:
    """One project with its organisation, whatever its state: ask `can_see_project` before showing anything of it."""
    return current_session().get(Project, project_id, options=[joinedload(Project.organisation)])


def linked_achievements(project_id: int, viewer: Viewer) -> list[Achievement]:
    """The achievements of a project that this viewer may see."""
    query = (
        select(Achievement)
        .join(ProjectAchievement, ProjectAchievement.achievement_id == Achievement.id)
        .where(ProjectAchievement.project_id == project_id, shown(Achievement, viewer))
        .options(joinedload(Achievement.organisation, innerjoin=True))
        .order_by(ProjectAchievement.id)
    )
    return list(current_session().scalars(query))


def linked_demands(project_id: int, viewer: Viewer) -> list[Demand]:
    """The demands of a project that this viewer may see."""
    query = (
        select(Demand)
        .join(ProjectDemand, ProjectDemand.demand_id == Demand.id)
        .where(ProjectDemand.project_id == project_id, shown(Demand, viewer))
        .options(joinedload(Demand.organisation, innerjoin=True))
        .order_by(ProjectDemand.id)
    )
    return list(current_session().scalars(query))


def achievement_ids_of(project_id: int) -> list[int]:
    """The ids of all achievements of a project, public or not."""
    query = select(ProjectAchievement.achievement_id).where(ProjectAchievement.project_id == project_id)
    return list(current_session().scalars(query.order_by(ProjectAchievement.id)))


def projects_with_achievements(achievement_ids: Sequence[int], viewer: Viewer) -> list[Project]:
    """The projects on show that bring these achievements to market; a hidden name must not come out by it."""
    brought = select(ProjectAchievement.project_id).where(ProjectAchievement.achievement_id.in_(list(achievement_ids)))
    query = shown_projects(viewer).where(Project.id.in_(brought), Project.hides_name.is_(False))
    query = query.options(joinedload(Project.organisation, innerjoin=True)).order_by(Project.id)
    return list(current_session().scalars(query))
