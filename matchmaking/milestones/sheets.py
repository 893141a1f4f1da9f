"""The plan and the payments as sheets of a workbook, amounts exact to the fen."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import iso_day
from matchmaking.deals.models import Deal
from matchmaking.deals.wording import person_name, side_words
from matchmaking.milestones import queries
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.pages import rows_of
from matchmaking.milestones.verdicts import measured_text, wanted_text
from matchmaking.milestones.wording import (
    accord_state,
    accord_words,
    entry_words,
    late_days,
    milestone_words,
    payment_words,
    verdict_words,
)

Sheet = tuple[str, Sequence[str], list[list[Any]]]


def sheets_of(deal: Deal, plan: PerformancePlan, person: Viewer) -> list[Sheet]:
    """Milestones, criteria, payments, what was written of them, and what both sides confirmed."""
    return [_milestones(plan), _criteria(plan), _payments(plan), _entries(deal, plan, person), _accords(deal, person)]


def _milestones(plan: PerformancePlan) -> Sheet:
    header = [
        _("序号"), _("里程碑"), _("状态"), _("完成日期"), _("逾期天数"), _("提交"), _("验收"), _("金额（元）"),
        _("已到账（元）"),
    ]  # fmt: skip
    rows = [
        [
            one.milestone.position, one.milestone.title, milestone_words(one.milestone.state),
            one.milestone.due_on, late_days(one.milestone), iso_day(one.milestone.delivered_at),
            iso_day(one.milestone.accepted_at), one.amount, one.received,
        ]
        for one in rows_of(plan)
    ]  # fmt: skip
    return _("里程碑"), header, rows


def _criteria(plan: PerformancePlan) -> Sheet:
    header = [_("指标"), _("要求"), _("怎么测"), _("里程碑"), _("实测值"), _("谁测的"), _("结论"), _("说明")]
    taken = {
        value.criterion_id: value
        for milestone in plan.milestones
        for delivery in milestone.deliveries
        if delivery.state == "accepted"
        for value in delivery.values
    }
    titles = {one.id: one.title for one in plan.milestones}
    rows = []
    for one in plan.criteria:
        value = taken.get(one.id)
        said = (
            [measured_text(value), value.measured_by, verdict_words(value.verdict), value.note] if value else [""] * 4
        )
        rows.append([one.name, wanted_text(one), one.method, titles.get(one.milestone_id or 0, ""), *said])
    return _("验收指标"), header, rows


def _payments(plan: PerformancePlan) -> Sheet:
    header = [
        _("序号"), _("款项"), _("状态"), _("付款日期"), _("金额（元）"), _("已到账（元）"), _("未到账（元）"),
        _("最近到账日"),
    ]  # fmt: skip
    rows = [
        [
            one.position, one.title, payment_words(one.state), one.due_on, one.amount, one.received, one.left,
            one.received_on,
        ]
        for one in plan.payments
    ]  # fmt: skip
    return _("款项"), header, [*rows, ["", _("合计"), "", "", *_totals(plan), ""]]


def _totals(plan: PerformancePlan) -> list[Any]:
    return [
        sum(one.amount for one in plan.payments),
        sum(one.received for one in plan.payments),
        sum(one.left for one in plan.payments),
    ]


def _entries(deal: Deal, plan: PerformancePlan, person: Viewer) -> Sheet:
    header = [_("款项"), _("事项"), _("金额（元）"), _("日期"), _("发票号码"), _("哪一方"), _("谁写的"), _("说明")]
    rows = [
        [
            payment.title, entry_words(one.kind), one.amount, one.on, one.invoice_number, side_words(one.side),
            person_name(person, deal, one.user, one.side), one.words,
        ]
        for payment in plan.payments
        for one in payment.entries
    ]  # fmt: skip
    return _("收付记录"), header, rows


def _accords(deal: Deal, person: Viewer) -> Sheet:
    header = [_("事项"), _("状态"), _("提出"), _("需求方确认"), _("成果方确认"), _("内容"), _("答复"), "SHA-256"]
    rows = [
        [
            accord_words(one.kind), accord_state(one.state), iso_day(one.at), iso_day(one.buyer_at),
            iso_day(one.seller_at), one.words, one.answer, one.sha256,
        ]
        for one in reversed(queries.accords_of(deal))
    ]  # fmt: skip
    return _("双方确认"), header, rows
