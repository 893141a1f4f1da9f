"""In the planted city: records that time has taken out of sight, and demands that only a chosen few see."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Invitee
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand


def plant_modes(world: Any) -> None:
    """A demand and an achievement that nobody confirmed, and a demand that expired, all of the own organisation."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    past = now() - timedelta(days=200)
    for kind, make in (("achievement", make_achievement), ("demand", make_demand)):
        record = make(own, state="hidden", published_at=past, confirmed_at=past)
        world.places[f"{kind}_unconfirmed"] = {f"{kind}_id": record.id}
    expired = make_demand(own, state="expired", published_at=past, deadline_on=today() - timedelta(days=40))
    world.places["demand_expired"] = {"demand_id": expired.id}
    plant_invitations(world)


def plant_invitations(world: Any) -> None:
    """An invited and a direct demand of the own organisation; that of "E" is asked and has seen both."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
        asked = session.scalar(select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id))
    for mode in ("invited", "direct"):
        demand = make_demand(own, mode=mode)
        draft = make_demand(own, mode=mode, state="draft", published_at=None, number=None)
        with unit_of_work() as session:
            session.add(Invitee(demand_id=demand.id, organisation_id=asked, told_at=now(), seen_at=now()))
            session.add(Invitee(demand_id=draft.id, organisation_id=asked))
        world.places[f"demand_{mode}"] = {"demand_id": demand.id}
        world.places[f"demand_{mode}_draft"] = {"demand_id": draft.id}
        world.places[f"invitee_{mode}_draft"] = {"demand_id": draft.id, "organisation_id": asked}
    world.places["achievement_elsewhere"] = {"achievement_id": make_achievement().id}
