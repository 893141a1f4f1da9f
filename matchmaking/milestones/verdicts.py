"""What a measured value says against a criterion: the words of both, and the verdict that comparison proposes."""

from typing import Any

from matchmaking.listings.values import RANGE, TEXT, value_text
from matchmaking.matching.comparison import Offer, Requirement, compare_one
from matchmaking.milestones.states import MET, NOT_MET, PARTLY


def wanted_text(criterion: Any) -> str:
    """≥ 70 MPa"""
    row = criterion
    return value_text(row.operator, row.value_low, row.value_high, row.text or None, row.unit or None)


def measured_text(value: Any) -> str:
    """76 MPa, 420–450 ℃, or the words that stand for a value; a stored row or plain data."""
    get = value.get if isinstance(value, dict) else lambda name: getattr(value, name)
    low, high = get("value_low"), get("value_high")
    operator = RANGE if low is not None and high is not None else "=" if low is not None else TEXT
    return value_text(operator, low, high, get("text") or None, get("unit") or None)


def has_value(value: Any) -> bool:
    """Whether anything was measured."""
    return bool(measured_text(value))


def proposed_verdict(criterion: Any, value: Any) -> str:
    """met, partly or not_met; empty where words and figures do not decide it. The buyer decides, not this."""
    get = value.get if isinstance(value, dict) else lambda name: getattr(value, name)
    if not has_value(value):
        return ""
    low, high = get("value_low"), get("value_high")
    operator = RANGE if low is not None and high is not None else "=" if low is not None else TEXT
    # The name is the same by construction: the value was written beside its criterion.
    offer = Offer(1, criterion.name, operator, low, high, get("text") or "", get("unit") or "", get("condition") or "")
    asked = Requirement(
        1, criterion.name, "must", criterion.operator, criterion.value_low, criterion.value_high, criterion.text or "",
        criterion.unit or "",
    )  # fmt: skip
    found = compare_one(asked, [offer]).verdict.lower()
    return found if found in (MET, PARTLY, NOT_MET) else ""
