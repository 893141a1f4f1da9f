"""Experts in the planted city: of the own organisation in every state, one that its reader wrote, and a link."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, unit_of_work
from matchmaking.enquiries.models import Enquiry
from matchmaking.organisations.models import Membership, Organisation
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
    with unit_of_work() as session:
        asking = session.scalar(select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id))
    world.places["ask_expert"] = {"kind": "expert", "record_id": make_expert(own).id}
    for place, asked, holder_id in (
        ("enquiry", world.places["expert_published"]["expert_id"], None),
        ("enquiry_of_reader", held.id, world.people["M"].id),
    ):
        with unit_of_work() as session:
            enquiry = Enquiry(
                subject_type="experts", subject_id=asked, title="球阀阀座涂层与密封", owner_id=own.id,
                holder_id=holder_id, organisation_id=asking, user_id=world.people["E"].id, text="想请您看一次。",
                hides_asker=True, open_key=f"experts:{asked}:{asking}",
            )  # fmt: skip
            session.add(enquiry)
        world.places[place] = {"enquiry_id": enquiry.id}
    link = make_link(held, world.places["achievement_published"]["achievement_id"], "asked")
    world.places["expert_link"] = {"link_id": link.id}
