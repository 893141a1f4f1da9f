"""What the sample projects stand on, and what the sample investors look for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import session
from matchmaking.demands.models import Demand
from matchmaking.investors.queries import profile_of
from matchmaking.investors.services import FIELDS, state_interests
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project, ProjectAchievement, ProjectDemand

MONEY = ("funding_need", "valuation", "ticket_low", "ticket_high")


def link_project(row: Mapping[str, Any]) -> None:
    """Link a sample project with the sample achievements and demands of its organisation, by their numbers."""
    project = session.scalars(
        select(Project).where(Project.is_sample, Project.external_number == row["external_number"])
    ).one()
    for model, link, name in (
        (Achievement, ProjectAchievement, "achievement"),
        (Demand, ProjectDemand, "demand"),
    ):
        numbers = row[f"{name}s"]
        query = select(model.id).where(model.is_sample, model.external_number.in_(numbers))
        for one in session.scalars(query.where(model.organisation_id == project.organisation_id).order_by(model.id)):
            session.add(link(project_id=project.id, **{f"{name}_id": one}))


def load_interests(
    rows: Sequence[Mapping[str, Any]], organisations: Mapping[str, Organisation], authors: Mapping[int, Viewer]
) -> None:
    """Say what the sample investors look for, as they would; what is there already stays."""
    for row in rows:
        place = organisations[row["organisation"]]
        if profile_of(place.id) is not None:
            continue
        values = {name: _money(name, row[name]) for name in FIELDS}
        state_interests(place, values, actor=authors.get(place.id, Viewer.nobody())).is_sample = True


def _money(name: str, value: Any) -> Any:
    """Yuan as decimals, whatever else as it is."""
    return Decimal(value) if name in MONEY and value is not None else value
