"""Deals of the planted city: the own organisation needs, that of "E" offers, "B" is the broker; one of strangers."""

from typing import Any

from sqlalchemy import select

from matchmaking.core.db import unit_of_work
from matchmaking.deals.states import STATE_WORDS
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.deals import make_deal


def plant_deals(world: Any) -> None:
    """A deal in every stage as `deal_STAGE`, and `deal_foreign`, to which nobody of the city belongs."""
    with unit_of_work() as session:
        buyer = session.get_one(Organisation, world.places["own"]["organisation_id"])
        offering = select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id)
        seller = session.get_one(Organisation, session.scalar(offering))
    for state in STATE_WORDS:
        deal = make_deal(buyer, seller, state=state, broker_id=world.people["B"].id, title=f"阀座耐磨涂层 {state}")
        world.places[f"deal_{state}"] = {"deal_id": deal.id}
    world.places["deal_foreign"] = {"deal_id": make_deal().id}
