"""Contracts and their performance for the archive."""

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.contracts.queries import comments_of
from matchmaking.contracts.wording import ownership_words
from matchmaking.contracts.wording import state_words as contract_words
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.wording import person_name, side_words
from matchmaking.evidence.sealing import sealed, sealed_data
from matchmaking.milestones import queries
from matchmaking.milestones.models import Delivery, Milestone, Payment, PaymentEntry
from matchmaking.milestones.plans import fen
from matchmaking.milestones.verdicts import measured_text
from matchmaking.milestones.wording import (
    accord_state,
    accord_words,
    delivery_words,
    dispute_words,
    entry_words,
    milestone_words,
    payment_words,
    verdict_words,
)

Files = Callable[[str, int], Sequence[RecordFile]]


def contract_records(viewer: Viewer, deal: Deal, files: Files) -> Iterator[Record]:
    """Every contract of the deal with its versions, and what was said of its clauses. All of it names both parties."""
    if not knows_buyer(viewer, deal):
        return
    found = current_session().scalars(select(Contract).where(Contract.deal_id == deal.id).order_by(Contract.id))
    for contract in found.all():
        yield Record(
            key=_("合同%(id)s", id=contract.id),
            title=contract.title or _("未命名的合同"),
            values={
                _("编号"): contract.number, _("状态"): contract_words(contract.state),
                _("合同成交额（元）"): _yuan(contract.amount), _("技术交易额（元）"): _yuan(contract.technology_amount),
                _("成果归属"): ownership_words(contract.ownership), _("签订日期"): _iso(contract.signed_on),
                _("签订地点"): contract.signed_place,
                _("有效期"): f"{_iso(contract.valid_from)} – {_iso(contract.valid_until)}",
                _("签字文本的 SHA-256"): contract.signed_sha256 or "", _("作废原因"): contract.cancelled_reason,
            },
            files=files("contracts", contract.id),
        )  # fmt: skip
        for version in contract.versions:
            yield _version(viewer, deal, contract, version, files)
        for comment in comments_of(contract):
            said = [f"{_who(viewer, deal, one.user, one.side)}：{one.words}" for one in comment.replies]
            yield Record(
                key=_("条款意见%(id)s", id=comment.id),
                title=_("对“%(clause)s”的意见", clause=comment.clause),
                at=comment.at,
                values={
                    _("谁"): person_name(viewer, deal, comment.user, comment.side), _("方"): side_words(comment.side),
                    _("意见"): comment.words, _("针对版本"): comment.version_number, _("回复"): said,
                    _("处理完"): _iso(comment.resolved_at),
                },
            )  # fmt: skip


def _version(viewer: Viewer, deal: Deal, contract: Contract, version: ContractVersion, files: Files) -> Record:
    whole = json.dumps([[one["title"], one["text"]] for one in version.clauses], ensure_ascii=False)
    agreed = [f"{_who(viewer, deal, one.user, one.side)} {one.at.isoformat()}" for one in version.agreements]
    return Record(
        key=_("合同%(id)s-第%(n)s版", id=contract.id, n=version.number),
        title=_("%(title)s，第 %(n)s 版", title=contract.title, n=version.number),
        at=version.at,
        values={
            _("谁"): person_name(viewer, deal, version.by, version.side), _("同意"): agreed,
            _("条款"): [f"{one['title']}：{one['text']}" for one in version.clauses],
        },
        files=files("contract_versions", version.id),
        **sealed(whole, version.sha256),
    )  # fmt: skip


def performance_records(viewer: Viewer, deal: Deal, files: Files) -> Iterator[Record]:
    """Every version of the plan, milestones with what was handed in, payments, agreements, disputes."""
    plan = queries.plan_of(deal)
    if plan is not None:
        for version in plan.versions:
            yield Record(
                key=_("履约计划-第%(n)s版", n=version.number),
                title=_("履约计划，第 %(n)s 版", n=version.number),
                at=version.at,
                values={_("合计（元）"): _yuan(plan.total)} if version.number == plan.number else {},
                **sealed_data(version.content, version.sha256),
            )
        for milestone in plan.milestones:
            yield from _milestone(viewer, deal, milestone, files)
        for payment in plan.payments:
            yield from _payment(viewer, deal, payment, files)
    for accord in sorted(queries.accords_of(deal), key=lambda one: one.id):
        yield Record(
            key=_("约定%(id)s", id=accord.id),
            title=f"{accord_words(accord.kind)} {accord.title}",
            at=accord.at,
            values={
                _("提出"): person_name(viewer, deal, accord.by, accord.side), _("方"): side_words(accord.side),
                _("状态"): accord_state(accord.state), _("说明"): accord.words,
                _("需求方确认"): _iso(accord.buyer_at), _("成果方确认"): _iso(accord.seller_at),
                _("答复"): accord.answer,
            },
            files=files("performance_accords", accord.id),
            **sealed_data(
                {
                    "deal": deal.number, "kind": accord.kind, "milestone": accord.milestone_id, "words": accord.words,
                    "content": accord.content,
                },
                accord.sha256,
            ),
        )  # fmt: skip
    for dispute in queries.disputes_of(deal):
        steps = [f"{one.on} {_who(viewer, deal, one.user, one.side)}：{one.words}" for one in dispute.steps]
        yield Record(
            key=_("争议%(id)s", id=dispute.id),
            title=dispute.title,
            at=dispute.at,
            values={
                _("提出"): person_name(viewer, deal, dispute.by, dispute.side), _("方"): side_words(dispute.side),
                _("内容"): dispute.words, _("从哪天起"): _iso(dispute.since_on),
                _("状态"): dispute_words(dispute.state),
                _("经过"): steps, _("结果"): dispute.outcome,
            },
        )  # fmt: skip


def _milestone(viewer: Viewer, deal: Deal, milestone: Milestone, files: Files) -> Iterator[Record]:
    yield Record(
        key=_("里程碑%(n)s", n=milestone.position),
        title=milestone.title,
        values={
            _("内容"): milestone.content, _("期限"): _iso(milestone.due_on),
            _("状态"): milestone_words(milestone.state), _("交付"): _iso(milestone.delivered_at),
            _("验收"): _iso(milestone.accepted_at), _("付清"): _iso(milestone.paid_at),
        },
    )  # fmt: skip
    for delivery in milestone.deliveries:
        yield _delivery(viewer, deal, milestone, delivery, files("milestone_deliveries", delivery.id))


def _delivery(
    viewer: Viewer, deal: Deal, milestone: Milestone, delivery: Delivery, files: Sequence[RecordFile]
) -> Record:
    rows = [[one.name, one.wanted, measured_text(one), one.condition, one.measured_by] for one in delivery.values]
    content = {
        "milestone": delivery.milestone_id, "number": delivery.number, "words": delivery.words,
        "files": [one.sha256 for one in files], "values": rows,
    }  # fmt: skip
    return Record(
        key=_("里程碑%(n)s-第%(d)s次交付", n=milestone.position, d=delivery.number),
        title=_("%(title)s：第 %(d)s 次交付", title=milestone.title, d=delivery.number),
        at=delivery.at,
        values={
            _("谁"): person_name(viewer, deal, delivery.by, "seller"), _("说明"): delivery.words,
            _("状态"): delivery_words(delivery.state), _("验收"): _iso(delivery.decided_at),
            _("验收人"): person_name(viewer, deal, delivery.decided_by, "buyer") if delivery.decided_at else "",
            _("答复"): delivery.answer,
            _("逐项"): [
                f"{one.name}：{one.wanted} → {measured_text(one)} {verdict_words(one.verdict)} {one.note}".strip()
                for one in delivery.values
            ],
        },
        files=files,
        **sealed_data(content, delivery.sha256),
    )  # fmt: skip


def _payment(viewer: Viewer, deal: Deal, payment: Payment, files: Files) -> Iterator[Record]:
    yield Record(
        key=_("款项%(n)s", n=payment.position),
        title=payment.title,
        values={
            _("金额（元）"): _yuan(payment.amount), _("已收（元）"): _yuan(payment.received),
            _("收款日期"): _iso(payment.received_on), _("期限"): _iso(payment.due_on),
            _("状态"): payment_words(payment.state),
        },
    )  # fmt: skip
    for entry in payment.entries:
        yield _entry(viewer, deal, payment, entry, files("payment_entries", entry.id))


def _entry(viewer: Viewer, deal: Deal, payment: Payment, entry: PaymentEntry, files: Sequence[RecordFile]) -> Record:
    content = {
        "kind": entry.kind, "amount": fen(entry.amount) if entry.amount is not None else None,
        "on": entry.on.isoformat() if entry.on else None, "invoice": entry.invoice_number, "words": entry.words,
        "files": [one.sha256 for one in files],
    }  # fmt: skip
    return Record(
        key=_("款项%(n)s-记录%(id)s", n=payment.position, id=entry.id),
        title=_("%(title)s：%(what)s", title=payment.title, what=entry_words(entry.kind)),
        at=entry.at,
        values={
            _("谁"): person_name(viewer, deal, entry.user, entry.side), _("方"): side_words(entry.side),
            _("金额（元）"): _yuan(entry.amount), _("日期"): _iso(entry.on), _("发票号"): entry.invoice_number,
            _("说明"): entry.words,
        },
        files=files,
        **sealed_data(content),
    )  # fmt: skip


def _who(viewer: Viewer, deal: Deal, user: Any, side: str) -> str:
    return f"{side_words(side)} {person_name(viewer, deal, user, side)}"


def _yuan(amount: Decimal | None) -> str:
    return f"{amount:.2f}" if amount is not None else ""


def _iso(at: Any) -> str:
    return at.isoformat() if at is not None else ""
