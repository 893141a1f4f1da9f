"""How a plan begins, gets new versions, and lets one milestone after the other begin."""

from decimal import Decimal
from typing import Any

from matchmaking.contracts.models import Contract
from matchmaking.core.db import current_session, now
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.services import advance
from matchmaking.deals.states import DONE, SELLER
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.clocks import tend
from matchmaking.milestones.locking import Step, settled
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan, PlanCriterion, PlanVersion
from matchmaking.milestones.plans import Content, content_of, content_of_contract, day_of, sha256_of
from matchmaking.milestones.states import LOCKED, MILESTONE_STATES, OPEN, PAID
from matchmaking.milestones.telling import tell
from matchmaking.milestones.turns import note_next_step


def start_from_contract(contract: Contract, *, actor: Any) -> PerformancePlan | None:
    """Take the plan of a signed contract over; None where its deal has a plan or the contract holds no payment."""
    if queries.has_plan(contract.deal):
        return None
    content = content_of_contract(contract)
    if not content["payments"]:
        return None
    return start_plan(contract.deal, content, contract=contract, accord=None, actor=actor)


def start_plan(
    deal: Deal, content: Content, *, contract: Contract | None, accord: Accord | None, actor: Any
) -> PerformancePlan:
    """Store a plan and open its first milestone."""
    plan = PerformancePlan(
        deal=deal, contract_id=contract.id if contract else None, title=deal.title, number=0, total=Decimal(0)
    )
    current_session().add(plan)
    current_session().flush()
    write_version(plan, content, origin="contract" if contract else "plan", accord=accord, actor=actor)
    settle(plan, actor=actor)
    return plan


def write_version(
    plan: PerformancePlan, content: Content, *, origin: str, accord: Accord | None, actor: Any
) -> PlanVersion:
    """Make the rows of the plan equal to `content` and keep it as a new version; versions before stay."""
    session = current_session()
    milestones = {one.id: one for one in plan.milestones}
    placed: list[Milestone] = []
    for place, row in enumerate(content["milestones"], 1):
        one = milestones.pop(row["id"] or 0, None) or Milestone(plan_id=plan.id, deal_id=plan.deal_id, state=LOCKED)
        one.position, one.title, one.content = place, row["title"], row["content"]
        one.due_on = day_of(row["due_on"])
        session.add(one)
        placed.append(one)
    # The rows below name milestones by their ids.
    session.flush()
    _write_criteria(plan, content, placed)
    _write_payments(plan, content, placed)
    for gone in milestones.values():
        plan.milestones.remove(gone)
    plan.number += 1
    plan.total = Decimal(content["total"])
    session.flush()
    for name in ("milestones", "criteria", "payments"):
        session.refresh(plan, [name])
    written = content_of(plan)
    version = PlanVersion(
        plan=plan, number=plan.number, content=written, sha256=sha256_of(written), origin=origin,
        accord_id=accord.id if accord else None, at=now(),
    )  # fmt: skip
    session.add(version)
    logs.keep(
        plan.deal, "milestones.planned", actor=actor, number=plan.number, origin=origin, sha256=version.sha256,
        contract_id=plan.contract_id,
    )  # fmt: skip
    return version


def _write_criteria(plan: PerformancePlan, content: Content, placed: list[Milestone]) -> None:
    rows = {one.id: one for one in plan.criteria}
    for place, row in enumerate(content["criteria"], 1):
        one = rows.pop(row["id"] or 0, None) or PlanCriterion(plan_id=plan.id)
        one.position, one.name, one.operator = place, row["name"], row["operator"]
        one.value_low, one.value_high, one.text = row["low"], row["high"], row["text"]
        one.unit, one.method = row["unit"], row["method"]
        current_session().add(one)
        one.milestone_id = placed[row["milestone"] - 1].id if row["milestone"] else None
    for gone in rows.values():
        plan.criteria.remove(gone)


def _write_payments(plan: PerformancePlan, content: Content, placed: list[Milestone]) -> None:
    rows = {one.id: one for one in plan.payments}
    for place, row in enumerate(content["payments"], 1):
        one = rows.pop(row["id"] or 0, None) or Payment(plan_id=plan.id, deal_id=plan.deal_id, received=Decimal(0))
        one.position, one.title, one.amount = place, row["title"], Decimal(row["amount"])
        one.due_on = day_of(row["due_on"])
        current_session().add(one)
        one.milestone_id = placed[row["milestone"] - 1].id if row["milestone"] else None
    for gone in rows.values():
        plan.payments.remove(gone)


def steps_of(plan: PerformancePlan) -> list[Step]:
    """The milestones as the lock sees them."""
    return [
        Step(
            one.state,
            sum((row.left for row in plan.payments if row.milestone_id == one.id), Decimal(0)),
            one.waived_at is not None,
        )
        for one in plan.milestones
    ]


def settle(plan: PerformancePlan, *, actor: Any) -> None:
    """After any step: lock and open milestones, move the clocks, say what is next, end the deal when all is done."""
    deal = plan.deal
    for one, state in zip(plan.milestones, settled(steps_of(plan)), strict=True):
        if one.state == state:
            continue
        MILESTONE_STATES.move(one, state, actor=actor)
        logs.keep(deal, f"milestones.{state}", actor=actor, milestone_id=one.id)
        if state == OPEN:
            one.opened_at = now()
            tell(
                deal, "opened", f"{one.id}:{plan.number}", to=(SELLER,), endpoint="milestones.show_milestone",
                title=one.title, milestone_id=one.id,
            )  # fmt: skip
        elif state == PAID:
            one.paid_at = now()
    current_session().flush()
    tend(deal, plan)
    note_next_step(deal, plan, actor=actor)
    advance(deal, DONE, actor=actor)
