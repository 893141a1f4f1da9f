"""When a demand contradicts itself, and what it needs before it is handed in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.filters import today
from matchmaking.listings.rules import Problem, filled, needed, range_problem, value_gaps, value_problems

FEWEST_NAME_CHARACTERS = 2
TEXTS = ("title", "summary", "problem", "context", "tried", "offers", "rights_wish")


def contradictions(values: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """What is wrong at any time: `before` is what is stored, `names` are those of the organisation."""
    return [
        *range_problem(values.get("budget_low"), values.get("budget_high"), "budget_high"),
        *value_problems("criteria", values.get("criteria", ()), "target_low", "target_high"),
        *day_problems(values, before),
        *name_problems(values, names),
    ]


def day_problems(values: Mapping[str, Any], before: Mapping[str, Any]) -> list[Problem]:
    """A new deadline lies ahead; one that was stored earlier (`before`) may have passed meanwhile."""
    wanted = {
        "deadline_on": _("这一天已经过去，请填写今天或以后的日期；长期有效就留空。"),
        "wanted_by_on": _("这一天已经过去，请填写今天或以后的日期；不限时间就留空。"),
    }
    return [
        Problem(name, message)
        for name, message in wanted.items()
        if isinstance(values.get(name), date) and values[name] < today() and values[name] != before.get(name)
    ]


def name_problems(values: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """Who hides its name must not write it into the text that everybody reads."""
    if not values.get("hides_name"):
        return []
    known = [name for name in names if len(name) >= FEWEST_NAME_CHARACTERS]
    message = _("您选择了不公开单位名称，这里却写了名称。请改成“我司”。")
    found = [Problem(field, message) for field in TEXTS if any(name in (values.get(field) or "") for name in known)]
    for index, row in filled(values.get("criteria", ())):
        found += [
            Problem(f"criteria-{index}-{field}", message)
            for field, text in row.items()
            if isinstance(text, str) and any(name in text for name in known)
        ]
    if any(name in word for name in known for word in values.get("keywords") or ()):
        found.append(Problem("keywords", message))
    return found


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before a demand can be checked and published."""
    criteria = values.get("criteria", ())
    found = needed(
        values,
        {
            "title": _("请填写需求名称。"),
            "problem": _("请写明具体问题：在哪里、什么条件下、差多少。"),
            "kind": _("请选择需求类型。"),
            "industry_codes": _("请选择至少一个所属产业。"),
            "cooperation_modes": _("请选择至少一种合作方式，没想好就选“面议”。"),
        },
    )
    if not filled(criteria):
        found.append(Problem("criteria", _("请至少写 1 项能测出来的指标，系统靠它逐项比对成果。")))
    found += value_gaps("criteria", criteria, "target_low", "target_high")
    deadline = values.get("deadline_on")
    if deadline is not None and deadline < today():
        found.append(Problem("deadline_on", _("截止日期已过，请改成今天或以后的日期；长期有效就留空。")))
    return found
