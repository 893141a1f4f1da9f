"""The formal check (形式审查): what a challenge must state and declare, computed from what was written."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.challenges.models import Challenge
from matchmaking.challenges.rules import STATEMENTS, Rules
from matchmaking.core.audiences import PUBLIC
from matchmaking.core.filters import day, money, today
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import audience_of
from matchmaking.listings.values import TEXT

# What an officer looks up and ticks; the enterprise declares the same.
TICKS = {
    "cannot_solve": _l("需求企业自身无法解决"),
    "stays_out": _l("需求企业不作为揭榜牵头单位"),
    "has_good_credit": _l("需求企业没有严重失信等不良信用记录"),
}


@dataclass(frozen=True)
class Line:
    """One point of the check, whether it is met, and what to do or what was found."""

    code: str
    name: Any
    is_met: bool
    note: str


def checklist(challenge: Challenge) -> list[Line]:
    """Everything that the rules of this challenge ask for, in their order; then the declarations."""
    demand, rules = challenge.demand, challenge.rules
    tests = {
        "problem": lambda: _problem(demand),
        "criteria": lambda: _criteria(demand, rules),
        "term": lambda: _term(challenge, rules),
        "rights": lambda: _written(challenge.rights_rule, _("请写明成果的产权归谁、怎样使用。")),
        "fund": lambda: _fund(challenge, rules),
        "conditions": lambda: _written(challenge.conditions, _("请写明对揭榜方的条件，没有就写“不限”。")),
    }
    found = [Line(code, STATEMENTS[code], *tests[code]()) for code in STATEMENTS if code in rules.statements]
    found.append(Line("open", _("公开范围"), *_open(demand)))
    if rules.is_cash_only:
        note = "" if challenge.is_cash else _("付给揭榜方的资金必须是货币，不能用设备、货物或服务抵。")
        found.append(Line("cash", _("资金为货币"), challenge.is_cash, note))
    found.append(Line("deadline", _("揭榜截止日期"), *_deadline(challenge)))
    missing = _("企业还没有声明。")
    for code, words in TICKS.items():
        declared = getattr(challenge, code)
        found.append(Line(code, words, declared, _("企业已声明") if declared else missing))
    return found


def gaps(challenge: Challenge) -> list[Line]:
    """What is missing."""
    return [one for one in checklist(challenge) if not one.is_met]


def must_criteria(demand: Demand) -> int:
    """How many required criteria have a number."""
    return sum(
        one.importance == "must" and one.operator != TEXT and one.target_low is not None for one in demand.criteria
    )


def _problem(demand: Demand) -> tuple[bool, str]:
    return bool(demand.problem), "" if demand.problem else _("请在需求里写明具体问题。")


def _criteria(demand: Demand, rules: Rules) -> tuple[bool, str]:
    count, wanted = must_criteria(demand), rules.fewest_must
    words = ngettext("有 %(num)s 项能量化的必须指标", "有 %(num)s 项能量化的必须指标", count)
    return count >= wanted, words if count >= wanted else _(
        "%(words)s，至少要 %(wanted)s 项。", words=words, wanted=wanted
    )


def _open(demand: Demand) -> tuple[bool, str]:
    """The public is shown problem and criteria, so nobody may have to ask for them."""
    if all(audience_of(demand, group) == PUBLIC for group in ("problem", "criteria")):
        return True, _("问题细节和技术指标对所有人公开")
    return False, _("榜单要公示难题和指标，请把“问题细节”和“技术指标”改为“所有人可见”；不宜公开的放进附件。")


def _term(challenge: Challenge, rules: Rules) -> tuple[bool, str]:
    months = challenge.term_months
    if not months:
        return False, _("请填写完成时限。")
    if months > rules.longest_months:
        return False, _("最长 %(most)s 个月。", most=rules.longest_months)
    return True, ngettext("%(num)s 个月", "%(num)s 个月", months)


def _written(text: str, missing: str) -> tuple[bool, str]:
    # What is written is shown: an officer judges the words, not that there are some.
    return bool(text), text or missing


def _fund(challenge: Challenge, rules: Rules) -> tuple[bool, str]:
    if not challenge.fund:
        return False, _("请填写付给揭榜方的资金。")
    if challenge.fund < rules.smallest_fund:
        return False, _("至少 %(least)s。", least=money(rules.smallest_fund))
    return True, money(challenge.fund)


def _deadline(challenge: Challenge) -> tuple[bool, str]:
    demand = challenge.demand
    if challenge.is_announced:
        # It lay ahead when that was asked; later it may pass.
        return True, day(demand.deadline_on)
    if demand.deadline_on is None:
        return False, _("请在需求里填写截止日期，截止前揭榜方案不会拆封。")
    if demand.deadline_on <= today():
        return False, _("截止日期已过或就在今天，请改晚一些。")
    return True, day(demand.deadline_on)
