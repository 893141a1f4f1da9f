"""What the archive of a deal takes from signing: approvals as far as the reader may know them, and signed texts."""

from collections.abc import Iterator

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.languages import in_chinese
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.states import SIDES
from matchmaking.files.queries import files_of
from matchmaking.signings.models import Approval, ApprovalTurn, SignedText
from matchmaking.signings.permissions import can_read_inside
from matchmaking.signings.states import APPROVAL_WORDS, TEXT_WORDS, TURN_WORDS, VOID_WORDS, WAYS
from matchmaking.signings.wording import turn_name


def signing_records(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Approvals and signed texts, also of contracts that were cancelled. Inner steps are for the own side only."""
    session = current_session()
    for one in session.scalars(select(Approval).where(Approval.deal_id == deal.id).order_by(Approval.id)):
        side = in_chinese(SIDES[one.side])
        values: dict[str, object] = {
            "一方": side, "状态": in_chinese(APPROVAL_WORDS[one.state]), "审批的文本 SHA-256": one.sha256,
            "结束": one.closed_at.isoformat() if one.closed_at else "", "退回理由": one.reason,
            "作废原因": in_chinese(VOID_WORDS[one.void_code]) if one.void_code else "",
        }  # fmt: skip
        if can_read_inside(viewer, one):
            values["内部步骤"] = [_step(turn) for turn in one.turns]
        yield Record(f"审批-{one.id}", f"{side}审批", one.opened_at, values)
    for text in session.scalars(select(SignedText).where(SignedText.deal_id == deal.id).order_by(SignedText.id)):
        files = [RecordFile(one.name, one.token, one.sha256, one.size) for one in files_of("signed_texts", text.id)]
        yield Record(f"签订文本-{text.id}", "签订文本", text.created_at, _text(text), files)


def _step(turn: ApprovalTurn) -> dict[str, object]:
    return {
        "步骤": in_chinese(turn_name(turn)), "状态": in_chinese(TURN_WORDS[turn.state]),
        "审批人": turn.decided_by.name if turn.decided_by else "",
        "代": turn.stood_in_for.name if turn.stood_in_for else "",
        "时间": turn.decided_at.isoformat() if turn.decided_at else "", "意见": turn.words,
    }  # fmt: skip


def _text(text: SignedText) -> dict[str, object]:
    answers = [
        {
            "一方": in_chinese(SIDES[one.side]), "答复": "确认" if one.agrees else "不认可", "理由": one.reason,
            "时间": one.at.isoformat(),
        }
        for one in text.answers
    ]  # fmt: skip
    return {
        "状态": in_chinese(TEXT_WORDS[text.state]), "签订方式": in_chinese(WAYS[text.way]), "签约平台": text.platform,
        "电子合同编号": text.number, "签订日期": text.signed_on.isoformat(), "签订地点": text.signed_place,
        "审批通过的文本 SHA-256": text.sha256, "文件 SHA-256": text.file_sha256 or "",
        "上传的一方": in_chinese(SIDES[text.side]), "答复": answers,
    }  # fmt: skip
