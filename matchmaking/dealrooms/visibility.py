"""Who sees what: one table for all three sides, so that nobody has to guess what the others read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
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


Ask = Callable[[Viewer, Deal], Iterable[SeenRow]]
_asks: dict[str, Ask] = {}


def register_visibility(code: str, ask: Ask) -> None:
    """Have a room above, or beside, say what each side sees of what is its own."""
    _asks[code] = ask


def seen_rows(viewer: Viewer, deal: Deal, files: Iterable[DealFile]) -> list[SeenRow]:
    """Sections first, then the files that the viewer may know of."""
    rows = [SeenRow(_("阶段、下一步、纪要、任务、保密承诺的签署"))]
    if deal.hides_buyer:
        rows.append(SeenRow(_("需求方是哪家单位、由谁经办"), seller=NOT))
    rows.append(SeenRow(_("工作记录、消息"), OWN, OWN, OWN, _("写给三方的，和写给本方的")))
    rows += [row for ask in _asks.values() for row in ask(viewer, deal)]
    return rows + [_file_row(one) for one in files]


def _file_row(file: DealFile) -> SeenRow:
    sides = readers(file.audience, file.side)
    shown = {side: SEES if side in sides else NOT for side in SIDES}
    words = _("其他方签署保密承诺后可见") if file.needs_statement and len(sides) > 1 else ""
    return SeenRow(_("文件：%(name)s", name=file.name), shown[BUYER], shown[SELLER], shown[BROKER], words)
