"""What the pages of the desk show of a demand: two texts side by side, who is in charge, how long, what happened."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import rjieba
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.core.filters import day, moment, money_range
from matchmaking.core.history import HistoryEntry, history_of
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import present_text
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.values import row_text
from matchmaking.refinements.models import DESK, ENTERPRISE, DemandRevision, Refinement
from matchmaking.refinements.queries import names_of
from matchmaking.refinements.values import as_demand
from matchmaking.refinements.words import Line, aligned, marked_pair
from matchmaking.vocabulary.queries import label

FIELDS: dict[str, Any] = {
    "title": _l("标题"),
    "summary": _l("一句话说明"),
    "kind": _l("需求类型"),
    "problem": _l("具体问题"),
    "context": _l("背景与工况"),
    "tried": _l("已试过的办法"),
    "budget_low": _l("预算"),
    "deadline_on": _l("应答截止日期"),
    "wanted_by_on": _l("希望完成日期"),
    "cooperation_modes": _l("合作方式"),
    "rights_wish": _l("知识产权归属意愿"),
    "needs_readiness": _l("对成熟度的要求"),
    "offers": _l("企业能配合的"),
    "industry_codes": _l("所属产业"),
    "technical_field": _l("技术领域"),
    "county_code": _l("所在县（市、区）"),
    "keywords": _l("关键词"),
}
# What the history says of the steps, for the list on the desk's page.
STEPS = {
    "refinements.claimed": _l("接手"),
    "refinements.assigned": _l("转交"),
    "refinements.released": _l("不再负责"),
    "refinements.revised": _l("写修改稿"),
    "refinements.asked": _l("向企业提问"),
    "refinements.answered": _l("企业答复"),
    "refinements.awaiting": _l("送企业确认"),
    "refinements.watched": _l("转长期跟踪"),
    "refinements.returned": _l("退回诊断"),
    "refinements.published": _l("发布"),
    "refinements.merged": _l("合并到另一条"),
    "refinements.taken_back": _l("企业收回"),
    "refinements.open": _l("回到待分诊"),
    "refinements.refining": _l("开始凝练"),
    "refinements.linked": _l("标为可联合"),
    "refinements.unlinked": _l("取消可联合"),
}


@cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


def cut(text: str) -> list[str]:
    """The words of a text, blanks and marks included, so that together they are the text again."""
    return list(_cutter().cut(text, False))


def words_of_field(demand: Demand, name: str) -> str:
    """A field as a reader sees it."""
    value = getattr(demand, name)
    if name == "budget_low":
        return money_range(demand.budget_low, demand.budget_high)
    if name in ("deadline_on", "wanted_by_on"):
        return day(value) if value else ""
    if name in ("cooperation_modes", "industry_codes"):
        kind = {"cooperation_modes": "cooperation_mode", "industry_codes": "industry"}[name]
        return _("、").join(label(kind, code) for code in value or [])
    if name in ("kind", "technical_field", "county_code"):
        kind = {"kind": "demand_kind", "county_code": "county"}.get(name, name)
        return label(kind, value) if value else ""
    if name == "needs_readiness":
        return _("TRL %(level)s 以上", level=value) if value else ""
    if name == "keywords":
        return _("、").join(value or [])
    return str(value or "")


def lines_of(old: Demand, new: Demand) -> list[Line]:
    """The fields in which either text says something, with the words that differ marked."""
    found = []
    # A field that a later version added is shown by its own name rather than not at all.
    for name in (one for one in FIELDS if one in DEMANDS.fields):
        first, second = words_of_field(old, name), words_of_field(new, name)
        if first or second:
            found.append(Line(name, str(FIELDS[name]), *marked_pair(first, second, cut)))
    return found


def criterion_words(row: Any) -> str:
    """A criterion in one line: name, target, importance, present value, test method."""
    weight = _("必须") if row.importance == "must" else _("期望")
    present = _("现有 %(value)s", value=present_text(row)) if row.present_value else ""
    parts = [f"{row.name} {row_text(row)}".strip(), weight, present, row.test_method or ""]
    return _("，").join(part for part in parts if part)


def criteria_lines(old: Demand, new: Demand) -> list[Line]:
    """The criteria of both texts, those of the same name in one line."""
    found = []
    for place, (one, other) in enumerate(aligned(old.criteria, new.criteria, lambda row: row.name)):
        first, second = criterion_words(one) if one else "", criterion_words(other) if other else ""
        found.append(Line(f"criteria-{place}", _("第 %(n)s 项", n=place + 1), *marked_pair(first, second, cut)))
    return found


def compared(demand: Demand, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Two texts (kept data) for the page that puts them side by side."""
    first, second = as_demand(old, demand), as_demand(new, demand)
    fields, criteria = lines_of(first, second), criteria_lines(first, second)
    return {
        "lines": [one for one in fields if one.is_changed],
        "criteria": criteria,
        "criteria_changed": any(one.is_changed for one in criteria),
        "same": [one for one in fields if not one.is_changed],
    }


def revision_title(revision: DemandRevision | None) -> str:
    """What a revision is called."""
    if revision is None or (revision.number == 0):
        return _("企业原文")
    if revision.side == ENTERPRISE:
        return _("第 %(n)s 稿（企业改）", n=revision.number)
    if revision.side == DESK:
        return _("第 %(n)s 稿", n=revision.number)
    return _("企业重新提交的原文（第 %(n)s 稿）", n=revision.number)


def charge_words(refinement: Refinement | None) -> str:
    """Who is in charge, in words; empty for nobody."""
    if refinement is None:
        return ""
    if refinement.squad is not None:
        return _("%(name)s（小队）", name=refinement.squad.name)
    return refinement.in_charge.name if refinement.in_charge else ""


def steps_of(refinement: Refinement | None) -> list[dict[str, Any]]:
    """What was done at the desk, newest first: who, when, what, why."""
    if refinement is None:
        return []
    entries: Sequence[HistoryEntry] = [one for one in history_of(refinement) if one.action in STEPS]
    names = names_of(one.actor_id for one in entries)
    return [
        {
            "what": str(STEPS[one.action]),
            "who": names.get(one.actor_id or 0, "") or _("平台"),
            "at": moment(one.at),
            "why": one.reason or "",
        }
        for one in reversed(entries)
    ]
