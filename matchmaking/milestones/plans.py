"""A plan as plain data: what it holds, whether it is in order, whether it sums exactly, and its hash. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _

Content = Mapping[str, Any]
FEN = Decimal("0.01")
MOST_ROWS = 40


@dataclass(frozen=True)
class PlanProblem:
    """What is wrong: the id of the form's field, and what to do."""

    field: str
    message: str


def fen(amount: Decimal) -> str:
    """An amount as it is stored in a text: yuan with two digits, never a float."""
    return str(amount.quantize(FEN, ROUND_HALF_UP))


def sealed(value: Any) -> str:
    """Plain data as the text that is hashed, the same whatever the order of its names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def sha256_of(value: Any) -> str:
    """The hash of plain data."""
    return hashlib.sha256(sealed(value).encode()).hexdigest()


def total_of(content: Content) -> Decimal:
    """The sum of the payments, exact to the fen."""
    return sum((Decimal(one["amount"]) for one in content["payments"]), Decimal(0))


def day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def content_of(plan: Any) -> dict[str, Any]:
    """A stored plan as plain data; rows carry their ids, and name a milestone by its position."""
    places = {one.id: one.position for one in plan.milestones}
    return {
        "total": fen(plan.total),
        "milestones": [
            {"id": one.id, "title": one.title, "content": one.content, "due_on": day_text(one.due_on)}
            for one in plan.milestones
        ],
        "criteria": [
            {
                "id": one.id, "name": one.name, "operator": one.operator, "low": one.value_low, "high": one.value_high,
                "text": one.text, "unit": one.unit, "method": one.method, "milestone": places.get(one.milestone_id),
            }
            for one in plan.criteria
        ],
        "payments": [
            {
                "id": one.id, "title": one.title, "amount": fen(one.amount), "due_on": day_text(one.due_on),
                "milestone": places.get(one.milestone_id),
            }
            for one in plan.payments
        ],
    }  # fmt: skip


def content_of_contract(contract: Any) -> dict[str, Any]:
    """The plan that a signed contract says.

    Without milestones the whole contract is one, without payments its amount is one, paid when that is accepted. A
    criterion is assigned to the milestone whose words name it, else to the last.
    """
    milestones = [
        {"id": None, "title": one.title, "content": one.content or "", "due_on": day_text(one.due_on)}
        for one in contract.milestones
    ] or [{"id": None, "title": contract.title, "content": "", "due_on": day_text(contract.valid_until)}]
    last = len(milestones)
    places = {one.position: place for place, one in enumerate(contract.milestones, 1)}
    payments = [
        {
            "id": None, "title": one.title, "amount": fen(one.amount), "due_on": day_text(one.due_on),
            "milestone": places.get(one.milestone_position or 0),
        }
        for one in contract.payments
    ]  # fmt: skip
    if not payments and contract.amount:
        payments = [
            {"id": None, "title": contract.title, "amount": fen(contract.amount), "due_on": None, "milestone": last}
        ]
    criteria = [
        {
            "id": None, "name": one.name, "operator": one.operator, "low": one.value_low, "high": one.value_high,
            "text": one.text or "", "unit": one.unit or "", "method": one.method or "",
            "milestone": _place_for(one.name, milestones),
        }
        for one in contract.acceptance
    ]  # fmt: skip
    content = {"milestones": milestones, "criteria": criteria, "payments": payments}
    return {**content, "total": fen(total_of(content))}


def _place_for(name: str, milestones: Sequence[Mapping[str, Any]]) -> int:
    named = [place for place, one in enumerate(milestones, 1) if name in f"{one['title']}\n{one['content']}"]
    return named[-1] if named else len(milestones)


def problems(
    content: Content, total: Decimal | None, received: Mapping[int, Decimal] | None = None
) -> list[PlanProblem]:
    """What keeps a plan from being proposed. `total` is what somebody says that it comes to, in yuan; `received` what
    has come already, by the id of the payment.
    """
    found: list[PlanProblem] = []
    milestones, payments = content["milestones"], content["payments"]
    if not milestones:
        found.append(PlanProblem("milestones", _("请至少写一个里程碑。")))
    for place, one in enumerate(milestones):
        if not one["title"]:
            found.append(PlanProblem(f"milestones-{place}-title", _("请填写里程碑的名称。")))
    for place, one in enumerate(payments):
        found += _payment_problems(place, one, len(milestones), received or {})
    for place, one in enumerate(content["criteria"]):
        found += _criterion_problems(place, one, len(milestones))
    gone = set(received or {}) - {one["id"] for one in payments}
    if any(received and received[one] > 0 for one in gone):
        found.append(PlanProblem("payments", _("已有到账的款项不能删除。")))
    is_sound = not any(one.field.startswith("payments") for one in found)
    if is_sound and total is None:
        found.append(PlanProblem("total", _("请填写款项合计，用来核对。")))
    elif is_sound and total != total_of(content):
        words = _("各笔款项加起来是 %(sum)s 元，与合计 %(total)s 元不一致，请改到分毫不差。",
                  sum=fen(total_of(content)), total=fen(total or Decimal(0)))  # fmt: skip
        found.append(PlanProblem("total", words))
    return found


def _payment_problems(
    place: int, row: Mapping[str, Any], milestones: int, received: Mapping[int, Decimal]
) -> list[PlanProblem]:
    found = []
    if not row["title"]:
        found.append(PlanProblem(f"payments-{place}-title", _("请填写这笔款项的名称，例如“首付款”。")))
    amount = Decimal(row["amount"]) if row["amount"] else Decimal(0)
    if amount <= 0:
        found.append(PlanProblem(f"payments-{place}-amount", _("请填写大于 0 的金额。")))
    elif amount < received.get(row["id"] or 0, Decimal(0)):
        found.append(PlanProblem(f"payments-{place}-amount", _("金额不能少于已经到账的数额。")))
    return found + _place_problem("payments", place, row, milestones)


def _criterion_problems(place: int, row: Mapping[str, Any], milestones: int) -> list[PlanProblem]:
    found = []
    if not row["name"]:
        found.append(PlanProblem(f"criteria-{place}-name", _("请填写指标名称。")))
    if row["operator"] == "text":
        if not row["text"]:
            found.append(PlanProblem(f"criteria-{place}-text", _("请用文字写明要达到什么。")))
    elif row["low"] is None and row["high"] is None:
        found.append(PlanProblem(f"criteria-{place}-low", _("请填写数值；没有数值的选“文字描述”。")))
    elif row["operator"] == "range" and (row["low"] is None or row["high"] is None or row["low"] > row["high"]):
        found.append(PlanProblem(f"criteria-{place}-high", _("范围要有下限和上限，上限不低于下限。")))
    return found + _place_problem("criteria", place, row, milestones)


def _place_problem(name: str, place: int, row: Mapping[str, Any], milestones: int) -> list[PlanProblem]:
    at = row["milestone"]
    if at is None or 1 <= at <= milestones:
        return []
    return [PlanProblem(f"{name}-{place}-milestone", _("没有第 %(n)s 个里程碑，请核对序号。", n=at))]
