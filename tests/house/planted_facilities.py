"""Service bases in the planted city: of the own organisation, in every state."""

from datetime import timedelta
from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.organisations.models import Organisation
from tests.factories.facilities import make_facility


def plant_facilities(world: Any) -> None:
    """One in each state."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for state in ("draft", "submitted", "published", "withdrawn"):
        past = {"published_at": None, "number": None} if state == "draft" else {}
        facility = make_facility(own, state=state, **past)
        world.places[f"facility_{state}"] = {"facility_id": facility.id}
        world.places[f"step_facility_{state}"] = {"facility_id": facility.id, "step": "service"}
    old = now() - timedelta(days=200)
    unconfirmed = make_facility(own, state="hidden", published_at=old, confirmed_at=old)
    world.places["facility_unconfirmed"] = {"facility_id": unconfirmed.id}
    published = world.places["facility_published"]["facility_id"]
    world.places["ask_facility"] = {"kind": "facility", "record_id": published}
