"""When an achievement contradicts itself, and what it needs before it is handed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.listings.rules import NO_KIND, Problem, filled, needed, range_problem, value_gaps, value_problems

LONGEST_SUMMARY = 120


def contradictions(values: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """What is wrong at any time; what is stored already and the organisation's names do not matter here."""
    return [
        *range_problem(values.get("price_low"), values.get("price_high"), "price_high"),
        *value_problems("measurements", values.get("measurements", ()), "value_low", "value_high"),
    ]


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before an achievement can be checked and published."""
    measurements = values.get("measurements", ())
    found = needed(
        values,
        {
            "title": _("请填写成果名称。"),
            "summary": _("请用一句话写清它给工厂带来什么。"),
            "problem_solved": _("请写明它解决什么问题。"),
            "description": _("请写明方法或原理，让同行看得懂。"),
            "industry_codes": _("请选择至少一个适用产业。"),
            "readiness_level": _("请选择成熟度。拿不准时选已经做到的最低一级。"),
            "transfer_modes": _("请选择至少一种转化方式。"),
        },
    )
    if not filled(measurements):
        found.append(Problem("measurements", _("请至少写 1 项实测值，需求方靠它逐项比对。")))
    found += value_gaps("measurements", measurements, "value_low", "value_high")
    for index, row in filled(values.get("rights", ())):
        if not row.get("title") and row.get("kind") != NO_KIND:
            found.append(Problem(f"rights-{index}-title", _("请填写知识产权的名称。")))
    return found
