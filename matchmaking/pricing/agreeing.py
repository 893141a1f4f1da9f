"""How a price comes to be agreed: by an accepted offer, or by the result of a listing or an auction; what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import limits_of
from matchmaking.clocks.working_days import add_working_days, local_day
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.languages import in_chinese
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.services import advance, move_deal, suggest_step
from matchmaking.deals.states import BROKER, BUYER, NEGOTIATION, NOTICE, RUNNING, SELLER, SIGNING
from matchmaking.pricing import clocks, queries
from matchmaking.pricing.hashing import terms_sha256
from matchmaking.pricing.models import Offer, Price
from matchmaking.pricing.ranges import forget_ranges
from matchmaking.pricing.signals import price_agreed
from matchmaking.pricing.states import AGREED, NEGOTIATED, PRICE_STATES, PROPOSED, REFUSED, REPLACED
from matchmaking.pricing.structures import LUMP_SUM, plan_of
from matchmaking.pricing.telling import PARTIES, tell


@dataclass(frozen=True)
class Result:
    """What a listing or an auction came to: the closing price in yuan, where, under which number, on which day."""

    amount: Decimal
    platform: str
    reference: str
    closed_on: date
    form_key: str | None = None


def agree_on_offer(offer: Offer, *, actor: Viewer) -> Price:
    """Both parties have accepted an offer: its price holds."""
    price = _price(offer.deal, NEGOTIATED, offer.structure, offer.terms, offer=offer, actor=actor)
    for side in PARTIES:
        answer = next((one for one in offer.answers if one.side == side), None)
        at, user_id = (answer.at, answer.user_id) if answer else (offer.created_at, offer.user_id)
        _agree(price, side, at or now(), user_id)
    _hold(price, actor)
    return price


def record_result(deal: Deal, side: str, result: Result, *, actor: Viewer) -> Price:
    """Record what a listing or an auction came to; the parties who did not record it confirm. Raises RuleBroken."""
    before = queries.price_by_key(result.form_key) if result.form_key else None
    if before is not None and before.deal_id == deal.id:
        return before
    mode = queries.mode_of(deal)
    if mode == NEGOTIATED or deal.state not in RUNNING:
        raise RuleBroken(_("只有挂牌交易和拍卖才登记成交结果。"))
    if result.closed_on > today():
        raise RuleBroken(_("成交日期不能晚于今天。"))
    waiting = queries.price_to_confirm(deal)
    if waiting is not None:
        PRICE_STATES.move(waiting, REPLACED, actor=actor)
    terms = {"total": str(result.amount)}
    price = _price(
        deal, mode, LUMP_SUM, terms, actor=actor, platform=result.platform, reference=result.reference,
        closed_on=result.closed_on, form_key=result.form_key,
    )  # fmt: skip
    logs.keep(deal, "pricing.result_recorded", actor=actor, price=price.id, side=side, sha256=price.sha256)
    for one in PARTIES:
        if one == side:
            _agree(price, one, now(), actor.user_id)
        else:
            clocks.start(clocks.RESULT, deal, one)
    tell(deal, "result_recorded", price.id, actor=actor)
    return price


def confirm_result(price: Price, side: str, *, actor: Viewer) -> None:
    """A party confirms the result; with the second one it holds. Raises RuleBroken when it was settled already."""
    _require_open(price, side)
    _agree(price, side, now(), actor.user_id)
    clocks.stop(clocks.RESULT, price.deal, side)
    logs.keep(price.deal, "pricing.result_confirmed", actor=actor, price=price.id, side=side, sha256=price.sha256)
    if price.buyer_at is not None and price.seller_at is not None:
        _hold(price, actor)


def refuse_result(price: Price, side: str, *, actor: Viewer) -> None:
    """A party says that the result is not so."""
    _require_open(price, side)
    PRICE_STATES.move(price, REFUSED, actor=actor)
    for one in PARTIES:
        clocks.stop(clocks.RESULT, price.deal, one)
    logs.keep(price.deal, "pricing.result_refused", actor=actor, price=price.id, side=side)
    tell(price.deal, "result_refused", price.id, actor=actor)


def owes_confirmation(price: Price, side: str) -> bool:
    """Whether a party has not said yet what it thinks of a result."""
    return price.state == PROPOSED and side in PARTIES and getattr(price, f"{side}_at") is None


def drop_price(price: Price, state: str, *, actor: Viewer | None) -> None:
    """An agreed price holds no longer: another takes its place, or an objection to its notice was right."""
    PRICE_STATES.move(price, state, actor=actor)
    price.running_key = None
    logs.keep(price.deal, f"pricing.price_{state}", actor=actor, price=price.id)
    # Its place must be free before another price takes it.
    current_session().flush()


def _require_open(price: Price, side: str) -> None:
    if not owes_confirmation(price, side):
        raise RuleBroken(_("这个成交结果已经有了结论，请刷新页面。"))


def _price(deal: Deal, mode: str, structure: str, terms: Mapping[str, Any], *, actor: Viewer, **values: Any) -> Price:
    plan = plan_of(structure, terms)
    price = Price(
        deal=deal, mode=mode, structure=structure, terms=dict(terms), amount=plan.total,
        is_estimate=plan.is_estimate, created_by_id=actor.user_id,
        sha256=terms_sha256(
            structure, terms, mode=mode, platform=values.get("platform", ""), reference=values.get("reference", "")
        ),
        **values,
    )  # fmt: skip
    current_session().add(price)
    current_session().flush()
    return price


def _agree(price: Price, side: str, at: Any, user_id: int | None) -> None:
    setattr(price, f"{side}_at", at)
    setattr(price, f"{side}_by_id", user_id)


def _hold(price: Price, actor: Viewer) -> None:
    """Both parties have agreed."""
    deal = price.deal
    before = queries.agreed_price(deal)
    if before is not None:
        drop_price(before, REPLACED, actor=actor)
    PRICE_STATES.move(price, AGREED, actor=actor)
    price.running_key, price.agreed_at = str(deal.id), now()
    deal.amount = price.amount
    current_session().flush()
    logs.keep(deal, "pricing.price_agreed", actor=actor, price=price.id, mode=price.mode, sha256=price.sha256)
    forget_ranges(deal)
    tell(deal, "price_agreed", price.id)
    price_agreed.send(price, actor=actor)
    go_on(deal, actor=actor)


def go_on(deal: Deal, *, actor: Viewer | None) -> None:
    """What is next once a price is agreed: the notice where it is due, else the contract."""
    if queries.notice_is_due(deal):
        if deal.state in (NOTICE, SIGNING):
            # The new price must be shown from the beginning.
            move_deal(deal, NEGOTIATION, actor=actor)
        clocks.start(clocks.NOTICE, deal, SELLER)
        due_on = local_day(add_working_days(now(), limits_of(clocks.NOTICE).days))
        suggest_step(deal, words=in_chinese(_l("准备公示")), on=due_on, side=SELLER, actor=actor)
    elif deal.state == NEGOTIATION and advance(deal, SIGNING, actor=actor):
        side = BROKER if deal.broker_id else BUYER
        suggest_step(deal, words=in_chinese(_l("起草合同")), on=None, side=side, actor=actor)
