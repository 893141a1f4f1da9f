"""Demands for tests."""

from decimal import Decimal
from typing import Any

from matchmaking.core.db import now, session, unit_of_work
from matchmaking.demands.models import Criterion, Demand
from matchmaking.organisations.models import Organisation
from tests.factories.indexing import settle
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def demand_values(**values: Any) -> dict[str, Any]:
    """The content of a complete demand as plain data."""
    return {
        "title": "含颗粒介质球阀的阀座耐磨涂层",
        "problem": "介质含 2% 石英砂，阀座 2.4 万次启闭后内漏。",
        "context": "温度 420–450 ℃，不改阀体结构。",
        "tried": "普通喷涂层 60 小时起皮。",
        "kind": "tackle",
        "industry_codes": ["pump_valve"],
        "cooperation_modes": ["commissioned_development"],
        "budget_low": Decimal(1_000_000),
        "budget_high": Decimal(1_800_000),
        "keywords": ["耐磨涂层"],
        "criteria": [
            {
                "name": "结合强度", "importance": "must", "operator": ">=", "target_low": 70.0, "unit": "MPa",
                "present_value": "52 MPa", "test_method": "GB/T 8642",
            }
        ],
        **values,
    }  # fmt: skip


def make_demand(organisation: Organisation | None = None, **values: Any) -> Demand:
    """A complete, published demand, stored and indexed; `state` and any column may be given."""
    number = next_number(__name__)
    organisation = organisation or make_organisation()
    data = demand_values(**{"title": f"含颗粒介质球阀的阀座耐磨涂层 {number} 号", **values})
    criteria = data.pop("criteria")
    with unit_of_work():
        demand = Demand(
            **{
                "organisation_id": organisation.id,
                "county_code": organisation.county_code,
                "state": "published",
                "published_at": now(),
                "number": public_number("XQ", number),
                **data,
            },
            criteria=[Criterion(position=place, **row) for place, row in enumerate(criteria)],
        )
        session.add(demand)
    settle()
    return demand
