"""Signing (签署): each side's own approval of a contract, the signed text with its hash, and its confirmation."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.queries import contract_of
from matchmaking.core.letters import path_to
from matchmaking.core.panels import register_panel
from matchmaking.deals.conditions import register_condition
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import side_of
from matchmaking.deals.records import register_records
from matchmaking.deals.states import REGISTRATION
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.files.access import register_reader
from matchmaking.signings import chain_views, clocks, panels, queries, receivers, texts, views, wording
from matchmaking.signings.conditions import signed_contract
from matchmaking.signings.records import signing_records

__all__ = ["chain_views", "init_app", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the condition and the readers of signed texts."""
    app.register_blueprint(views.signings)
    app.register_blueprint(chain_views.chain_pages)
    app.add_template_global(wording.progress_of, "approval_progress")
    app.add_template_filter(wording.turn_name, "turn_name")
    app.add_template_filter(wording.turn_words, "turn_word")
    app.add_template_filter(wording.void_words, "void_word")
    app.add_template_filter(wording.text_words, "signed_text_word")
    app.add_template_filter(wording.way_words, "signing_way")
    clocks.register_clocks()
    register_condition(REGISTRATION, signed_contract)
    register_records("signings", _l("审批与签署"), signing_records, place=45)
    register_panel("organisation", panels.organisation_panels)
    register_tab(
        DealTab(
            "signings.show_signing", _l("签署"), 45, _has_contract, frozenset({"signings.offer_text"})
        )
    )  # fmt: skip
    # Kept as it was signed: no mark goes into the file of the parties themselves, and each download is kept.
    register_reader(texts.SUBJECT, _may_read, keeps_downloads=True, lists_downloads=False, page=_page)


def _has_contract(_viewer: Viewer, deal: Deal) -> bool:
    return contract_of(deal) is not None


def _may_read(viewer: Viewer, text_id: int) -> bool:
    deal = queries.deal_of_text(text_id)
    return deal is not None and side_of(viewer, deal) is not None


def _page(text_id: int) -> str:
    deal = queries.deal_of_text(text_id)
    return path_to("signings.show_signing", deal_id=deal.id) if deal is not None else "/"
