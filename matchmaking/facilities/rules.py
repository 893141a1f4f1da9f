"""When a service base contradicts itself, and what it needs before it is handed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.facilities.states import BASE_KINDS
from matchmaking.listings.rules import Problem, needed, value_gaps, value_problems

LONGEST_SUMMARY, LONGEST_TERMS = 800, 400
MOST_PARAMETERS = 30


def contradictions(values: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """What is wrong at any time; what is stored already and the organisation's names do not matter here."""
    found = value_problems("parameters", values.get("parameters", ()), "value_low", "value_high")
    low, high = values.get("readiness_from"), values.get("readiness_to")
    if low is not None and high is not None and low > high:
        found.append(Problem("readiness_to", _("结束的成熟度不能低于开始的，请检查是否填反了。")))
    if values.get("base_kind") not in (None, "", *BASE_KINDS):
        found.append(Problem("base_kind", _("请从列表里选择一项。")))
    return found


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before a service base can be checked and published."""
    found = needed(
        values,
        {
            "base_kind": _("请选择是哪一类基地。"),
            "title": _("请填写基地名称。"),
            "summary": _("请写明能做什么，做到什么程度。"),
            "industry_codes": _("请选择至少一个服务的产业。"),
            "price_basis": _("请写明怎样收费，不收费也请写明。"),
            "application": _("请写明来之前要准备什么。"),
        },
    )
    found += value_gaps("parameters", values.get("parameters", ()), "value_low", "value_high")
    if values.get("recognition") and not values.get("recognition_number"):
        found.append(Problem("recognition_number", _("写了官方认定的，请填写认定文件的文号；没有文号就不要写认定。")))
    if values.get("recognition_number") and not values.get("recognition"):
        found.append(Problem("recognition", _("填了文号，请写明认定为什么。")))
    return found
