"""Registration of contracts (认定登记): prepared here, filed and decided at the registry, written down here."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.queries import contract_of
from matchmaking.core.letters import path_to
from matchmaking.core.panels import ACTIONS, Panel, register_panel
from matchmaking.deals.conditions import register_condition
from matchmaking.deals.models import Deal
from matchmaking.deals.records import register_records
from matchmaking.deals.states import PERFORMANCE
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.files.access import register_reader
from matchmaking.registrations import clocks, receivers, services, wording
from matchmaking.registrations.conditions import registered_or_waived
from matchmaking.registrations.permissions import can_see_registration
from matchmaking.registrations.queries import registration_by_id, registration_of
from matchmaking.registrations.records import registration_records
from matchmaking.registrations.views import registrations

__all__ = ["init_app", "receivers"]
FURTHER = ("edit_sheet", "take_step", "upload_certificate", "list_registrations")


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the condition and the readers of certificates."""
    app.register_blueprint(registrations)
    app.add_template_filter(wording.step_words, "registration_step")
    clocks.register_clocks()
    register_condition(PERFORMANCE, registered_or_waived)
    register_records("registrations", _l("合同登记"), registration_records, place=50)
    further = frozenset(f"registrations.{one}" for one in FURTHER)
    register_tab(DealTab("registrations.show_registration", _l("合同登记"), 50, _has_registration, further))
    register_reader(services.SUBJECT, _may_read, keeps_downloads=True, lists_downloads=False, page=_page)
    register_panel("deal_board", board_panels)


def board_panels(_viewer: Viewer, _wanted: Any) -> Sequence[Panel]:
    """The way from the board to the registrations of the viewer's deals."""
    return [Panel("registrations/_to_registrations.html", {}, ACTIONS)]


def _has_registration(_viewer: Viewer, deal: Deal) -> bool:
    contract = contract_of(deal)
    return contract is not None and registration_of(contract) is not None


def _may_read(viewer: Viewer, registration_id: int) -> bool:
    registration = registration_by_id(registration_id)
    return registration is not None and can_see_registration(viewer, registration)


def _page(registration_id: int) -> str:
    registration = registration_by_id(registration_id)
    return path_to("registrations.show_registration", deal_id=registration.deal_id) if registration is not None else "/"
