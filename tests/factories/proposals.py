"""Proposals for tests."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, session, unit_of_work
from matchmaking.demands.models import Criterion, Demand
from matchmaking.listings.values import row_text
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.models import Promise, Proposal
from matchmaking.proposals.queries import open_key
from matchmaking.proposals.states import DRAFT, WITHDRAWN
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def proposal_values(**values: Any) -> dict[str, Any]:
    """The content of a complete proposal as plain data, without its promises."""
    return {
        "title": "超音速喷涂加激光封孔",
        "idea": "先喷碳化钨，再用激光封孔。",
        "basis": "同类阀座做过三批。",
        "validation": "寄样到第三方按 GB/T 8642 检测。",
        "plan": "第 1–2 个月定工艺，第 3–6 个月做三批样件。",
        "team": "表面工程课题组 6 人。",
        "price_low": Decimal(800_000),
        "price_high": Decimal(1_200_000),
        "duration_months": 8,
        "readiness_level": 6,
        "references": ["GB/T 8642-2002 热喷涂 抗拉结合强度的测定"],
        "no_confidential": True,
        **values,
    }


def make_proposal(demand: Demand, organisation: Organisation | None = None, **values: Any) -> Proposal:
    """A complete proposal that promises exactly what is required, submitted unless told otherwise; stored."""
    number = next_number(__name__)
    organisation = organisation or make_organisation(kind="university")
    data = proposal_values(**{"state": "submitted", **values})
    with unit_of_work():
        rows = session.scalars(
            select(Criterion).where(Criterion.demand_id == demand.id).order_by(Criterion.position)
        ).all()
        promises = data.pop("promises", None) or [{"answer": "yes"} for _row in rows]
        proposal = Proposal(demand_id=demand.id, organisation_id=organisation.id, **data)
        if proposal.state != WITHDRAWN:
            proposal.open_key = open_key(demand.id, organisation.id)
        if proposal.state != DRAFT:
            proposal.submitted_at = proposal.submitted_at or now()
            proposal.number = proposal.number or public_number("YD", number)
        proposal.promises = [
            Promise(
                position=place, criterion_id=row.id, name=row.name, importance=row.importance, wanted=row_text(row),
                target={
                    "operator": row.operator, "low": row.target_low, "high": row.target_high, "text": row.text,
                    "unit": row.unit, "test_method": row.test_method,
                },
                **{"operator": row.operator, "unit": row.unit, **promise},
            )
            for place, (row, promise) in enumerate(zip(rows, promises, strict=True))
        ]  # fmt: skip
        session.add(proposal)
    return proposal
