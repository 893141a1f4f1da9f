"""Records that time has taken out of sight, in the planted city: hidden ones and an expired demand."""

from datetime import timedelta
from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.organisations.models import Organisation
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand


def plant_modes(world: Any) -> None:
    """A demand and an achievement that nobody confirmed, and a demand that expired, all of the own organisation."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    past = now() - timedelta(days=200)
    for kind, make in (("achievement", make_achievement), ("demand", make_demand)):
        record = make(own, state="hidden", published_at=past, confirmed_at=past)
        world.places[f"{kind}_unconfirmed"] = {f"{kind}_id": record.id}
    expired = make_demand(own, state="expired", published_at=past, deadline_on=today() - timedelta(days=40))
    world.places["demand_expired"] = {"demand_id": expired.id}
