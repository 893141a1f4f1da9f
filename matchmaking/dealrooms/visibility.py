"""Who sees what: one table for all three sides, so that nobody has to guess what the others read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.dealrooms.models import DealFile
from matchmaking.dealrooms.states import readers
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES

SEES, OWN, NOT = "sees", "own", "not"


@dataclass(frozen=True)
class SeenRow:
    """One thing and what each side sees of it: `SEES` all, `OWN` what is its own or meant for it, `NOT`."""

    label: Any
    buyer: str = SEES
    seller: str = SEES
    broker: str = SEES
    words: str = ""

    def of(self, side: str) -> str:
        """What one side sees."""
        return {BUYER: self.buyer, SELLER: self.seller, BROKER: self.broker}[side]


def seen_rows(deal: Deal, files: Iterable[DealFile]) -> list[SeenRow]:
    """Sections first, then the files that the viewer may know of."""
    rows = [SeenRow(_("阶段、下一步、纪要、任务、保密承诺的签署"))]
    if deal.hides_buyer:
        rows.append(SeenRow(_("需求方是哪家单位、由谁经办"), seller=NOT))
    rows.append(SeenRow(_("工作记录、消息"), OWN, OWN, OWN, _("写给三方的，和写给本方的")))
    rows.append(SeenRow(_("报价、商定的价格、试用、合同、登记、验收和付款")))
    rows.append(SeenRow(_("试探价格时填的区间"), OWN, OWN, NOT, _("只有填的一方，三方只知道粗略的结果")))
    rows.append(SeenRow(_("本单位内部审批的意见"), OWN, OWN, OWN))
    return rows + [_file_row(one) for one in files]


def _file_row(file: DealFile) -> SeenRow:
    sides = readers(file.audience, file.side)
    shown = {side: SEES if side in sides else NOT for side in SIDES}
    words = _("其他方签署保密承诺后可见") if file.needs_statement and len(sides) > 1 else ""
    return SeenRow(_("文件：%(name)s", name=file.name), shown[BUYER], shown[SELLER], shown[BROKER], words)
