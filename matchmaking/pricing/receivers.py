"""What follows when a notice ends or is stopped, when a price is agreed, and when a deal is over."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.languages import in_chinese
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.services import advance, move_deal, suggest_step
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import BROKER, ENDED, NEGOTIATION, NOTICE, SELLER, SIGNING
from matchmaking.pricing import clocks, queries
from matchmaking.pricing.agreeing import drop_price, go_on
from matchmaking.pricing.models import Price
from matchmaking.pricing.offering import drop_offer
from matchmaking.pricing.publicity import KIND, PAGE, retire, stop_outdated
from matchmaking.pricing.ranges import forget_ranges
from matchmaking.pricing.signals import price_agreed
from matchmaking.pricing.states import ENDED as NOTICE_ENDED
from matchmaking.pricing.states import NOTICE_STATES, OBJECTED, STOPPED
from matchmaking.pricing.telling import tell
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.queries import objections_to
from matchmaking.public_notices.signals import notice_ended, notice_stopped
from matchmaking.public_notices.states import UPHELD


@notice_ended.connect
def go_on_to_contract(public: PublicNotice, **_data: Any) -> None:
    """The period is over and no objection holds: the contract is next."""
    notice = queries.notice_by_public(public) if public.kind == KIND else None
    if notice is None:
        return
    deal, price = notice.deal, queries.agreed_price(notice.deal)
    NOTICE_STATES.move(notice, NOTICE_ENDED, actor=None)
    current_session().flush()
    logs.keep(deal, "pricing.notice_ended", actor=None, notice=notice.id, sha256=public.fingerprint)
    tell(deal, "notice_ended", public.id, page=PAGE, number=public.number)
    if price is not None and price.id == notice.price_id and deal.state == NOTICE:
        advance(deal, SIGNING, actor=None)
        side = BROKER if deal.broker_id else SELLER
        suggest_step(deal, words=in_chinese(_l("起草合同")), on=None, side=side, actor=None)


@notice_stopped.connect
def go_back(public: PublicNotice, *, actor: Viewer, reason: str, **_data: Any) -> None:
    """An objection holds, or somebody stopped it: the price is talked about again, or the notice begins anew."""
    notice = queries.notice_by_public(public) if public.kind == KIND else None
    if notice is None:
        return
    deal, price = notice.deal, queries.agreed_price(notice.deal)
    NOTICE_STATES.move(notice, STOPPED, actor=actor)
    notice.running_key = None
    current_session().flush()
    logs.keep(deal, "pricing.notice_stopped", actor=actor, notice=notice.id, public_notice=public.id)
    if price is None or price.id != notice.price_id or deal.state == ENDED:
        return
    tell(deal, "notice_stopped", public.id, page=PAGE, number=public.number, reason=reason)
    if any(one.state == UPHELD for one in objections_to(public)):
        drop_price(price, OBJECTED, actor=actor)
        if deal.state in (NOTICE, SIGNING):
            move_deal(deal, NEGOTIATION, actor=actor)
        words = in_chinese(_l("公示异议成立，重新商谈"))
        suggest_step(deal, words=words, on=None, side=SELLER, actor=actor)
    else:
        go_on(deal, actor=actor)


@price_agreed.connect
def begin_anew(price: Price, *, actor: Viewer, **_data: Any) -> None:
    """Another price than the one that is shown."""
    stop_outdated(price.deal, actor=actor)


@deal_moved.connect
def clear_table(deal: Deal, *, actor: Viewer | None, after: str, **_data: Any) -> None:
    """A deal that is over has nothing on the table and nothing to be shown."""
    if after != ENDED:
        return
    drop_offer(deal, actor=actor)
    forget_ranges(deal)
    notice = queries.notice_of(deal)
    if notice is not None:
        retire(notice, actor=actor, reason=in_chinese(_l("拟交易事项已终止，本公示停止。")))
    clocks.stop_all(deal)
