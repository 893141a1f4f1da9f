"""Deals of the planted city: the own organisation needs, that of "E" offers, "B" is the broker; one of strangers."""

from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.deals.services import end_deal, log_event
from matchmaking.deals.states import BROKER, BUYER, DEAL_STATES, STATE_WORDS, TALKS
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.deals import make_deal


def plant_deals(world: Any) -> None:
    """A deal in every stage as `deal_STAGE`, some in the middle of a step, and `deal_foreign`, of people elsewhere."""
    with unit_of_work() as session:
        buyer = session.get_one(Organisation, world.places["own"]["organisation_id"])
        offering = select(Membership.organisation_id).where(Membership.user_id == world.people["E"].id)
        seller = session.get_one(Organisation, session.scalar(offering))
    for state in STATE_WORDS:
        deal = make_deal(buyer, seller, state=state, broker_id=world.people["B"].id, title=f"阀座耐磨涂层 {state}")
        world.places[f"deal_{state}"] = {"deal_id": deal.id}
    _plant_open_steps(world, buyer, seller)
    world.places["deal_foreign"] = {"deal_id": make_deal().id}


def _plant_open_steps(world: Any, buyer: Organisation, seller: Organisation) -> None:
    """Deals of the broker that were just moved, logged, planned or ended; one without a broker, one hides its buyer."""
    broker = Viewer(user_id=world.people["B"].id, role=Role.BROKER)
    made = {
        name: make_deal(buyer, seller, broker_id=broker.user_id, title=f"阀座耐磨涂层 {name}", **values)
        for name, values in (
            ("moved", {}), ("event", {}), ("step", {"next_step": "寄样件"}), ("closed", {}),
            ("hidden", {"hides_buyer": True}),
        )
    }  # fmt: skip
    made |= {name: make_deal(buyer, seller, title=f"阀座耐磨涂层 {name}") for name in ("free", "asked")}
    with unit_of_work() as session:
        deals = {name: session.get_one(Deal, one.id) for name, one in made.items()}
        DEAL_STATES.move(deals["moved"], TALKS, actor=broker)
        event = log_event(deals["event"], "call", "", actor=broker, side=BROKER)
        end_deal(deals["closed"], reason_code="price", words="", actor=broker)
        deals["asked"].asked_broker_id, deals["asked"].asked_side = broker.user_id, BUYER
        session.flush()
        event_id = event.id
    for name, deal in made.items():
        world.places[f"deal_{name}"] = {"deal_id": deal.id}
    world.places["deal_event"]["event_id"] = event_id
