"""How complete an achievement is for a buyer: what it solves, what was measured, what it costs. Plain data only.

Nothing here keeps anybody from handing an achievement in.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.listings.completeness import DONE, MISSING, THIN, Item, text_item
from matchmaking.listings.rules import NO_KIND, filled, value_gaps

FEWEST_MEASUREMENTS = 3
# Shorter than this, a text says that there is a problem but not which.
SHORT_PROBLEM, SHORT_TEXT = 20, 10
# Evidence that nobody outside the team could look at.
ONLY_SAID = {None, "", "none", "own_statement"}
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万两半]")


def completeness(values: Mapping[str, Any]) -> list[Item]:
    """Everything that a buyer asks first, in the order of the form."""
    return [
        text_item(
            "problem_solved",
            _l("解决什么问题"),
            values.get("problem_solved"),
            SHORT_PROBLEM,
            _l("写明用在哪里、原来的办法差在哪里、损失多少。"),
        ),
        text_item(
            "description",
            _l("方法或原理"),
            values.get("description"),
            SHORT_TEXT,
            _l("写到同行能判断可行，不必写诀窍。"),
        ),
        _comparison(values.get("comparison") or ""),
        _measured(values.get("measurements") or ()),
        _evidence(values.get("measurements") or ()),
        _readiness(values),
        _rights(values.get("rights") or ()),
        _chosen(
            "transfer_modes",
            _l("转化方式"),
            values,
            _l("至少选一种愿意的合作方式：许可、转让、作价投资，没定就选“其他协商方式”。"),
        ),
        _price(values),
    ]


def _comparison(text: str) -> Item:
    advice = _l("和现在最常用的办法比，用数字说：寿命、成本、能耗、节拍各差多少。")
    found = text_item("comparison", _l("与现在常用办法比"), text, SHORT_TEXT, advice)
    if found.state == DONE and not _FIGURE.search(text):
        return Item(found.code, found.label, THIN, found.field, _l("补上数字：好多少，省多少。"))
    return found


def _measured(rows: Sequence[Mapping[str, Any]]) -> Item:
    """At least three values, each complete and with a unit where there is a number."""
    code, label, present = "measurements", _l("实测值"), filled(rows)
    if not present:
        return Item(code, label, MISSING, code, _l("至少写 3 项测过的数值，需求方靠它们逐项比对。"))
    wrong = value_gaps(code, rows, "value_low", "value_high")
    if wrong:
        return Item(code, label, THIN, wrong[0].field, wrong[0].message)
    for index, row in present:
        if row.get("operator") != "text" and not row.get("unit"):
            advice = _l("“%(name)s”还没有单位。", name=row.get("name"))
            return Item(code, label, THIN, f"measurements-{index}-unit", advice)
    if len(present) < FEWEST_MEASUREMENTS:
        return Item(code, label, THIN, code, _l("再补几项，写满 3 项，才比得出高下。"))
    return Item(code, label, DONE, code)


def _evidence(rows: Sequence[Mapping[str, Any]]) -> Item:
    """Each value says under which conditions it was measured, and on what it rests."""
    label, present = _l("证据"), filled(rows)
    if not present:
        return Item(
            "evidence", label, MISSING, "measurements", _l("写了实测值，再写清依据：检测报告、台架或用户记录。")
        )
    for index, row in present:
        if row.get("evidence_kind") in ONLY_SAID:
            advice = _l("“%(name)s”还没有别人看得到的依据：检测报告、台架或用户记录。", name=row.get("name"))
            return Item("evidence", label, THIN, f"measurements-{index}-evidence_kind", advice)
        if not row.get("condition"):
            advice = _l("“%(name)s”在什么条件下测的还没写：温度、介质、试样、标准号。", name=row.get("name"))
            return Item("evidence", label, THIN, f"measurements-{index}-condition", advice)
    return Item("evidence", label, DONE, "measurements")


def _readiness(values: Mapping[str, Any]) -> Item:
    label = _l("成熟度")
    if values.get("readiness_level") is None:
        return Item("readiness", label, MISSING, "readiness_level", _l("选一级，拿不准时选已经做到的最低一级。"))
    if not values.get("readiness_basis"):
        return Item("readiness", label, THIN, "readiness_basis", _l("写明这一级是团队自评还是第三方评价。"))
    return Item("readiness", label, DONE, "readiness_level")


def _rights(rows: Sequence[Mapping[str, Any]]) -> Item:
    label, present = _l("知识产权"), filled(rows)
    if not present:
        return Item("rights", label, MISSING, "rights", _l("写明专利、软著或技术秘密；没有就选“未涉及知识产权”。"))
    for index, row in present:
        if row.get("kind") != NO_KIND and not row.get("status"):
            advice = _l("“%(name)s”是已授权还是申请中还没写。", name=row.get("title"))
            return Item("rights", label, THIN, f"rights-{index}-status", advice)
    return Item("rights", label, DONE, "rights")


def _chosen(field: str, label: Any, values: Mapping[str, Any], advice: Any) -> Item:
    return Item(field, label, DONE, field) if values.get(field) else Item(field, label, MISSING, field, advice)


def _price(values: Mapping[str, Any]) -> Item:
    has_price = values.get("price_low") is not None or values.get("price_high") is not None
    if has_price or values.get("pricing_mode"):
        return Item("price", _l("价格"), DONE, "price_low")
    return Item("price", _l("价格"), MISSING, "price_low", _l("给个范围，或者把定价方式选成“面议”。"))
