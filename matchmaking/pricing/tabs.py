"""The tabs of a deal: its price, and the notice of it where there is one or must be."""

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.pricing.queries import agreed_price, notice_is_due, notices_of_price


def register_tabs() -> None:
    """价格 and 公示."""
    further = frozenset({"pricing.new_offer", "pricing.show_offer", "pricing.record_result"})
    register_tab(DealTab("pricing.show_pricing", _l("价格"), 30, further=further))
    register_tab(DealTab("pricing.show_notice", _l("公示"), 35, _has_notice, frozenset({"pricing.prepare_notice"})))


def _has_notice(_viewer: Viewer, deal: Deal) -> bool:
    if notices_of_price(deal):
        return True
    return agreed_price(deal) is not None and notice_is_due(deal)
