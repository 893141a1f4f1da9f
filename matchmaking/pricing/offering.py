"""The chain of offers: one lies on the table at a time; it is accepted, declined, countered, or it expires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import RUNNING, STAGES
from matchmaking.deals.states import SIGNING as SIGNING_STAGE
from matchmaking.pricing import clocks, queries
from matchmaking.pricing.agreeing import agree_on_offer
from matchmaking.pricing.hashing import terms_sha256
from matchmaking.pricing.models import Offer, OfferAnswer
from matchmaking.pricing.states import (
    ACCEPTED,
    ANSWER_STATES,
    COUNTERED,
    DECLINED,
    EXPIRED,
    NEGOTIATED,
    OFFER_STATES,
    VOID,
    WAITING,
    WITHDRAWN,
)
from matchmaking.pricing.structures import plan_of
from matchmaking.pricing.telling import PARTIES, tell


@dataclass(frozen=True)
class Proposal:
    """What is offered: a structure with its terms, words for the other side, and until when it holds."""

    structure: str
    terms: Mapping[str, Any]
    valid_until: date
    words: str = ""
    form_key: str | None = None


def why_no_offer(deal: Deal) -> str:
    """Why nobody can make an offer now, in words; empty when a party can."""
    if deal.state not in RUNNING:
        return _("这一单已经结束。")
    order = list(STAGES)
    if order.index(deal.state) > order.index(SIGNING_STAGE):
        return _("合同已经签订，价格变更请走合同变更。")
    if queries.mode_of(deal) != NEGOTIATED:
        return _("挂牌交易和拍卖的价格以成交结果为准，不在这里报价。")
    return ""


def send_offer(deal: Deal, side: str, proposal: Proposal, *, actor: Viewer) -> Offer:
    """Put an offer on the table; one that lies there is countered by it, or withdrawn by its own side.

    The same form sent twice makes one offer. Raises RuleBroken for terms that do not add up and for a day in the past.
    """
    before = queries.offer_by_key(proposal.form_key) if proposal.form_key else None
    if before is not None and before.deal_id == deal.id:
        return before
    refused = why_no_offer(deal)
    if refused:
        raise RuleBroken(refused)
    if proposal.valid_until < today():
        raise RuleBroken(_("有效期不能早于今天。"))
    plan = plan_of(proposal.structure, proposal.terms)
    previous = queries.open_offer(deal)
    if previous is not None:
        _take_off(previous, side, actor)
    offer = Offer(
        deal_id=deal.id, number=queries.next_number(deal), previous_id=previous.id if previous else None, side=side,
        user_id=actor.user_id, structure=proposal.structure, terms=dict(proposal.terms), total=plan.total,
        words=proposal.words, valid_until=proposal.valid_until, open_key=str(deal.id), form_key=proposal.form_key,
        sha256=terms_sha256(proposal.structure, proposal.terms, valid_until=proposal.valid_until.isoformat()),
    )  # fmt: skip
    offer.answers = [OfferAnswer(side=one) for one in PARTIES if one != side]
    current_session().add(offer)
    current_session().flush()
    logs.keep(deal, "pricing.offer_sent", actor=actor, offer=offer.number, side=side, sha256=offer.sha256)
    for one in offer.answers:
        clocks.start(clocks.OFFER, deal, one.side, due_at=end_of(offer.valid_until))
    tell(deal, "offer_sent", offer.number, actor=actor, number=offer.number)
    return offer


def accept_offer(offer: Offer, side: str, *, actor: Viewer) -> None:
    """Accept for a party; when nobody else owes an answer, its price is agreed. Raises RuleBroken."""
    answer = _answer_of(offer, side)
    _give(answer, ACCEPTED, actor)
    logs.keep(offer.deal, "pricing.offer_accepted", actor=actor, offer=offer.number, side=side, sha256=offer.sha256)
    clocks.stop(clocks.OFFER, offer.deal, side)
    if any(one.state == WAITING for one in offer.answers):
        tell(offer.deal, "offer_half", f"{offer.number}:{side}", actor=actor, number=offer.number)
        return
    _close(offer, ACCEPTED, actor)
    agree_on_offer(offer, actor=actor)


def decline_offer(offer: Offer, side: str, *, reason: str, actor: Viewer) -> None:
    """Decline for a party; everybody at the table reads the reason. Raises RuleBroken."""
    answer = _answer_of(offer, side)
    answer.reason = reason
    _give(answer, DECLINED, actor)
    _close(offer, DECLINED, actor)
    logs.keep(offer.deal, "pricing.offer_declined", actor=actor, offer=offer.number, side=side)
    tell(offer.deal, "offer_declined", offer.number, actor=actor, number=offer.number)


def withdraw_offer(offer: Offer, side: str, *, actor: Viewer | None) -> None:
    """Take the own offer back before it is answered. Raises RuleBroken."""
    if not queries.is_valid(offer) or offer.side != side:
        raise RuleBroken(_("这份报价已经有了结果，不能撤回。"))
    _close(offer, WITHDRAWN, actor)
    logs.keep(offer.deal, "pricing.offer_withdrawn", actor=actor, offer=offer.number, side=side)
    tell(offer.deal, "offer_withdrawn", offer.number, actor=actor, number=offer.number)


def expire_offer(offer: Offer) -> None:
    """Nobody answered in time."""
    _close(offer, EXPIRED, None)
    logs.keep(offer.deal, "pricing.offer_expired", actor=None, offer=offer.number)
    tell(offer.deal, "offer_expired", offer.number, number=offer.number)


def drop_offer(deal: Deal, *, actor: Viewer | None) -> None:
    """The deal is over: what lies on the table is not answered any more."""
    offer = queries.open_offer(deal)
    if offer is not None:
        _close(offer, WITHDRAWN, actor)
        logs.keep(deal, "pricing.offer_withdrawn", actor=actor, offer=offer.number, side=offer.side)


def _answer_of(offer: Offer, side: str) -> OfferAnswer:
    answer = queries.waiting_answer(offer, side)
    if answer is None or not queries.is_valid(offer):
        raise RuleBroken(_("这份报价已经有了结果，请刷新页面查看最新的报价。"))
    if offer.valid_until < today():
        raise RuleBroken(_("这份报价已过有效期，请对方重新报价，或者您来还价。"))
    return answer


def _give(answer: OfferAnswer, state: str, actor: Viewer | None) -> None:
    ANSWER_STATES.move(answer, state, actor=actor)
    answer.at, answer.user_id = now(), actor.user_id if actor else None


def _take_off(previous: Offer, side: str, actor: Viewer) -> None:
    """A new offer takes the place of the one on the table."""
    owed = queries.waiting_answer(previous, side)
    if owed is not None:
        _give(owed, COUNTERED, actor)
    _close(previous, WITHDRAWN if previous.side == side else COUNTERED, actor)
    # It must have given its place back before the new one takes it.
    current_session().flush()


def _close(offer: Offer, state: str, actor: Viewer | None) -> None:
    OFFER_STATES.move(offer, state, actor=actor)
    offer.open_key, offer.closed_at = None, now()
    for one in offer.answers:
        if one.state == WAITING:
            ANSWER_STATES.move(one, VOID, actor=actor)
        clocks.stop(clocks.OFFER, offer.deal, one.side, was_answered=state in (ACCEPTED, DECLINED, COUNTERED))
