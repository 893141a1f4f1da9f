"""Which achievements and demands of its own organisation belong to a project."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import public
from matchmaking.matching.fit_jobs import refit_later
from matchmaking.projects.models import Project, ProjectAchievement, ProjectDemand
from matchmaking.projects.side import PROJECTS

MOST_LINKS, MOST_OFFERED = 10, 100


def offered(project: Project, model: type[Any]) -> list[Any]:
    """What can be linked: the public achievements or demands of the same organisation, the newest first."""
    query = select(model).where(model.organisation_id == project.organisation_id, public(model))
    return list(current_session().scalars(query.order_by(model.published_at.desc(), model.id).limit(MOST_OFFERED)))


def linked_ids(project_id: int, row: type[Any], column: Any) -> list[int]:
    """The ids that a project is linked to in one of the two tables."""
    return list(current_session().scalars(select(column).where(row.project_id == project_id).order_by(row.id)))


def choose_links(project: Project, achievements: Sequence[int], demands: Sequence[int], *, actor: Viewer) -> bool:
    """Make the links of a project these; return whether anything changed.

    A link that is there already stays although its record is not public any more. Raises RuleBroken for too many, or
    for a record that is not the organisation's own and public.
    """
    changed = [
        _replace(project, Achievement, ProjectAchievement, "achievement_id", achievements),
        _replace(project, Demand, ProjectDemand, "demand_id", demands),
    ]
    if any(changed):
        data = {"achievements": list(dict.fromkeys(achievements)), "demands": list(dict.fromkeys(demands))}
        history.record("projects.linked", project, actor=actor, data=data)
        # What a linked achievement matches, the project may answer.
        refit_later(PROJECTS.kind, [project.id])
    return any(changed)


def _replace(project: Project, model: type[Any], row: type[Any], name: str, wanted: Sequence[int]) -> bool:
    column = getattr(row, name)
    present = linked_ids(project.id, row, column)
    chosen = list(dict.fromkeys(wanted))
    if len(chosen) > MOST_LINKS:
        raise RuleBroken(_("成果和需求最多各关联 %(most)d 项，请只留与项目直接有关的。", most=MOST_LINKS))
    allowed = {*present, *(one.id for one in offered(project, model))}
    if any(one not in allowed for one in chosen):
        raise RuleBroken(_("只能关联本单位已公开的成果和需求，请刷新页面后重选。"))
    gone = [one for one in present if one not in chosen]
    if gone:
        current_session().execute(delete(row).where(row.project_id == project.id, column.in_(gone)))
    new = [one for one in chosen if one not in present]
    for one in new:
        current_session().add(row(project_id=project.id, **{name: one}))
    return bool(gone or new)
