"""Answers in the planted city: the enterprise of another organisation answers demands of the own one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.demands import make_demand
from tests.factories.proposals import make_proposal


def plant_proposals(world: Any) -> None:
    """A draft, a submitted answer, one that was withdrawn, and one that is sealed until the deadline."""
    with unit_of_work() as session:
        joined = select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id)
        team = session.get_one(Organisation, session.scalar(joined))
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
        demand = session.get_one(Demand, world.places["demand_published"]["demand_id"])
    sealed = make_demand(own, mode="challenge", deadline_on=today() + timedelta(days=9))
    subjects = {"draft": make_demand(own), "submitted": demand, "withdrawn": make_demand(own), "sealed": sealed}
    for place, answered in subjects.items():
        state = "submitted" if place == "sealed" else place
        made = make_proposal(answered, team, state=state, created_by_id=world.people["E"].id)
        world.places[f"proposal_{place}"] = {"proposal_id": made.id}
    world.places["demand_sealed"] = {"demand_id": sealed.id}
