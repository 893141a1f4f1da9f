"""What the archive of a deal takes from registration: the data sheet, the steps, the certificates."""

from collections.abc import Iterator

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.languages import in_chinese
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile
from matchmaking.files.queries import files_of
from matchmaking.registrations.cases import lines_of
from matchmaking.registrations.models import Registration
from matchmaking.registrations.services import SUBJECT
from matchmaking.registrations.states import STATE_WORDS, STEP_WORDS


def registration_records(_viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every registration of the deal's contracts; both parties and the broker read the same."""
    query = select(Registration).where(Registration.deal_id == deal.id).order_by(Registration.id)
    for one in current_session().scalars(query):
        files = [RecordFile(file.name, file.token, file.sha256, file.size) for file in files_of(SUBJECT, one.id)]
        steps = [
            {
                "日期": step.on.isoformat(), "步骤": in_chinese(STEP_WORDS[step.kind]), "说明": step.words,
                "记录时间": step.at.isoformat(),
            }
            for step in one.steps
        ]  # fmt: skip
        values = {
            "状态": in_chinese(STATE_WORDS[one.state]), "合同登记编号": one.number or "",
            "登记日期": one.registered_on.isoformat() if one.registered_on else "",
            "登记的合同成交额（元）": str(one.amount) if one.amount is not None else "",
            "登记的技术交易额（元）": str(one.technology_amount) if one.technology_amount is not None else "",
            "登记机构": one.office, "受理号": one.receipt_number, "理由": one.reason, "经过": steps,
            "登记表数据": {line.label: line.value for line in lines_of(one)},
        }  # fmt: skip
        yield Record(f"合同登记-{one.id}", one.title, one.created_at, values, files)
