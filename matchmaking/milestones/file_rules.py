"""Who reads the files of proofs, payments and acceptances: the sides of their deal, each download kept."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.files.access import register_reader
from matchmaking.files.models import StoredFile
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.models import Delivery, PaymentEntry
from matchmaking.milestones.permissions import can_read

Find = Callable[[int], Deal | None]


def deal_of_delivery(delivery_id: int) -> Deal | None:
    found = current_session().get(Delivery, delivery_id)
    return found.milestone.deal if found else None


def deal_of_entry(entry_id: int) -> Deal | None:
    found = current_session().get(PaymentEntry, entry_id)
    return found.payment.deal if found else None


def deal_of_accord(accord_id: int) -> Deal | None:
    found = current_session().get(Accord, accord_id)
    return found.deal if found else None


def register_files() -> None:
    """Tell the room of files."""
    for table, find in (
        ("milestone_deliveries", deal_of_delivery),
        ("payment_entries", deal_of_entry),
        ("performance_accords", deal_of_accord),
    ):
        _register(table, find)


def _register(table: str, find: Find) -> None:
    def may_read(viewer: Viewer, subject_id: int) -> bool:
        return can_read(viewer, find(subject_id))

    def name_for(viewer: Viewer, stored: StoredFile) -> str:
        return shown_name(viewer, find(stored.subject_id), stored)

    def is_own(viewer: Viewer, subject_id: int) -> bool:
        deal = find(subject_id)
        return deal is not None and (viewer.belongs_to(deal.buyer_id) or viewer.belongs_to(deal.seller_id))

    def page(subject_id: int) -> str:
        deal = find(subject_id)
        return path_to("milestones.show_plan", deal_id=deal.id) if deal else "/"

    register_reader(
        table, may_read, name_for=name_for, is_own=is_own, page=page, keeps_downloads=True, lists_downloads=False
    )


def shown_name(viewer: Viewer, deal: Deal | None, stored: Any) -> str:
    """The name of a file; that of a buyer that has not said who it is could say so."""
    if deal is None or knows_buyer(viewer, deal) or stored.organisation_id != deal.buyer_id:
        return str(stored.name)
    return f"proof-{stored.id}{PurePosixPath(stored.name).suffix.lower()}"
