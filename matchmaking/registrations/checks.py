"""The checklist: what the platform can check by itself, with its reason, and what a person ticks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.registrations.sheet import CHINA, Line, is_transfer_of_right

PATENTS = ("invention", "utility_model", "design")


@dataclass(frozen=True)
class Case:
    """What the checks look at, free of the database. `words` are those of the contract's clauses."""

    side: str
    is_signed: bool
    signed_on: date | None
    valid_from: date | None
    valid_until: date | None
    kind: str | None
    sub_kind: str | None
    # The kind that the sub-kind belongs to.
    kind_of_sub: str | None
    amount: Decimal | None
    technology_amount: Decimal | None
    is_all_technology: bool
    words: str
    answers: Mapping[str, Any]
    lines: Sequence[Line]
    lacking_terms: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Result:
    """What a check found, and why."""

    is_met: bool
    reason: str


def check(code: str, case: Case, today: date) -> Result | None:
    """The result of an item of the checklist; None where only a person can tell."""
    ask = _CHECKS.get(code)
    return ask(case, today) if ask is not None else None


def _written(case: Case, _today: date) -> Result:
    if not case.is_signed:
        return Result(False, _("签订文本还没有经对方确认。"))
    return Result(True, _("签订文本已由对方确认，平台保存了校验值。"))


def _applicant(case: Case, _today: date) -> Result:
    is_import = case.answers.get("seller_country") not in ("", None, CHINA)
    wanted = "buyer" if is_import else "seller"
    if case.side != wanted:
        return Result(False, _("卖方在境外，由境内买方申请。") if is_import else _("卖方在境内，由卖方申请。"))
    name = case.answers.get(f"{wanted}_name") or ""
    return Result(True, _("由%(name)s申请。", name=name))


def _in_force(case: Case, today: date) -> Result:
    if case.valid_until is None:
        return Result(False, _("没有写明有效期限的截止日。"))
    if case.valid_from is not None and today < case.valid_from:
        return Result(False, _("合同 %(day)s 起才生效。", day=case.valid_from.isoformat()))
    if today > case.valid_until:
        return Result(False, _("合同 %(day)s 已到期，过了有效期不能登记。", day=case.valid_until.isoformat()))
    return Result(True, _("有效期到 %(day)s。", day=case.valid_until.isoformat()))


def _kind(case: Case, _today: date) -> Result:
    if not case.kind or not case.sub_kind:
        return Result(False, _("合同没有选类别和细类。"))
    if case.kind_of_sub != case.kind:
        return Result(False, _("细类不属于所选的类别。"))
    return Result(True, _("类别和细类一致。名称与内容是否相符，请再看一遍。"))


def _amounts(case: Case, _today: date) -> Result:
    if case.amount is None or case.technology_amount is None:
        return Result(False, _("合同没有写明成交额或技术交易额。"))
    if case.technology_amount > case.amount:
        return Result(False, _("技术交易额超过了成交额。"))
    if case.technology_amount == case.amount and "设备" in case.words and not case.is_all_technology:
        return Result(False, _("文本提到设备，两项金额却相同：请确认设备价款已经扣除。"))
    return Result(True, _("技术交易额没有超过成交额。"))


def _rights(case: Case, _today: date) -> Result:
    kinds = case.answers.get("rights_kinds") or []
    if not kinds:
        return Result(False, _("没有选知识产权类别；未涉及的也要选“未涉及知识产权”。"))
    if is_transfer_of_right(case.kind) and any(one in PATENTS for one in kinds):
        numbers = case.answers.get("patent_numbers") or []
        if not numbers:
            return Result(False, _("转让、许可专利的要列出专利号。"))
        return Result(True, ngettext("列出了 %(num)s 个专利号。", "列出了 %(num)s 个专利号。", len(numbers)))
    return Result(True, _("已写明知识产权类别。"))


def _terms(case: Case, _today: date) -> Result:
    if case.lacking_terms:
        return Result(False, _("合同里没有：%(terms)s。", terms=_("、").join(case.lacking_terms)))
    return Result(True, _("各条都有约定。"))


def _sheet(case: Case, _today: date) -> Result:
    lacking = [one.label for one in case.lines if one.lacks]
    if lacking:
        return Result(False, _("还没有填：%(fields)s。", fields=_("、").join(lacking)))
    return Result(True, _("必填项都已填完。"))


# By the codes of the list "registration_item".
_CHECKS: dict[str, Callable[[Case, date], Result]] = {
    "written": _written, "applicant": _applicant, "in_force": _in_force, "kind": _kind, "amounts": _amounts,
    "rights": _rights, "terms": _terms, "sheet": _sheet,
}  # fmt: skip
CHECKED = frozenset(_CHECKS)
