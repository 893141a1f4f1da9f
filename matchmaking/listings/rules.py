"""What may be wrong with a record's values: contradictions at any time, gaps when it is handed in. Plain data only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.listings.values import RANGE, TEXT

LONGEST_UNIT = 20
LONGEST_TITLE = 80
# What a fresh row carries without anybody having typed anything.
PRESET = {"operator", "importance", "kind", "evidence_kind", "status"}
# The kind a fresh row of rights carries; any other was chosen. "No intellectual property" has no name, number or day.
FRESH_KIND = "invention"
NO_KIND = "none"
# "70 MPa" is a value with its unit; "1/min" is a unit.
_BEGINS_WITH_VALUE = re.compile(r"^\s*[≥≤<>=~±+-]?\s*\d(?!/)")
_VAGUE = re.compile(r"(国际|国内)?(领先|先进)(水平)?$|^(良好|优良|较好|很好|高|好|合格|达标)$")


@dataclass(frozen=True)
class Problem:
    """Something to change: the id of the form's field, and what to do there."""

    field: str
    message: str


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether nothing was typed into a repeated row."""
    if row.get("kind") not in (None, "", FRESH_KIND):
        return False
    return all(value in (None, "", [], False) for name, value in row.items() if name not in PRESET)


def filled(rows: Iterable[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows in which something was typed, with their places in the form."""
    return [(index, row) for index, row in enumerate(rows) if not is_blank(row)]


def range_problem(low: Decimal | None, high: Decimal | None, field: str) -> list[Problem]:
    """An amount must not be negative, and a range must not be upside down."""
    if (low is not None and low < 0) or (high is not None and high < 0):
        return [Problem(field, _("金额不能是负数，请填写 0 或更大的数字；不便公开就都留空，页面显示面议。"))]
    if low is not None and high is not None and low > high:
        return [Problem(field, _("上限不能低于下限，请检查是否填反了。"))]
    return []


def value_problems(name: str, rows: Iterable[Mapping[str, Any]], low: str, high: str) -> list[Problem]:
    """Contradictions in rows of values; `low` and `high` are the names of their number fields."""
    found = []
    for index, row in filled(rows):
        first, second, unit = row.get(low), row.get(high), row.get("unit") or ""
        if row.get("operator") == RANGE and first is not None and second is not None and first > second:
            found.append(Problem(f"{name}-{index}-{high}", _("范围的上限不能低于下限，请检查是否填反了。")))
        if len(unit) > LONGEST_UNIT:
            found.append(Problem(f"{name}-{index}-unit", _("单位写得太长。只写单位本身，例如 MPa、℃、万次。")))
        elif _BEGINS_WITH_VALUE.match(unit):
            found.append(Problem(f"{name}-{index}-unit", _("单位里不要写数值，数值填在前一格。")))
    return found


def value_gaps(name: str, rows: Iterable[Mapping[str, Any]], low: str, high: str) -> list[Problem]:
    """What is missing in rows of values before anybody can compare them."""
    found = []
    for index, row in filled(rows):
        place = f"{name}-{index}"
        if not row.get("name"):
            found.append(Problem(f"{place}-name", _("请填写指标名称，例如“结合强度”。")))
        operator = row.get("operator")
        if operator == TEXT:
            if not row.get("text"):
                found.append(Problem(f"{place}-text", _("请用文字写明要达到什么，例如“表面无裂纹”。")))
            elif _VAGUE.search(row["text"].strip()):
                found.append(Problem(f"{place}-text", _("“%(text)s”测不出来，请改成能检验的说法。", text=row["text"])))
        elif row.get(low) is None:
            found.append(Problem(f"{place}-{low}", _("请填写数值。")))
        if operator == RANGE and row.get(high) is None:
            found.append(Problem(f"{place}-{high}", _("请填写范围的上限。")))
    return found


def needed(values: Mapping[str, Any], wanted: Mapping[str, str]) -> list[Problem]:
    """One problem for each of the `wanted` fields (name → what to do) that is empty."""
    return [Problem(name, message) for name, message in wanted.items() if values.get(name) in (None, "", [], {})]
