"""Experts in the planted city: of the own organisation in every state, one that its reader wrote, and a link."""

from datetime import timedelta
from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.organisations.models import Organisation
from tests.factories.experts import make_expert, make_link


def plant_experts(world: Any) -> None:
    """Those without an account are written by the organisation; the reader's own only by the reader."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for state in ("draft", "submitted", "published", "withdrawn"):
        past = {"published_at": None, "number": None} if state == "draft" else {}
        expert = make_expert(own, state=state, **past)
        world.places[f"expert_{state}"] = {"expert_id": expert.id}
        world.places[f"step_expert_{state}"] = {"expert_id": expert.id, "step": "experience"}
    old = now() - timedelta(days=200)
    unconfirmed = make_expert(own, state="hidden", published_at=old, confirmed_at=old)
    world.places["expert_unconfirmed"] = {"expert_id": unconfirmed.id}
    held = make_expert(own, world.people["M"])
    world.places["expert_of_reader"] = {"expert_id": held.id}
    world.places["step_expert_of_reader"] = {"expert_id": held.id, "step": "profile"}
    link = make_link(held, world.places["achievement_published"]["achievement_id"], "asked")
    world.places["expert_link"] = {"link_id": link.id}
