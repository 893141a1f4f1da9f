"""Contracts for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from matchmaking.contracts.models import AcceptanceTerm, Contract, ContractParty, MilestoneTerm, PaymentTerm
from matchmaking.core.db import now, unit_of_work
from matchmaking.deals.models import Deal


def make_contract(deal: Deal, **values: Any) -> Contract:
    """A contract of a deal with two milestones and two payments, stored; any column may be given."""
    with unit_of_work() as session:
        contract = Contract(
            **{
                "deal_id": deal.id, "open_key": str(deal.id), "number": f"HT-2026-{deal.id:05d}",
                "title": "阀座耐磨涂层开发", "kind": "development", "sub_kind": "commissioned_development",
                "amount": Decimal("1200000.00"), "technology_amount": Decimal("1000000.00"),
                "payment_mode": "instalments", "ownership": "joint", "improvements": "maker",
                "dispute": "court_buyer", "changed_at": now(), "texts": {}, "rewordings": {}, **values,
            }
        )  # fmt: skip
        contract.parties = [
            ContractParty(side="buyer", name=deal.buyer.name), ContractParty(side="seller", name=deal.seller.name)
        ]  # fmt: skip
        contract.acceptance = [
            AcceptanceTerm(position=1, name="涂层厚度", operator=">=", value_low=120, unit="µm", method="金相法")
        ]  # fmt: skip
        contract.milestones = [
            MilestoneTerm(position=1, title="样品", content="交付样品 5 件", due_on=date(2027, 3, 1)),
            MilestoneTerm(position=2, title="验收", content="装机考核", due_on=date(2027, 9, 1)),
        ]
        contract.payments = [
            PaymentTerm(position=1, title="首付款", amount=Decimal("480000.00"), milestone_position=1),
            PaymentTerm(position=2, title="尾款", amount=Decimal("720000.00"), milestone_position=2),
        ]
        session.add(contract)
    return contract
