"""Deals for tests."""

from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from tests.factories.organisations import make_organisation


def make_deal(buyer: Organisation | None = None, seller: Organisation | None = None, **values: Any) -> Deal:
    """A deal between two organisations, stored; `state`, `broker_id`, `demand_id` and any column may be given."""
    buyer = buyer or make_organisation()
    seller = seller or make_organisation(kind="university")
    with unit_of_work() as session:
        deal = Deal(
            **{
                "title": "阀座耐磨涂层", "stage_since": now(), "buyer_id": buyer.id, "seller_id": seller.id,
                "county_code": buyer.county_code, **values,
            }
        )  # fmt: skip
        session.add(deal)
    return deal
