"""Plans by hand, change orders, other days, and going on before a milestone is done: what each does once agreed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.db import now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.deals import logs
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.accords import Handling, register_accord
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan
from matchmaking.milestones.planning import start_plan, write_version
from matchmaking.milestones.plans import content_of, day_text, fen, problems
from matchmaking.milestones.states import (
    CHANGE,
    CLAIMED,
    DELAY,
    LOCKED,
    OPEN,
    PAYMENT_STATES,
    PLAN,
    PLANNED,
    SENT_BACK,
    SETTLED,
    SETTLEMENT,
    WAIVER,
)

# What may still be changed.
FREE_MILESTONES, FREE_PAYMENTS = (LOCKED, OPEN, SENT_BACK), (PLANNED, CLAIMED)


def received_by(plan: PerformancePlan) -> dict[int, Decimal]:
    """payment id → what has come."""
    return {one.id: one.received for one in plan.payments}


def fixed_rows(plan: PerformancePlan) -> tuple[set[int], set[int]]:
    """The ids of the milestones and payments that no change touches: handed in, accepted, reported as paid, closed."""
    return (
        {one.id for one in plan.milestones if one.state not in FREE_MILESTONES},
        {one.id for one in plan.payments if one.state not in FREE_PAYMENTS},
    )


def keeps_fixed(plan: PerformancePlan, content: Mapping[str, Any]) -> bool:
    """Whether a change leaves everything as it is that may not be changed, places of milestones included."""
    before = content_of(plan)
    for name, fixed in zip(("milestones", "payments"), fixed_rows(plan), strict=True):
        rows = {one["id"]: (place, one) for place, one in enumerate(content[name])}
        for place, one in enumerate(before[name]):
            if one["id"] in fixed and rows.get(one["id"]) != (place, one) and not _moved_only(rows, one, name):
                return False
    # What was handed in or written of a row stays on record with it.
    kept = {name: {one["id"] for one in content[name]} for name in ("milestones", "payments")}
    worked = {one.id for one in plan.milestones if one.deliveries}
    return worked <= kept["milestones"] and {one.id for one in plan.payments if one.entries} <= kept["payments"]


def _moved_only(rows: Mapping[int, tuple[int, Any]], one: Mapping[str, Any], name: str) -> bool:
    """A payment may stand elsewhere in the list; a milestone may not, because the order is the lock."""
    return name == "payments" and one["id"] in rows and rows[one["id"]][1] == one


def _check_plan(accord: Accord) -> None:
    if queries.has_plan(accord.deal):
        raise RuleBroken(_("这一单已有履约计划。要改请走“变更”。"))
    _must_be_sound(accord.content, {})


def _apply_plan(accord: Accord, actor: Any) -> None:
    start_plan(accord.deal, accord.content, contract=None, accord=accord, actor=actor)


def _must_be_sound(content: Mapping[str, Any], received: Mapping[int, Decimal]) -> None:
    found = problems(content, Decimal(content["total"]), received)
    if found:
        raise RuleBroken(found[0].message)


def plan_for(accord: Accord) -> PerformancePlan:
    """The plan that it is about. Raises RuleBroken without one."""
    plan = queries.plan_of(accord.deal)
    if plan is None:
        raise RuleBroken(_("这一单还没有履约计划。"))
    return plan


def _check_change(accord: Accord) -> None:
    plan = plan_for(accord)
    content = accord.content["plan"]
    if accord.content["base"] != plan.number:
        raise Conflict(_("履约计划在这期间有了新版本。请收回这份变更，按最新的计划重提。"))
    if not keeps_fixed(plan, content):
        raise RuleBroken(_("有的里程碑或款项在这期间已提交、验收或到账，不能再改。请收回后重提。"))
    _must_be_sound(content, received_by(plan))


def _apply_change(accord: Accord, actor: Any) -> None:
    write_version(plan_for(accord), accord.content["plan"], origin=CHANGE, accord=accord, actor=actor)


def _milestone(accord: Accord) -> Milestone:
    if accord.milestone is None:
        raise RuleBroken(_("这个里程碑已不在计划里。"))
    return accord.milestone


def _check_delay(accord: Accord) -> None:
    if _milestone(accord).state not in FREE_MILESTONES:
        raise RuleBroken(_("这个里程碑已提交或已验收，不用再改日期。"))


def _apply_delay(accord: Accord, actor: Any) -> None:
    plan, milestone = plan_for(accord), _milestone(accord)
    content = content_of(plan)
    for row in content["milestones"]:
        if row["id"] == milestone.id:
            row["due_on"] = accord.content["due_on"]
    write_version(plan, content, origin=DELAY, accord=accord, actor=actor)


def delay_content(milestone: Milestone, due_on: date) -> dict[str, Any]:
    """What a notice of delay holds."""
    return {"before": day_text(milestone.due_on), "due_on": day_text(due_on)}


def _check_waiver(accord: Accord) -> None:
    milestone = _milestone(accord)
    if milestone.waived_at is not None:
        raise RuleBroken(_("这个里程碑之后的工作已经可以开始。"))
    if not milestone.holds_back:
        raise RuleBroken(_("没有要等这个里程碑的工作。"))


def _apply_waiver(accord: Accord, actor: Any) -> None:
    _milestone(accord).waived_at = now()


def settlement_content(payments: list[Payment]) -> dict[str, Any]:
    """What a settlement holds: which payments are closed, and what of each has not come."""
    return {"payments": [{"id": one.id, "title": one.title, "left": fen(one.left)} for one in payments]}


def _check_settlement(accord: Accord) -> None:
    plan = plan_for(accord)
    left = {one.id: fen(one.left) for one in plan.payments}
    if any(left.get(row["id"]) != row["left"] for row in accord.content["payments"]):
        raise Conflict(_("这期间又有款项到账或变更。请收回这份结清，按最新的数额重提。"))


def _apply_settlement(accord: Accord, actor: Any) -> None:
    chosen = {row["id"] for row in accord.content["payments"]}
    for one in plan_for(accord).payments:
        if one.id in chosen and not one.is_closed:
            PAYMENT_STATES.move(one, SETTLED, actor=actor)
            logs.keep(accord.deal, "milestones.settled", actor=actor, payment_id=one.id, accord_id=accord.id)


def register_changes() -> None:
    """Say what each kind does."""
    register_accord(PLAN, Handling(_check_plan, _apply_plan))
    register_accord(CHANGE, Handling(_check_change, _apply_change))
    register_accord(DELAY, Handling(_check_delay, _apply_delay))
    register_accord(WAIVER, Handling(_check_waiver, _apply_waiver))
    register_accord(SETTLEMENT, Handling(_check_settlement, _apply_settlement))
