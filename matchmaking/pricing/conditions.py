"""What a deal needs of its price before it may go on."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import Condition, register_condition, register_due
from matchmaking.deals.models import Deal
from matchmaking.deals.states import NOTICE, SIGNING
from matchmaking.pricing import queries


def register_conditions() -> None:
    """公示 is a stage only where the seller must; a contract is signed at an agreed price, shown where that is due."""
    register_due(NOTICE, queries.notice_is_due)
    register_condition(NOTICE, _needs_price)
    register_condition(SIGNING, _needs_price_and_notice)


def _needs_price(deal: Deal) -> Iterable[Condition]:
    path = path_to("pricing.show_pricing", deal_id=deal.id)
    return [Condition(_("双方已商定价格"), queries.agreed_price(deal) is not None, path)]


def _needs_price_and_notice(deal: Deal) -> Iterable[Condition]:
    if not queries.notice_is_due(deal):
        return _needs_price(deal)
    # The price itself is asked by the stage before, which such a deal has.
    before = _needs_price(deal) if deal.state == NOTICE else []
    path = path_to("pricing.show_notice", deal_id=deal.id)
    return [*before, Condition(_("商定的价格已公示期满，没有成立的异议"), queries.notice_is_over(deal), path)]
