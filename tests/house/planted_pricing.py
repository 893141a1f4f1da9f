"""Prices in the planted city: an offer on the table, a range that waits, a notice that waits for the buyer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import NEGOTIATION
from matchmaking.pricing.offering import Proposal, accept_offer, send_offer
from matchmaking.pricing.publicity import Text, prepare_notice
from matchmaking.pricing.ranges import enter_range
from matchmaking.pricing.scale import Range


def plant_pricing(world: Any) -> None:
    """`price_offer` of the seller (E), `price_range` of the buyer, `price_notice` prepared by E."""
    deal_id = world.places[f"deal_{NEGOTIATION}"]["deal_id"]
    with unit_of_work() as session:
        first = session.get_one(Deal, deal_id)
        parties = {"broker_id": first.broker_id, "buyer_id": first.buyer_id, "seller_id": first.seller_id}
        more = [
            Deal(title=f"阀座耐磨涂层 {what}", state=NEGOTIATION, stage_since=first.stage_since, **parties)
            for what in ("报价", "区间", "公示")
        ]
        session.add_all(more)
        session.flush()
        offered, ranged, noticed = more
        buyer, seller = (Viewer(user_id=world.people[letter].id) for letter in "OE")
        proposal = Proposal("lump_sum", {"total": "1800000"}, today() + timedelta(days=7))
        offer = send_offer(offered, "seller", proposal, actor=seller)
        enter_range(ranged, "buyer", Range(Decimal(800_000), Decimal(1_200_000)), actor=buyer)
        accept_offer(send_offer(noticed, "seller", proposal, actor=seller), "buyer", actor=buyer)
        text = Text("阀座耐磨涂层", "耐磨涂层", "licence", 15, "科技处", "0577-86680001")
        prepare_notice(noticed, text, actor=seller)
        world.places["price_offer"] = {"deal_id": offered.id, "offer_id": offer.id}
        world.places["price_range"] = {"deal_id": ranged.id}
        world.places["price_notice"] = {"deal_id": noticed.id}
