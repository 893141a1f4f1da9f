"""A choice in the planted city: two answers to a demand of the own organisation, one reviewer signed, one asked."""

from hashlib import sha256
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, unit_of_work
from matchmaking.files import disk
from matchmaking.files.models import StoredFile
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.demands import make_demand
from tests.factories.proposals import make_proposal
from tests.factories.selections import make_reviewer, make_selection


def plant_selections(world: Any) -> None:
    """The enterprise of another organisation answers; the investor reviews, the researcher is asked to."""
    with unit_of_work() as session:
        joined = select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id)
        team = session.get_one(Organisation, session.scalar(joined))
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    demand = make_demand(own)
    first = make_proposal(demand, team, created_by_id=world.people["E"].id)
    make_proposal(demand)
    selection = make_selection(demand, stage="assessed")
    signed = make_reviewer(selection, world.people["I"])
    asked = make_reviewer(selection, world.people["R"], state="invited")
    token = "5e1ec7" * 8
    with unit_of_work() as session:
        disk.write(token, b"text")
        stored = StoredFile(
            token=token, subject_type="proposals", subject_id=first.id, purpose="proposal", name="检测报告.txt",
            media_type="text/plain", size=4, sha256=sha256(b"text").hexdigest(), organisation_id=team.id,
            created_at=now(),
        )  # fmt: skip
        session.add(stored)
    place = {"selection_id": selection.id}
    world.places["selection_demand"] = {"demand_id": demand.id}
    world.places["selection"] = place
    world.places["candidate"] = place | {"letter": "A"}
    world.places["candidate_file"] = place | {"letter": "A", "number": 1}
    world.places["reviewer_signed"] = {"reviewer_id": signed.id}
    world.places["reviewer_asked"] = {"reviewer_id": asked.id}
    world.places["review"] = {"reviewer_id": signed.id, "letter": "A"}
