"""Sessions in the planted city: of the own organisation, in the states that matter."""

from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, unit_of_work
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.addresses import make_address, token_of
from matchmaking.roadshows.models import Engagement, Pitch, Registration
from tests.factories.organisations import make_organisation
from tests.factories.roadshows import make_roadshow


def plant_roadshows(world: Any) -> None:
    """One in each state with items, a task and a registration of another enterprise; houses that hold sessions."""
    own_id, other = world.places["own"]["organisation_id"], world.people["E"].id
    with unit_of_work() as session:
        own = session.get_one(Organisation, own_id)
    for county in ("330324", "330302"):
        make_organisation(kind="incubator", county_code=county, name=f"试样孵化器{county}")
    for state in ("draft", "announced", "live", "ended"):
        roadshow = make_roadshow(own, state=state, opened_at=now(), pitches=[("阀座涂层", 20), ("自由问答", 20)])
        world.places[f"roadshow_{state}"] = {"roadshow_id": roadshow.id}
    announced = world.places["roadshow_announced"]
    with unit_of_work() as session:
        pitch_id = session.scalar(select(Pitch.id).where(Pitch.roadshow_id == announced["roadshow_id"]).limit(1))
        task = Engagement(
            **announced,
            pitch_id=pitch_id,
            task="speaker",
            user_id=other,
            title="泵阀专场",
            open_key=f"speaker:{pitch_id}",
        )
        guest = Registration(**announced, user_id=other, queued_at=now())
        address = make_address(other)
        session.add_all([task, guest])
        session.flush()
        world.places["roadshow_item"] = {"pitch_id": pitch_id}
        world.places["roadshow_task"] = {"engagement_id": task.id}
        world.places["roadshow_guest"] = {"registration_id": guest.id}
        world.places["roadshow_calendar"] = {"token": token_of(address)}
