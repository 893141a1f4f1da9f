"""What the archive of a deal holds of its contracts: every version with its files, and what was said of its clauses."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.contracts.queries import comments_of
from matchmaking.contracts.wording import ownership_words, state_words
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.records import Record, RecordFile, register_records
from matchmaking.deals.wording import person_name, side_words
from matchmaking.files.access import can_download
from matchmaking.files.queries import files_of


def register_archive() -> None:
    """Bring contracts into the archive of the deal."""
    register_records("contracts", _l("合同"), contract_records, place=40)


def contract_records(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every contract of the deal with its versions, and what was said of its clauses. All of it names both parties."""
    if not knows_buyer(viewer, deal):
        return
    found = current_session().scalars(select(Contract).where(Contract.deal_id == deal.id).order_by(Contract.id))
    for contract in found.all():
        yield Record(
            key=_("合同%(id)s", id=contract.id),
            title=contract.title or _("未命名的合同"),
            values={
                _("编号"): contract.number, _("状态"): state_words(contract.state),
                _("合同成交额（元）"): _yuan(contract.amount), _("技术交易额（元）"): _yuan(contract.technology_amount),
                _("成果归属"): ownership_words(contract.ownership), _("签订日期"): _iso(contract.signed_on),
                _("签订地点"): contract.signed_place,
                _("有效期"): f"{_iso(contract.valid_from)} – {_iso(contract.valid_until)}",
                _("签字文本的 SHA-256"): contract.signed_sha256 or "", _("作废原因"): contract.cancelled_reason,
            },
            files=_files(viewer, "contracts", contract.id),
        )  # fmt: skip
        for version in contract.versions:
            yield _version(viewer, deal, contract, version)
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


def _version(viewer: Viewer, deal: Deal, contract: Contract, version: ContractVersion) -> Record:
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
        files=_files(viewer, "contract_versions", version.id),
        text=whole,
        sha256=version.sha256,
    )  # fmt: skip


def _files(viewer: Viewer, table: str, record_id: int) -> list[RecordFile]:
    return [
        RecordFile(one.name, token=one.token, sha256=one.sha256, size=one.size)
        for one in files_of(table, record_id)
        if can_download(viewer, one)
    ]


def _who(viewer: Viewer, deal: Deal, user: Any, side: str) -> str:
    return f"{side_words(side)} {person_name(viewer, deal, user, side)}"


def _yuan(amount: Decimal | None) -> str:
    return f"{amount:.2f}" if amount is not None else ""


def _iso(at: Any) -> str:
    return at.isoformat() if at is not None else ""
