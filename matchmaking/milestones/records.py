"""What the archive of a deal holds of its performance: versions of the plan, proofs, payments, accords, disputes."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.wording import person_name, side_words
from matchmaking.files.queries import files_of
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.accords import text_of
from matchmaking.milestones.certificates import certificate
from matchmaking.milestones.delivering import proof_files
from matchmaking.milestones.delivering import text_of as proof_text
from matchmaking.milestones.models import DeliveredValue, PerformancePlan
from matchmaking.milestones.pages import file_rows
from matchmaking.milestones.paying import text_of as entry_text
from matchmaking.milestones.plans import fen, sealed, sha256_of
from matchmaking.milestones.states import ACCEPTANCE
from matchmaking.milestones.verdicts import measured_text
from matchmaking.milestones.wording import (
    accord_state,
    accord_words,
    delivery_words,
    dispute_words,
    entry_words,
    milestone_words,
    origin_words,
    payment_words,
    verdict_words,
)

ENTRIES = "payment_entries"


def records_of(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """Everything that the sides wrote; all three sides read the same, people of a hidden buyer stay unnamed."""
    plan = queries.plan_of(deal)
    found: list[Record] = []
    if plan is not None:
        found += [*_versions(plan), *_milestones(viewer, plan), *_payments(viewer, plan)]
    found += [_accord(viewer, one, plan) for one in reversed(queries.accords_of(deal))]
    return [*found, *_disputes(viewer, deal)]


def _versions(plan: PerformancePlan) -> Iterator[Record]:
    for one in plan.versions:
        yield Record(
            key=f"plan-{one.number}", title=_("第 %(n)s 版计划", n=one.number), at=one.at,
            values={_("来自"): origin_words(one.origin)}, text=sealed(one.content), sha256=one.sha256,
        )  # fmt: skip


def _milestones(viewer: Viewer, plan: PerformancePlan) -> Iterator[Record]:
    for milestone in plan.milestones:
        for one in milestone.deliveries:
            yield Record(
                key=f"milestone-{milestone.position}-{one.number}",
                title=_("里程碑“%(title)s”第 %(n)s 次提交", title=milestone.title, n=one.number),
                at=one.at,
                values={
                    _("里程碑"): milestone_words(milestone.state), _("结论"): delivery_words(one.state),
                    _("谁提交"): person_name(viewer, plan.deal, one.by, "seller"), _("说明"): one.words,
                    _("逐项"): [_value(row) for row in one.values], _("验收时间"): _moment(one.decided_at),
                    _("谁验收"): person_name(viewer, plan.deal, one.decided_by, "buyer") if one.decided_at else "",
                    _("验收意见"): one.answer,
                },
                text=sealed(proof_text(one, [file.sha256 for file in proof_files(one)])), sha256=one.sha256,
                files=_files(viewer, plan.deal, "milestone_deliveries", one.id),
            )  # fmt: skip


def _payments(viewer: Viewer, plan: PerformancePlan) -> Iterator[Record]:
    for payment in plan.payments:
        for one in payment.entries:
            yield Record(
                key=f"payment-{payment.position}-{one.id}", title=f"{payment.title} {entry_words(one.kind)}", at=one.at,
                values={
                    _("款项"): payment_words(payment.state), _("应付（元）"): fen(payment.amount),
                    _("累计到账（元）"): fen(payment.received),
                    _("金额（元）"): fen(one.amount) if one.amount is not None else "",
                    _("日期"): one.on.isoformat() if one.on else "", _("发票号码"): one.invoice_number,
                    _("说明"): one.words, _("方"): side_words(one.side),
                    _("谁写的"): person_name(viewer, plan.deal, one.user, one.side),
                },
                text=sealed(text := entry_text(one, [file.sha256 for file in files_of(ENTRIES, one.id)])),
                sha256=sha256_of(text),
                files=_files(viewer, plan.deal, "payment_entries", one.id),
            )  # fmt: skip


def _accord(viewer: Viewer, one: Accord, plan: PerformancePlan | None) -> Record:
    files = _files(viewer, one.deal, "performance_accords", one.id)
    if one.kind == ACCEPTANCE and one.is_agreed and plan is not None:
        files.append(RecordFile(name=f"acceptance-{one.id}.pdf", content=certificate(one, plan, viewer)))
    return Record(
        key=f"accord-{one.id}", title=accord_words(one.kind), at=one.at,
        values={
            _("状态"): accord_state(one.state), _("提出的一方"): side_words(one.side), _("内容"): one.words,
            _("需求方确认"): _moment(one.buyer_at), _("成果方确认"): _moment(one.seller_at), _("答复"): one.answer,
        },
        text=sealed(text_of(one.deal, one.kind, one.words, one.content, one.milestone)), sha256=one.sha256,
        files=files,
    )  # fmt: skip


def _disputes(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    for one in reversed(queries.disputes_of(deal)):
        yield Record(
            key=f"dispute-{one.id}", title=one.title, at=one.at,
            values={
                _("状态"): dispute_words(one.state), _("从哪一天开始"): one.since_on.isoformat(), _("经过"): one.words,
                _("处理经过"): [
                    _("，").join(
                        [step.on.isoformat(), side_words(step.side), person_name(viewer, deal, step.user, step.side),
                         step.words]
                    )
                    for step in one.steps
                ],
                _("结果"): one.outcome,
            },
        )  # fmt: skip


def _value(row: DeliveredValue) -> str:
    measured = [row.name, row.wanted, measured_text(row), row.condition, row.measured_by]
    return _("，").join(one for one in [*measured, verdict_words(row.verdict), row.note] if one)


def _moment(value: Any) -> str:
    return value.isoformat() if value is not None else ""


def _files(viewer: Viewer, deal: Deal, subject_type: str, subject_id: int) -> list[RecordFile]:
    return [
        RecordFile(name=name, token=one.token, sha256=one.sha256, size=one.size)
        for one, name in file_rows(viewer, deal, subject_type, subject_id)
    ]
