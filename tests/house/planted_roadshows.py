"""Sessions in the planted city: of the own organisation, in the states that matter."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.organisations.models import Organisation
from tests.factories.roadshows import make_roadshow


def plant_roadshows(world: Any) -> None:
    """A draft, an announced one with an item, one that is on and one that is over."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for state in ("draft", "announced", "live", "ended"):
        roadshow = make_roadshow(own, state=state, pitches=[("阀座涂层", 20)])
        world.places[f"roadshow_{state}"] = {"roadshow_id": roadshow.id}
