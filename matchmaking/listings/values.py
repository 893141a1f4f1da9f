"""Measured and wanted values as people write them: "≥ 70 MPa", "420–450 ℃", "约 0.2 mm"."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.filters import plain_number

RANGE, TEXT = "range", "text"
SIGNS = {"=": "", ">=": "≥ ", "<=": "≤ "}
# Units that stand right behind the number.
CLOSE_UNITS = {"%", "‰", "°", "％"}


def value_text(operator: str, low: float | None, high: float | None, text: str | None, unit: str | None) -> str:
    """One value with its sign and unit; empty when nothing is stated."""
    if operator == TEXT:
        return text or ""
    first = low if low is not None else high
    if first is None:
        return text or ""
    if operator == RANGE and low is not None and high is not None:
        number = f"{plain_number(low)}–{plain_number(high)}"
    elif operator == "~":
        number = _("约 %(number)s", number=plain_number(first))
    else:
        number = SIGNS.get(operator, "") + plain_number(first)
    if not unit:
        return number
    return f"{number}{unit}" if unit in CLOSE_UNITS else f"{number} {unit}"


def row_text(row: Any) -> str:
    """The value of a measurement or criterion, as a record or as plain data."""
    if isinstance(row, Mapping):
        low, high = row.get("value_low", row.get("target_low")), row.get("value_high", row.get("target_high"))
        return value_text(row["operator"], low, high, row.get("text"), row.get("unit"))
    low, high = getattr(row, "value_low", None), getattr(row, "value_high", None)
    if hasattr(row, "target_low"):
        low, high = row.target_low, row.target_high
    return value_text(row.operator, low, high, row.text, row.unit)
