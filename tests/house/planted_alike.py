"""The planted city's suspected duplicates: two public demands of the organisation."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.organisations.models import Organisation
from tests.factories.demands import make_demand


def plant_alike(world: Any) -> None:
    """The second demand says the same as the first one that is published."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    pair = {"one_id": world.places["demand_published"]["demand_id"], "other_id": make_demand(own).id}
    world.places["alike_demands"] = pair
    world.places["alike_pair"] = {"kind": "demand", **pair}
