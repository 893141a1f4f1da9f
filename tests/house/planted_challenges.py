"""Challenges in the planted city: the own organisation's, at every step, and an expert of another one."""

from datetime import timedelta
from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.organisations.models import Organisation
from tests.factories.challenges import make_challenge, make_expert

STATES = ("preparing", "checking", "arguing", "passed", "cleared", "open")


def plant_challenges(world: Any) -> None:
    """One in each state that has a page of its own."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for state in STATES:
        challenge = make_challenge(own, state=state)
        world.places[f"challenge_{state}"] = {"challenge_id": challenge.id}
        world.places[f"challenge_demand_{state}"] = {"demand_id": challenge.demand_id}
        if state == "arguing":
            expert = make_expert(challenge, world.people["E"])
            world.places["argument"] = {"expert_id": expert.id}
            world.places["challenge_expert"] = {"challenge_id": challenge.id, "expert_id": expert.id}
    over = make_challenge(own, state="open", deadline_on=today() - timedelta(days=1))
    world.places["challenge_over"] = {"challenge_id": over.id}
