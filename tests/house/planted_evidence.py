"""An export of the archive of a deal of the planted city, made by the owner."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.evidence.services import begin_export
from matchmaking.organisations.models import Organisation
from tests.factories.dealrooms import acting_for


def plant_evidence(world: Any) -> None:
    """The export of the deal in talks as `deal_export`."""
    place = world.places["deal_talks"]
    with unit_of_work() as session:
        deal = session.get_one(Deal, place["deal_id"])
        own = session.get_one(Organisation, deal.buyer_id)
        export = begin_export(deal, side="buyer", actor=acting_for(world.people["O"], own))
    world.places["deal_export"] = place | {"export_id": export.id}
