"""How long the parts of a proposal may be, when it contradicts itself, and what it needs before it is submitted."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.listings.rules import Problem, needed, range_problem
from matchmaking.listings.values import RANGE
from matchmaking.proposals.comparison import YES

# Characters. Together with the promises they fill one printed page of A4, and no more.
LIMITS = {"title": 60, "idea": 600, "basis": 400, "validation": 400, "plan": 600, "team": 300}
MOST_REFERENCES, LONGEST_REFERENCE = 10, 200
MOST_MONTHS = 120
MOST_ACHIEVEMENTS = 10


def contradictions(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong at any time."""
    found = range_problem(values.get("price_low"), values.get("price_high"), "price_high")
    for place, row in enumerate(values.get("promises", ())):
        low, high = row.get("value_low"), row.get("value_high")
        if low is not None and high is not None and low > high:
            found.append(Problem(f"promises-{place}-value_high", _("范围的上限不能低于下限，请检查是否填反了。")))
    return found


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before it is submitted. `promises` are complete rows, in the order of the form."""
    found = needed(
        values,
        {
            "title": _("请填写方案名称。"),
            "idea": _("请写明思路：用什么办法、为什么行得通。"),
            "basis": _("请写明已有基础：做过什么、有哪些数据。"),
            "validation": _("请写明怎样验证：谁来测、按什么标准、什么时候出结果。"),
            "plan": _("请写明实施计划：分几步、每步交付什么。"),
            "team": _("请写明团队：谁负责、几个人、分工。"),
            "duration_months": _("请填写从签约到交付需要几个月。"),
        },
    )
    for place, row in enumerate(values.get("promises", ())):
        if not row.get("answer"):
            words = _("请选择“%(name)s”是承诺、需商谈还是不承诺。", name=row["name"])
            found.append(Problem(f"promises-{place}-answer", words))
        elif row["answer"] == YES and row["operator"] == RANGE:
            one_end = (row.get("value_low") is None) != (row.get("value_high") is None)
            if one_end:
                field = "value_low" if row.get("value_low") is None else "value_high"
                found.append(Problem(f"promises-{place}-{field}", _("范围要写两端；与要求相同就都留空。")))
    return found
