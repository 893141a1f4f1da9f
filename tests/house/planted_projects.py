"""Projects in the planted city: of the own organisation, in every state."""

from datetime import timedelta
from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.organisations.models import Organisation
from tests.factories.projects import make_project


def plant_projects(world: Any) -> None:
    """One in each state."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for state in ("draft", "submitted", "published", "withdrawn"):
        past = {"published_at": None, "number": None} if state == "draft" else {}
        project = make_project(own, state=state, **past)
        world.places[f"project_{state}"] = {"project_id": project.id}
        world.places[f"step_project_{state}"] = {"project_id": project.id, "step": "market"}
    old = now() - timedelta(days=200)
    unconfirmed = make_project(own, state="hidden", published_at=old, confirmed_at=old)
    world.places["project_unconfirmed"] = {"project_id": unconfirmed.id}
    expired = make_project(own, state="expired", published_at=old, shown_until=today() - timedelta(days=3))
    world.places["project_expired"] = {"project_id": expired.id}
