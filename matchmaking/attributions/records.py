"""What the archive of a deal takes from its ledger and its commissions."""

from collections.abc import Iterator

from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions.commissions import commissions_of
from matchmaking.attributions.ledger import entries_of
from matchmaking.attributions.models import CommissionPaper
from matchmaking.attributions.packs import commission_header, commission_rows
from matchmaking.attributions.wording import paper_words, role_words, step_words
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer, side_of
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.states import BUYER
from matchmaking.deals.wording import side_words
from matchmaking.files.queries import files_of


def _files(subject_type: str, subject_id: int) -> list[RecordFile]:
    return [RecordFile(one.name, one.token, one.sha256, one.size) for one in files_of(subject_type, subject_id)]


def ledger_records(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every entry of the ledger; people of a buyer that hides stay unnamed to the seller."""
    for one in entries_of(deal):
        name = one.name if one.side != BUYER or knows_buyer(viewer, deal) else side_words(BUYER)
        values = {
            "贡献": role_words(one.role), "姓名": name, "身份": side_words(one.side), "做了什么": step_words(one),
            "来源": f"{one.source_type} #{one.source_id}" if one.source_type else "",
            "来源校验值": one.source_hash, "证据 SHA-256": one.evidence_sha256, "回应": one.answer,
            "上一条校验值": one.previous_hash, "校验值": one.hash,
        }  # fmt: skip
        yield Record(f"贡献-{one.id}", role_words(one.role), one.happened_at, values, _files("ledger_entries", one.id))


def commission_records(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """The commissions that this viewer may read, with invoices and payments."""
    for one in reversed(commissions_of(deal, side_of(viewer, deal) or "")):
        values = dict(zip(commission_header(), commission_rows([one])[0], strict=True)) | {"全文": one.text}
        files = [file for paper in one.papers for file in _files(CommissionPaper.__tablename__, paper.id)]
        values["发票和到账"] = "；".join(
            f"{paper_words(paper.kind)} {paper.on} {paper.amount} {paper.number}".strip() for paper in one.papers
        )
        yield Record(f"服务费-{one.id}", one.title, one.created_at, values, files)
