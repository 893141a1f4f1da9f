"""Deals that are performed, for tests: a plan of three milestones and four payments, walked as far as wanted."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.milestones import accords, queries
from matchmaking.milestones.accepting import report_row
from matchmaking.milestones.delivering import Proof, Ruling, decide, deliver, waiting_delivery
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan
from matchmaking.milestones.paying import Said, claim_payment, confirm_receipt, report_paid
from matchmaking.milestones.planning import start_plan
from matchmaking.milestones.states import ACCEPTANCE, PLANNED

VALUE = {"value_low": 132.0, "value_high": None, "unit": "µm", "text": "", "condition": "", "measured_by": "需求方"}


def plan_content(**values: Any) -> dict[str, Any]:
    """A plan: samples, trial run, acceptance; 30 % at once, the rest with the milestones."""
    return {
        "total": "1200000.00",
        "milestones": [
            {"id": None, "title": title, "content": "", "due_on": day}
            for title, day in (("样件", "2027-03-01"), ("装机试运行", "2027-06-01"), ("批量验收", "2027-09-01"))
        ],
        "payments": [
            {"id": None, "title": title, "amount": amount, "due_on": None, "milestone": place}
            for title, amount, place in (
                ("首付款", "360000.00", None), ("样件款", "240000.00", 1), ("试运行款", "300000.01", 2),
                ("尾款", "299999.99", 3),
            )
        ],
        "criteria": [
            {
                "id": None, "name": "涂层厚度", "operator": ">=", "low": 120.0, "high": None, "text": "", "unit": "µm",
                "method": "金相法", "milestone": 1,
            },
            {
                "id": None, "name": "装机寿命", "operator": ">=", "low": 8000.0, "high": None, "text": "", "unit": "h",
                "method": "", "milestone": 3,
            },
        ],
        **values,
    }  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """Who acts for the parties of a deal."""

    buyer: Viewer
    seller: Viewer


def sides_of(deal: Deal) -> Sides:
    """Somebody of each party, without an account."""
    return Sides(
        Viewer(organisation_id=deal.buyer_id, memberships={deal.buyer_id: "owner"}),
        Viewer(organisation_id=deal.seller_id, memberships={deal.seller_id: "owner"}),
    )


def make_plan(deal: Deal, **values: Any) -> PerformancePlan:
    """The plan of a deal, begun; stored."""
    with unit_of_work() as session:
        found = session.get_one(Deal, deal.id)
        return start_plan(found, plan_content(**values), contract=None, accord=None, actor=None)


def hand_in(milestone: Milestone, sides: Sides, value: float = 132.0) -> None:
    """Deliver an open milestone with this value for each criterion."""
    values = {one.id: {**VALUE, "value_low": value, "unit": one.unit} for one in milestone.criteria}
    deliver(milestone, Proof("做好了", values), actor=sides.seller)


def accept(milestone: Milestone, sides: Sides) -> None:
    """Accept what waits."""
    delivery = waiting_delivery(milestone)
    assert delivery is not None
    rulings = {one.id: Ruling("met") for one in delivery.values}
    decide(milestone, seen=delivery.sha256, accepts=True, rulings=rulings, words="", actor=sides.buyer)


def pay(payment: Payment, sides: Sides) -> None:
    """Ask for it, pay it, confirm it."""
    if payment.state == PLANNED:
        claim_payment(payment, Said(amount=payment.left), actor=sides.seller)
    report_paid(payment, Said(amount=payment.left, on=today()), actor=sides.buyer)
    confirm_receipt(payment, Said(amount=payment.left, on=today()), actor=sides.seller)


def finish_steps(deal: Deal, sides: Sides, count: int) -> None:
    """Deliver, accept and pay the first so many milestones; in a unit of work."""
    for place in range(count):
        plan = queries.plan_of(deal)
        assert plan is not None
        milestone = plan.milestones[place]
        hand_in(milestone, sides, 9000.0)
        accept(milestone, sides)
        for payment in plan.payments:
            if payment.milestone_id == milestone.id:
                pay(payment, sides)


def accept_all(deal: Deal, sides: Sides, *, confirms: bool = True) -> Any:
    """Propose the final acceptance for the seller and, if wanted, confirm it for the buyer; in a unit of work."""
    plan = queries.plan_of(deal)
    assert plan is not None
    rows = [
        report_row(one, {**VALUE, "value_low": 9000.0, "unit": one.unit, "verdict": "met", "measured_on": today()})
        for one in plan.criteria
    ]  # fmt: skip
    accord = accords.propose(
        deal, ACCEPTANCE, actor=sides.seller, side="seller", words="符合合同约定。",
        content={"rows": rows, "version": plan.number, "files": []},
    )  # fmt: skip
    if confirms:
        accords.confirm(accord, actor=sides.buyer, side="buyer", sha256=accord.sha256)
    current_session().flush()
    return accord


def total_of(deal: Deal) -> Decimal:
    """What has come of a deal; in a unit of work."""
    return queries.received_sum(deal)
