"""What the archive of a deal holds of its performance: versions of the plan, proofs, payments, accords, disputes."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.wording import person_name, side_words
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.certificates import certificate
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.pages import file_rows
from matchmaking.milestones.plans import fen
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
            values={"origin": origin_words(one.origin), "sha256": one.sha256, "content": one.content},
        )  # fmt: skip


def _milestones(viewer: Viewer, plan: PerformancePlan) -> Iterator[Record]:
    for milestone in plan.milestones:
        for one in milestone.deliveries:
            yield Record(
                key=f"milestone-{milestone.position}-{one.number}",
                title=_("里程碑“%(title)s”第 %(n)s 次提交", title=milestone.title, n=one.number),
                at=one.at,
                values={
                    "milestone_state": milestone_words(milestone.state), "state": delivery_words(one.state),
                    "by": person_name(viewer, plan.deal, one.by, "seller"), "words": one.words, "sha256": one.sha256,
                    "values": [
                        {
                            "name": row.name, "wanted": row.wanted, "measured": measured_text(row),
                            "condition": row.condition, "measured_by": row.measured_by,
                            "verdict": verdict_words(row.verdict), "note": row.note,
                        }
                        for row in one.values
                    ],
                    "decided_at": _moment(one.decided_at), "answer": one.answer,
                    "decided_by": person_name(viewer, plan.deal, one.decided_by, "buyer") if one.decided_at else "",
                },
                files=_files(viewer, plan.deal, "milestone_deliveries", one.id),
            )  # fmt: skip


def _payments(viewer: Viewer, plan: PerformancePlan) -> Iterator[Record]:
    for payment in plan.payments:
        for one in payment.entries:
            yield Record(
                key=f"payment-{payment.position}-{one.id}", title=f"{payment.title} {entry_words(one.kind)}", at=one.at,
                values={
                    "payment_state": payment_words(payment.state), "payment_amount": fen(payment.amount),
                    "received": fen(payment.received), "amount": fen(one.amount) if one.amount is not None else "",
                    "on": one.on.isoformat() if one.on else "", "invoice_number": one.invoice_number,
                    "words": one.words, "side": side_words(one.side),
                    "by": person_name(viewer, plan.deal, one.user, one.side),
                },
                files=_files(viewer, plan.deal, "payment_entries", one.id),
            )  # fmt: skip


def _accord(viewer: Viewer, one: Accord, plan: PerformancePlan | None) -> Record:
    files = _files(viewer, one.deal, "performance_accords", one.id)
    if one.kind == ACCEPTANCE and one.is_agreed and plan is not None:
        files.append(RecordFile(name=f"acceptance-{one.id}.pdf", content=certificate(one, plan, viewer)))
    return Record(
        key=f"accord-{one.id}", title=accord_words(one.kind), at=one.at,
        values={
            "state": accord_state(one.state), "side": side_words(one.side), "words": one.words,
            "content": one.content, "sha256": one.sha256, "buyer_at": _moment(one.buyer_at),
            "seller_at": _moment(one.seller_at), "answer": one.answer,
        },
        files=files,
    )  # fmt: skip


def _disputes(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    for one in reversed(queries.disputes_of(deal)):
        yield Record(
            key=f"dispute-{one.id}", title=one.title, at=one.at,
            values={
                "state": dispute_words(one.state), "since_on": one.since_on.isoformat(), "words": one.words,
                "outcome": one.outcome,
                "steps": [
                    {
                        "on": step.on.isoformat(), "side": side_words(step.side), "words": step.words,
                        "by": person_name(viewer, deal, step.user, step.side),
                    }
                    for step in one.steps
                ],
            },
        )  # fmt: skip


def _moment(value: Any) -> str:
    return value.isoformat() if value is not None else ""


def _files(viewer: Viewer, deal: Deal, subject_type: str, subject_id: int) -> list[RecordFile]:
    return [
        RecordFile(name=name, token=one.token, sha256=one.sha256, size=one.size)
        for one, name in file_rows(viewer, deal, subject_type, subject_id)
    ]
