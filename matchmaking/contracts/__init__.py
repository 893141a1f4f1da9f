"""Technology contracts: kind, terms, drafts as .docx and PDF, versions and comments."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts import queries, version_views, wording
from matchmaking.contracts.archive import register_archive
from matchmaking.contracts.clocks import register_clocks
from matchmaking.contracts.desk import contract_templates
from matchmaking.contracts.panels import deal_panels
from matchmaking.contracts.services import page_of
from matchmaking.contracts.views import contracts
from matchmaking.core.panels import register_panel
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import can_see_deal
from matchmaking.deals.states import NEGOTIATION, STAGES
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.files.access import register_reader

__all__ = ["init_app", "version_views"]
_PAGES = ("show_version", "compare", "edit_step", "list_clauses", "reword", "cancel", "add_comment")


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the tab and the panel of the overview, and say who reads the files."""
    register_archive()
    app.register_blueprint(contracts)
    app.register_blueprint(contract_templates)
    app.add_template_filter(wording.state_words, "contract_state")
    app.add_template_filter(wording.reason_of, "contract_reason")
    app.add_template_filter(wording.ownership_words, "contract_ownership")
    register_clocks()
    register_panel("deal", deal_panels)
    further = frozenset(f"contracts.{one}" for one in _PAGES)
    register_tab(DealTab("contracts.show_contract", _l("合同"), 40, _has_tab, further))
    register_reader(
        "contract_versions", _reads_version, page=_page_of_version, keeps_downloads=True, lists_downloads=False
    )
    register_reader("contract_templates", lambda viewer, _id: viewer.is_admin, keeps_downloads=True)


def _has_tab(viewer: Viewer, deal: Deal) -> bool:
    """From the negotiation on; earlier where somebody has begun one."""
    order = list(STAGES)
    is_late = deal.state in STAGES and order.index(deal.state) >= order.index(NEGOTIATION)
    return is_late or queries.contract_of(deal) is not None


def _reads_version(viewer: Viewer, version_id: int) -> bool:
    version = queries.version_by_id(version_id)
    return version is not None and can_see_deal(viewer, version.contract.deal)


def _page_of_version(version_id: int) -> str:
    version = queries.version_by_id(version_id)
    return page_of(version.contract) if version is not None else "/"
