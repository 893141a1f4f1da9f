"""Projects as matching sees them: the demands that they may answer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import Panel, register_panel
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import is_public
from matchmaking.matching import fit_panels
from matchmaking.matching.fit_weighing import Other, OtherKind, register_other_kind
from matchmaking.matching.ranking import DEMAND, Text
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.documents import body, load
from matchmaking.projects.models import Project, ProjectFit
from matchmaking.projects.pages import whose
from matchmaking.projects.permissions import can_follow_up, organisation_shown
from matchmaking.projects.queries import achievement_ids_of
from matchmaking.projects.side import PROJECTS
from matchmaking.vocabulary.queries import label


def describe(project: Project) -> Other | None:
    """What matching knows of a public project."""
    if not is_public(project):
        return None
    return Other(
        project.id,
        project.organisation_id,
        Text(project.title, body(project)),
        tuple(project.industry_codes),
        project.technical_field,
        project.county_code,
        tuple(achievement_ids_of(project.id)),
        # An achievement says whose it is.
        names_achievements=not project.hides_name,
    )


KIND = OtherKind(
    PROJECTS,
    ProjectFit,
    load,
    describe,
    lambda project: writer_ids(project.organisation_id),
    "projects.fits",
    holds_achievements=True,
)


def in_panel(project: Project, viewer: Viewer) -> dict[str, Any]:
    """A project on the page of a demand."""
    return {
        "who": whose(project, viewer),
        "place": label("stage", project.stage),
        "is_named": organisation_shown(viewer, project),
    }


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a demand's page: projects of the hall that work on it."""
    return fit_panels.demand_panels(KIND, viewer, demand, _l("展厅里可能用得上的项目"), in_panel)


def project_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """On the project's page, for its team and brokers: the demands that it may answer."""
    if not can_follow_up(viewer, project):
        return []
    words = {"heading": _l("可能用得上的需求"), "readers": _l("只有团队和技术经理人看得到")}
    return fit_panels.record_panels(KIND, viewer, project, **words)


def register_matching() -> None:
    """Tell the rooms below."""
    register_other_kind(KIND)
    register_panel(DEMAND, demand_panels)
