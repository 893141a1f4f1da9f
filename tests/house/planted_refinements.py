"""The planted city's desk: a demand that somebody revised, one with a question, one that waits for its enterprise."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.refinements.approval import send
from matchmaking.refinements.asking import ask
from matchmaking.refinements.charge import refinement_of
from matchmaking.refinements.models import Squad, SquadMember
from matchmaking.refinements.revising import write
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation


def plant_refinements(world: Any) -> None:
    """Records in every state in which the desk or the enterprise may do something."""
    broker = Viewer(user_id=world.people["B"].id, role="broker")
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for place in ("revised", "asked", "awaiting"):
        world.places[f"demand_{place}"] = {"demand_id": make_demand(own, state="submitted").id}
    waiting = world.places["demand_submitted"]
    others = make_demand(make_organisation(), state="submitted")
    world.places["merge_pair"] = {**waiting, "other_id": make_demand(own, state="submitted").id}
    world.places["joint_pair"] = {**waiting, "other_id": others.id}
    with unit_of_work() as session:

        def demand(place: str) -> Demand:
            return session.get_one(Demand, world.places[f"demand_{place}"]["demand_id"])

        for place in ("revised", "awaiting"):
            write(demand(place), {"summary": "换成研究者的说法"}, actor=broker)
        version = refinement_of(demand("awaiting")).text_version
        send(demand("awaiting"), seen_version=version, publishes=True, note="", actor=broker)
        ask(demand("asked"), "现在的泄漏率是多少？", form_key=None, actor=broker)
        squad = Squad(name="泵阀小队", industry_codes=["pump_valve"], members=[SquadMember(user_id=broker.user_id)])
        session.add(squad)
    world.places["squad"] = {"squad_id": squad.id}
