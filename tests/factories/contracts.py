"""Contracts for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import (
    AcceptanceTerm,
    ClauseComment,
    Contract,
    ContractParty,
    ContractVersion,
    MilestoneTerm,
    PaymentTerm,
)
from matchmaking.core.db import now, unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.organisations.models import Organisation


def make_contract(deal: Deal, **values: Any) -> Contract:
    """A contract of a deal with two milestones and two payments, stored; any column may be given."""
    with unit_of_work() as session:
        contract = Contract(
            **{
                "deal_id": deal.id, "open_key": str(deal.id), "number": f"HT-2026-{deal.id:05d}",
                "title": "阀座耐磨涂层开发", "kind": "development", "sub_kind": "commissioned_development",
                "amount": Decimal("1200000.00"), "technology_amount": Decimal("1000000.00"),
                "payment_mode": "instalments", "ownership": "joint", "improvements": "maker",
                "dispute": "court_buyer", "changed_at": now(), "copies": 6,
                "valid_from": date(2026, 12, 1), "valid_until": date(2099, 12, 1), "rewordings": {},
                "texts": {
                    "content": "研究开发耐磨涂层。", "place": "温州", "delivery": "报告和样品。",
                    "other_words": "试验台架。",
                    "confidentiality": "双方保密三年。",
                },
                **values,
            }
        )  # fmt: skip
        names = {side: session.get_one(Organisation, getattr(deal, f"{side}_id")).name for side in ("buyer", "seller")}
        contract.parties = [ContractParty(side=side, name=name) for side, name in names.items()]
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


def make_version(contract: Contract, user: User) -> ContractVersion:
    """A first version of a contract with two clauses and a file, stored."""
    clauses = [
        {"key": name, "title": f"{count}、{name}", "text": words, "prose": words, "parts": [{"text": words}]}
        for count, name, words in (("一", "标的", "研究开发耐磨涂层。"), ("二", "保密", "双方保密三年。"))
    ]
    with unit_of_work() as session:
        version = ContractVersion(
            contract_id=contract.id, number=1, clauses=clauses, sha256="ab" * 32, facts={}, at=now(), by_id=user.id,
            side="seller", template_code="commissioned",
        )  # fmt: skip
        session.add(version)
        # The file belongs to the version.
        session.flush()
        content = Content(b"%PDF-1.4 %%EOF", "HT-1.pdf", "application/pdf")
        version.pdf = keep(content, version, "pdf", Viewer(user_id=user.id))
    return version


def make_comment(contract: Contract, user: User, **values: Any) -> ClauseComment:
    """An open comment of the buyer's side on the second clause, stored."""
    with unit_of_work() as session:
        comment = ClauseComment(
            **{
                "contract_id": contract.id, "version_number": 1, "clause": "保密", "title": contract.title,
                "side": "buyer", "asked_side": "seller", "user_id": user.id, "words": "保密期改为五年。", "at": now(),
                **values,
            }
        )  # fmt: skip
        session.add(comment)
    return comment
