"""When a project contradicts itself, and what it needs before it is handed in. Plain data only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.audiences import CONSENT, PUBLIC, STATEMENT
from matchmaking.core.filters import today
from matchmaking.listings.rules import NO_KIND, Problem, filled, needed
from matchmaking.projects.states import RIGHT_BASES, ROUNDS

LONGEST_SENTENCE, LONGEST_SUMMARY, LONGEST_TEXT = 60, 600, 1500
MOST_RIGHTS, MOST_MEMBERS = 20, 12
FEWEST_NAME_CHARACTERS = 2
# Longer than two years nobody knows what a project will be.
LONGEST_SHOWN = timedelta(days=730)
TEXTS = (
    "title", "sentence", "summary", "technology", "market", "business_model", "plan", "funding_use", "landing_needs",
)  # fmt: skip
# Who may read the round and the valuation: nobody whom the team has not agreed to.
BY_PERMISSION = (CONSENT, STATEMENT)


def contradictions(values: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """What is wrong at any time: `before` is what is stored, `names` are those of the organisation."""
    return [*_money_problems(values), *_day_problems(values, before), *_audience_problems(values),
            *_name_problems(values, names), *_choice_problems(values)]  # fmt: skip


def _money_problems(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    for field in ("funding_need", "valuation"):
        amount = values.get(field)
        if isinstance(amount, Decimal) and amount <= 0:
            found.append(Problem(field, _("金额要大于 0；不融资或不方便写，就留空。")))
    return found


def _day_problems(values: Mapping[str, Any], before: Mapping[str, Any]) -> list[Problem]:
    """A new last day lies ahead, and not too far; one that was stored earlier may have passed meanwhile."""
    last = values.get("shown_until")
    if not isinstance(last, date) or last == before.get("shown_until"):
        return []
    if last < today():
        return [Problem("shown_until", _("这一天已经过去，请填写今天或以后的日期；长期展出就留空。"))]
    if last > today() + LONGEST_SHOWN:
        return [Problem("shown_until", _("最长展出两年，请改早一些；长期展出就留空，平台会定期请您确认。"))]
    return []


def _audience_problems(values: Mapping[str, Any]) -> list[Problem]:
    """Round and valuation are for those whom the team agrees to; with a hidden name the team's names are so too."""
    audiences = values.get("audiences")
    if audiences is None:
        return []
    found = []
    says = values.get("funding_round") or values.get("valuation") is not None
    if says and audiences.get("round", CONSENT) not in BY_PERMISSION:
        found.append(Problem("audiences-round", _("轮次和估值不直接公开，请选“对方同意后可见”或更严的一种。")))
    if values.get("hides_name"):
        message = _("不公开单位名称时，人名也会让人认出单位。请选“对方同意后可见”或更严的一种。")
        if filled(values.get("members", ())) and audiences.get("team", PUBLIC) not in BY_PERMISSION:
            found.append(Problem("audiences-team", message))
        if values.get("contact_name") and audiences.get("contact", CONSENT) not in BY_PERMISSION:
            found.append(Problem("audiences-contact", message))
    return found


def _name_problems(values: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """Who hides its name must not write it into what others read."""
    if not values.get("hides_name"):
        return []
    known = [name for name in names if len(name) >= FEWEST_NAME_CHARACTERS]
    message = _("您选择了不公开单位名称，这里却写了名称。请改成“本团队”。")
    found: list[Problem] = []
    for field, text in _texts(values):
        if field not in [one.field for one in found] and any(name in text for name in known):
            found.append(Problem(field, message))
    return found


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, text) of everything that people write and others read."""
    for field in TEXTS:
        yield field, values.get(field) or ""
    yield "keywords", " ".join(values.get("keywords") or ())
    for rows in ("rights", "members"):
        for index, row in filled(values.get(rows, ())):
            for field, text in row.items():
                if isinstance(text, str):
                    yield f"{rows}-{index}-{field}", text


def _choice_problems(values: Mapping[str, Any]) -> list[Problem]:
    """A code that no list knows, from a file or a forged form."""
    message = _("请从列表里选择一项。")
    found = [Problem("funding_round", message)] if values.get("funding_round") not in (None, "", *ROUNDS) else []
    return found + [
        Problem(f"rights-{index}-basis", message)
        for index, row in filled(values.get("rights", ()))
        if row.get("basis") not in (None, "", *RIGHT_BASES)
    ]


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before a project can be checked and shown in the hall."""
    found = needed(
        values,
        {
            "title": _("请填写项目名称。"),
            "sentence": _("请用一句话写清做什么、好在哪里，投资人先看这一句。"),
            "summary": _("请写明解决谁的什么问题。"),
            "industry_codes": _("请选择至少一个所属产业。"),
            "stage": _("请选择现在到了哪个阶段。"),
            "technology": _("请写明核心技术是什么，与现有办法差在哪里。"),
            "market": _("请写明卖给谁、市场有多大，数字写出处。"),
            "business_model": _("请写明怎样挣钱。"),
            "contact_name": _("请填写联系人。只有您同意的人看得到。"),
        },
    )
    for index, row in filled(values.get("rights", ())):
        if not row.get("title") and row.get("kind") != NO_KIND:
            found.append(Problem(f"rights-{index}-title", _("请填写知识产权的名称。")))
        if not row.get("basis") and row.get("kind") != NO_KIND:
            found.append(Problem(f"rights-{index}-basis", _("请选择是自有、共有还是得到许可。")))
    if not filled(values.get("rights", ())):
        words = _("请写明知识产权；没有的，类别选“未涉及知识产权”。")
        found.append(Problem("rights", words))
    for index, row in filled(values.get("members", ())):
        if not row.get("name"):
            found.append(Problem(f"members-{index}-name", _("请填写姓名。")))
        if not row.get("role"):
            found.append(Problem(f"members-{index}-role", _("请填写在项目里做什么，例如“工艺负责人”。")))
    if not filled(values.get("members", ())):
        found.append(Problem("members", _("请至少写 1 位核心成员，投资人看人。")))
    if values.get("funding_need") is not None and not values.get("funding_use"):
        found.append(Problem("funding_use", _("写了资金需求，请写明钱用在哪里。")))
    last = values.get("shown_until")
    if last is not None and last < today():
        found.append(Problem("shown_until", _("展出截止日期已过，请改成今天或以后的日期；长期展出就留空。")))
    return found
