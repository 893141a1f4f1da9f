"""A claim and commissions in the planted city: the own organisation needs, that of "E" offers, "B" is the broker."""

from typing import Any

from matchmaking.attributions.ledger import Line, append
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from tests.factories.attributions import make_commission
from tests.factories.deals import make_deal


def plant_attributions(world: Any) -> None:
    """`claim`, `commission_proposed` and `commission_accepted`; the own organisation pays."""
    with reading() as session:
        known = session.get_one(Deal, world.places["deal_talks"]["deal_id"])
        buyer, seller = (session.get_one(Organisation, one) for one in (known.buyer_id, known.seller_id))
        session.expunge_all()
    broker = world.people["B"]
    for name in ("proposed", "accepted"):
        deal = make_deal(buyer, seller, state="negotiation", broker_id=broker.id)
        made = make_commission(deal, broker, is_accepted=name == "accepted")
        world.places[f"commission_{name}"] = {"deal_id": deal.id, "commission_id": made.id}
        world.places[f"commission_{name}_task"] = {"commission_id": made.id}
    with unit_of_work() as session:
        stored = session.get_one(Deal, deal.id)
        entry = append(stored, Line("claim", "found", broker.id, broker.name, "broker", now(), words="走访时发现"))
        assert entry is not None
        world.places["claim"] = {"deal_id": deal.id, "entry_id": entry.id}
