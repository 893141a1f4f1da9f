"""The final acceptance: a report on every term, confirmed by both sides over the same text; then the deal can end."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.db import now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import Condition
from matchmaking.deals.models import Deal
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.accords import Handling, register_accord
from matchmaking.milestones.changing import plan_for
from matchmaking.milestones.models import DeliveredValue, Delivery, PerformancePlan, PlanCriterion
from matchmaking.milestones.signals import deal_accepted
from matchmaking.milestones.states import ACCEPTANCE, DESPITE, TAKEN, VERDICTS
from matchmaking.milestones.verdicts import has_value, measured_text, proposed_verdict, wanted_text


def hindrances(deal: Deal, plan: PerformancePlan) -> list[str]:
    """Why the final acceptance cannot begin, in words."""
    found = [
        _("里程碑“%(title)s”还没有验收。", title=one.title) for one in plan.milestones if not one.is_accepted
    ]  # fmt: skip
    found += [
        _("争议“%(title)s”还没有了结。双方都愿意先验收的，可以先确认这一点。", title=one.title)
        for one in queries.blocking_disputes(deal)
    ]
    return found


def values_before(plan: PerformancePlan) -> dict[int, DeliveredValue]:
    """criterion id → the value that was accepted with its milestone, to begin the report with."""
    found: dict[int, DeliveredValue] = {}
    for milestone in plan.milestones:
        taken: Iterable[Delivery] = (one for one in milestone.deliveries if one.state == TAKEN)
        for delivery in taken:
            found |= {one.criterion_id: one for one in delivery.values if one.criterion_id is not None}
    return found


def report_row(criterion: PlanCriterion, value: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the report as it is confirmed; `value` holds columns of DeliveredValue, and the day and report."""
    plain = {name: value.get(name) for name in ("value_low", "value_high", "text", "unit", "condition")}
    return {
        "criterion": criterion.id, "name": criterion.name, "wanted": wanted_text(criterion), **plain,
        "measured": measured_text(plain), "measured_by": value.get("measured_by") or "",
        "measured_on": value["measured_on"].isoformat() if value.get("measured_on") else None,
        "report": value.get("report") or "", "proposed": proposed_verdict(criterion, plain),
        "verdict": value.get("verdict") or "", "note": value.get("note") or "",
    }  # fmt: skip


def _check(accord: Accord) -> None:
    plan = plan_for(accord)
    found = hindrances(accord.deal, plan)
    if found:
        raise RuleBroken(found[0])
    rows = {one["criterion"]: one for one in accord.content["rows"]}
    for criterion in plan.criteria:
        row = rows.get(criterion.id)
        if row is None or not has_value(row):
            raise RuleBroken(_("请填写“%(name)s”的实测值。", name=criterion.name))
        if row["verdict"] not in VERDICTS or not row["measured_by"]:
            raise RuleBroken(_("请写明“%(name)s”由谁测、结论是什么。", name=criterion.name))
        if row["wanted"] != wanted_text(criterion):
            raise RuleBroken(_("“%(name)s”的要求在这期间变更过，请收回后按最新的要求重填。", name=criterion.name))
        if row["verdict"] != "met" and not row["note"]:
            raise RuleBroken(_("“%(name)s”没有满足，请写明双方为什么仍然接受。", name=criterion.name))


def _apply(accord: Accord, actor: Any) -> None:
    plan_for(accord).accepted_at = now()
    deal_accepted.send(accord.deal, actor=actor, accord=accord)


def _check_despite(accord: Accord) -> None:
    if not queries.blocking_disputes(accord.deal):
        raise RuleBroken(_("没有妨碍最终验收的争议，不用这份确认。"))


def register_acceptance() -> None:
    """Say what confirming does."""
    register_accord(ACCEPTANCE, Handling(_check, _apply))
    register_accord(DESPITE, Handling(_check_despite, lambda accord, actor: None))


def conditions_for_done(deal: Deal) -> list[Condition]:
    """What must be true before a deal is done."""
    plan = queries.plan_of(deal)
    path = path_to("milestones.show_plan", deal_id=deal.id)
    is_accepted = plan is not None and queries.acceptance_of(deal) is not None
    is_paid = plan is not None and all(one.is_closed for one in plan.payments)
    return [
        Condition(_("双方确认了最终验收"), is_accepted, path),
        Condition(_("款项都已到账，或由双方书面结清"), is_paid, path),
    ]
