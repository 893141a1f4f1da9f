"""Until when the next step of a deal is to be done, and by whom."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.working_days import end_of
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER

STEP, ASKED = "deal_next_step", "deal_broker_asked"


def register_clocks() -> None:
    """Tell the mechanism of clocks. A deal never goes up: officers stand outside of it."""
    register_kind(Kind(STEP, _l("对接的下一步"), _step, None, whose=_l("约定办的一方"), is_confidential=True))
    register_kind(
        Kind(
            ASKED,
            _l("答复接手对接的邀请"),
            _asked,
            None,
            endpoint="deals.show_request",
            whose=_l("受邀的技术经理人"),
            is_confidential=True,
        )
    )
    register_subject("deals", Deal.id, Deal.title, "deals.show_deal", "deal_id")


def _step(title: str) -> str:
    return _("办好对接“%(title)s”的下一步", title=title)


def _asked(title: str) -> str:
    return _("答复是否接手对接“%(title)s”", title=title)


def follow_step(deal: Deal) -> None:
    """Let the clock say what the deal says: it runs while there is a step with a day, for whoever does it."""
    # How fast an organisation answers is public, and nothing of a deal is.
    close_clock(STEP, deal, was_answered=False)
    if not deal.is_running or not deal.next_step or deal.next_on is None:
        return
    who = _who(deal)
    if who:
        open_clock(STEP, deal, due_at=end_of(deal.next_on), **who)


def _who(deal: Deal) -> dict[str, Any]:
    if deal.next_user_id is not None:
        return {"user_id": deal.next_user_id}
    if deal.next_side == BUYER:
        return {"organisation_id": deal.buyer_id}
    if deal.next_side == SELLER:
        return {"organisation_id": deal.seller_id}
    if deal.next_side == BROKER and deal.broker_id is not None:
        return {"user_id": deal.broker_id}
    return {}
