"""Invented performance of sample deals: proofs, checks, payments, one that is over and shows what was measured."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.queries import contract_of
from matchmaking.core.db import session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.deals.models import Deal
from matchmaking.milestones import accords, queries
from matchmaking.milestones.accepting import report_row
from matchmaking.milestones.delivering import Proof, Ruling, decide, deliver, waiting_delivery
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan
from matchmaking.milestones.paying import Said, claim_payment, confirm_receipt, may_claim, report_paid
from matchmaking.milestones.planning import start_plan
from matchmaking.milestones.plans import content_of, content_of_contract, day_text, fen
from matchmaking.milestones.publishing import publication_content
from matchmaking.milestones.states import ACCEPTANCE, CHANGE, PUBLICATION
from matchmaking.organisations.models import Membership

Row = Mapping[str, Any]
NOTHING = {"value_low": None, "value_high": None, "unit": "", "text": "", "condition": "", "measured_by": ""}


def load_milestones(rows: Sequence[Row]) -> None:
    """Perform the sample deals as far as the file says; a deal that has been performed already stays."""
    for row in rows:
        deal = session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))
        if deal is None:
            continue
        plan = queries.plan_of(deal) or _begin(deal, row)
        if not any(one.deliveries for one in plan.milestones):
            _spread(deal, plan, row)
            _perform(deal, plan, row)


def _begin(deal: Deal, row: Row) -> PerformancePlan:
    """The plan of the contract where there is one, else that of the file; days are counted from today."""
    contract = contract_of(deal)
    if contract is not None and contract.is_signed:
        return start_plan(deal, content_of_contract(contract), contract=contract, accord=None, actor=None)
    plan = row["plan"]
    content = {
        "total": fen(deal.amount or 0),
        "milestones": [
            {"id": None, "title": title, "content": words, "due_on": day_text(today() + timedelta(days=days))}
            for title, words, days in plan["milestones"]
        ],
        "payments": [
            {"id": None, "title": title, "amount": amount, "due_on": None, "milestone": place}
            for title, amount, place in plan["payments"]
        ],
        "criteria": [
            {
                "id": None, "name": name, "operator": operator, "low": low, "high": None, "text": text, "unit": unit,
                "method": method, "milestone": place,
            }
            for name, operator, low, text, unit, method, place in plan["criteria"]
        ],
    }  # fmt: skip
    return start_plan(deal, content, contract=None, accord=None, actor=None)


def _spread(deal: Deal, plan: PerformancePlan, row: Row) -> None:
    """A contract says what is measured, not when: both sides agree with which milestone each criterion is proved."""
    places = {name: place for name, *_rest, place in row["plan"]["criteria"] if place <= len(plan.milestones)}
    before, after = content_of(plan), content_of(plan)
    for one in after["criteria"]:
        one["milestone"] = places.get(one["name"], one["milestone"])
    if after == before:
        return
    buyer, seller = _writer(deal.buyer_id), _writer(deal.seller_id)
    accord = accords.propose(
        deal, CHANGE, actor=seller, side="seller", words=row["spread"],
        content={"base": plan.number, "before": before, "plan": after},
    )  # fmt: skip
    accords.confirm(accord, actor=buyer, side="buyer", sha256=accord.sha256)


def _perform(deal: Deal, plan: PerformancePlan, row: Row) -> None:
    buyer, seller = _writer(deal.buyer_id), _writer(deal.seller_id)
    for payment in plan.payments:
        if payment.milestone_id is None:
            _pay(payment, buyer, seller, row["days"])
    step = max(row["days"] // (row["accepted"] + 1), 1)
    for place in range(min(row["accepted"], len(plan.milestones))):
        milestone, ago = plan.milestones[place], row["days"] - step * (place + 1)
        _hand_in(milestone, seller, row)
        delivery = waiting_delivery(milestone)
        assert delivery is not None
        rulings = {one.id: Ruling(*row.get("rulings", {}).get(one.name, ["met", ""])) for one in delivery.values}
        decide(milestone, seen=delivery.sha256, accepts=True, rulings=rulings, words="", actor=buyer)
        milestone.delivered_at, milestone.accepted_at = _moment(ago + 3), _moment(ago)
        delivery.at, delivery.decided_at = milestone.delivered_at, milestone.accepted_at
        is_last = place + 1 == row["accepted"]
        for payment in [one for one in plan.payments if one.milestone_id == milestone.id]:
            _pay(payment, buyer, seller, ago, until=row["last_payment"] if is_last else "received")
    if row["then"] == "delivered" and row["accepted"] < len(plan.milestones):
        _hand_in(plan.milestones[row["accepted"]], seller, row)
    if row["then"] == "shown":
        _finish(deal, plan, row, buyer, seller)


def _hand_in(milestone: Milestone, seller: Viewer, row: Row) -> None:
    values = {one.id: _value(one.name, row) for one in milestone.criteria}
    deliver(milestone, Proof(row["words"], values), actor=seller)


def _value(name: str, row: Row) -> dict[str, Any]:
    """What was measured of a criterion; one that the file does not know is answered in words."""
    low, unit, text, condition = row["values"].get(name, [None, "", "按约定的办法检查，符合要求", ""])
    return {
        **NOTHING, "value_low": low, "unit": unit, "text": text, "condition": condition,
        "measured_by": row["measured_by"],
    }  # fmt: skip


def _pay(payment: Payment, buyer: Viewer, seller: Viewer, ago: int, until: str = "received") -> None:
    on, amount = today() - timedelta(days=max(ago - 1, 0)), payment.left
    if may_claim(payment):
        claim_payment(payment, Said(amount=amount), actor=seller)
    report_paid(payment, Said(amount=amount, on=on), actor=buyer)
    if until == "received":
        confirm_receipt(payment, Said(amount=amount, on=on), actor=seller)
    for entry in payment.entries:
        entry.at = _moment(max(ago - 1, 0))


def _finish(deal: Deal, plan: PerformancePlan, row: Row, buyer: Viewer, seller: Viewer) -> None:
    """The final acceptance, and what both sides let the public know of it."""
    on: date = today() - timedelta(days=row["finished_days"])
    rows = [
        report_row(one, {**_value(one.name, row), "verdict": "met", "measured_on": on, "report": row["report"]})
        for one in plan.criteria
    ]
    accord = accords.propose(
        deal, ACCEPTANCE, actor=seller, side="seller", words=row["opinion"],
        content={"rows": rows, "version": plan.number, "files": []},
    )  # fmt: skip
    accords.confirm(accord, actor=buyer, side="buyer", sha256=accord.sha256)
    accord.at = accord.seller_at = accord.buyer_at = accord.agreed_at = plan.accepted_at = _moment(row["finished_days"])
    shown = [place for place, one in enumerate(rows) if one["name"] in row["shown"]]
    if deal.achievement is None or deal.achievement.organisation_id != deal.seller_id or not shown:
        return
    public = accords.propose(
        deal, PUBLICATION, actor=seller, side="seller", content=publication_content(accord, shown)
    )  # fmt: skip
    accords.confirm(public, actor=buyer, side="buyer", sha256=public.sha256, shows_name=False)


def _moment(days: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days), time(10), SHANGHAI)


def _writer(organisation_id: int) -> Viewer:
    """Who writes for a party."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id).order_by(Membership.id)
    return Viewer(
        user_id=session.scalar(query.limit(1)), organisation_id=organisation_id,
        memberships={organisation_id: "owner"},
    )  # fmt: skip
