"""Who reads the papers that prove how a price was made: the sides of the deal, each time anew."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.deals.permissions import can_see_deal
from matchmaking.files.access import register_reader
from matchmaking.files.models import StoredFile
from matchmaking.pricing.models import PriceSheet
from matchmaking.pricing.wording import file_name


def register_papers() -> None:
    """Tell the room of files."""
    register_reader(
        PriceSheet.__tablename__,
        _can_read,
        page=_page,
        name_for=_name,
        load=_sheet,
        keeps_downloads=True,
        lists_downloads=False,
    )


def _sheet(sheet_id: int) -> PriceSheet | None:
    return current_session().get(PriceSheet, sheet_id)


def _can_read(viewer: Viewer, sheet_id: int) -> bool:
    sheet = _sheet(sheet_id)
    return sheet is not None and can_see_deal(viewer, sheet.deal)


def _page(sheet_id: int) -> str:
    sheet = _sheet(sheet_id)
    return path_to("pricing.show_pricing", deal_id=sheet.deal_id) if sheet is not None else "/"


def _name(viewer: Viewer, stored: StoredFile) -> str:
    sheet = _sheet(stored.subject_id)
    return file_name(viewer, sheet.deal, stored) if sheet is not None else stored.name
