"""Who found, refined, introduced and negotiated; commissions; performance of brokers and centres."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions import commission_views, performance_views, receivers, wording
from matchmaking.attributions.clocks import register_clocks
from matchmaking.attributions.models import CommissionPaper, LedgerEntry
from matchmaking.attributions.permissions import can_see_commission
from matchmaking.attributions.records import commission_records, ledger_records
from matchmaking.attributions.views import attributions
from matchmaking.core.db import session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import ACTIONS, Panel, register_panel
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import can_see_deal, side_of
from matchmaking.deals.records import register_records
from matchmaking.deals.states import BROKER
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.files.access import register_reader

__all__ = ["commission_views", "init_app", "performance_views", "receivers"]

FURTHER = frozenset({"attributions.propose", "attributions.show_commission"})


def _has_tab(viewer: Viewer, deal: Deal) -> bool:
    """Where a broker takes part."""
    return deal.broker_id is not None or deal.centre_id is not None or side_of(viewer, deal) == BROKER


def _reads_evidence(viewer: Viewer, entry_id: int) -> bool:
    entry = session.get(LedgerEntry, entry_id)
    return entry is not None and can_see_deal(viewer, entry.deal)


def _reads_paper(viewer: Viewer, paper_id: int) -> bool:
    paper = session.get(CommissionPaper, paper_id)
    return paper is not None and can_see_commission(viewer, paper.commission)


def _page_of_entry(entry_id: int) -> str:
    entry = session.get(LedgerEntry, entry_id)
    return path_to("attributions.show_ledger", deal_id=entry.deal_id) if entry is not None else "/"


def _page_of_paper(paper_id: int) -> str:
    paper = session.get(CommissionPaper, paper_id)
    return path_to("attributions.open_commission", commission_id=paper.commission_id) if paper is not None else "/"


def board_panels(viewer: Viewer, _wanted: Any) -> list[Panel]:
    """The way from the board to the performance, for brokers."""
    return [Panel("attributions/_to_performance.html", {}, ACTIONS)] if viewer.is_broker else []


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the tab and what the archive takes."""
    app.register_blueprint(attributions)
    app.add_template_filter(wording.role_words, "ledger_role")
    app.add_template_filter(wording.step_words, "ledger_step")
    app.add_template_filter(wording.answer_words, "ledger_answer")
    app.add_template_filter(wording.base_words, "commission_base")
    app.add_template_filter(wording.trigger_words, "commission_trigger")
    app.add_template_filter(wording.commission_words, "commission_state")
    app.add_template_filter(wording.paper_words, "commission_paper")
    app.add_template_filter(wording.rate_words, "commission_rate")
    app.add_template_filter(wording.yuan, "fee_yuan")
    register_clocks()
    register_panel("deal_board", board_panels)
    register_tab(DealTab("attributions.show_ledger", _l("贡献归属"), 70, _has_tab, FURTHER))
    register_records("ledger", _l("贡献归属"), ledger_records, place=70)
    register_records("commissions", _l("服务费约定"), commission_records, place=71)
    register_reader(
        LedgerEntry.__tablename__, _reads_evidence, page=_page_of_entry, keeps_downloads=True, lists_downloads=False
    )
    register_reader(
        CommissionPaper.__tablename__, _reads_paper, page=_page_of_paper, keeps_downloads=True, lists_downloads=False
    )
