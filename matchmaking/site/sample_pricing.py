"""Invented offers, a private range that waits, agreed prices, and a notice of one of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.organisations.models import Membership
from matchmaking.pricing.hashing import terms_sha256
from matchmaking.pricing.models import Offer, OfferAnswer, Price
from matchmaking.pricing.offering import Proposal, accept_offer, send_offer
from matchmaking.pricing.publicity import Text, confirm_notice, prepare_notice
from matchmaking.pricing.queries import offers_of
from matchmaking.pricing.ranges import enter_range
from matchmaking.pricing.scale import Range
from matchmaking.pricing.sheets import answer_body
from matchmaking.pricing.states import ACCEPTED, AGREED, NEGOTIATED
from matchmaking.pricing.structures import plan_of

Row = Mapping[str, Any]
VALID_DAYS = 10


def load_pricing(rows: Sequence[Row]) -> None:
    """Bring the sample deals to their prices; a deal that has an offer stays as it is."""
    deals = {one.title: one for one in session.scalars(select(Deal).where(Deal.is_sample))}
    for row in rows:
        deal = deals.get(row["deal"])
        if deal is None or offers_of(deal):
            continue
        if "is_state_body" in row:
            answer_body(deal, row["is_state_body"], actor=_actor(deal, SELLER))
        if "settled" in row:
            _settled(deal, row["settled"])
        else:
            _talks(deal, row)


def _talks(deal: Deal, row: Row) -> None:
    people, since = {side: _actor(deal, side) for side in (BUYER, SELLER, BROKER)}, deal.stage_since
    if "range" in row:
        side, low, high = row["range"]
        enter_range(deal, side, Range(Decimal(low), Decimal(high)), actor=people[side])
    for one in row["offers"]:
        proposal = Proposal(
            one["structure"], one["terms"], today() + timedelta(days=VALID_DAYS), one.get("words", "")
        )  # fmt: skip
        offer = send_offer(deal, one["side"], proposal, actor=people[one["side"]])
    if row.get("accept"):
        accept_offer(offer, BUYER, actor=people[BUYER])
    if "notice" in row:
        confirm_notice(prepare_notice(deal, Text(**row["notice"]), actor=people[SELLER]), actor=people[BUYER])
    deal.stage_since = since


def _settled(deal: Deal, row: Row) -> None:
    """A price that was agreed before the deal came to its present stage."""
    buyer, seller = _actor(deal, BUYER), _actor(deal, SELLER)
    structure, terms, at = row["structure"], row["terms"], deal.stage_since - timedelta(days=VALID_DAYS)
    plan = plan_of(structure, terms)
    offered = terms_sha256(structure, terms, valid_until=at.date().isoformat())
    agreed = terms_sha256(structure, terms, mode=NEGOTIATED, platform="", reference="")
    offer = Offer(
        deal_id=deal.id, number=1, side=SELLER, user_id=seller.user_id, structure=structure, terms=terms,
        total=plan.total, valid_until=at.date(), state=ACCEPTED, sha256=offered, created_at=at, closed_at=at,
        answers=[OfferAnswer(side=BUYER, state=ACCEPTED, at=at, user_id=buyer.user_id)],
    )  # fmt: skip
    session.add(offer)
    session.flush()
    session.add(
        Price(
            deal_id=deal.id, offer_id=offer.id, mode=NEGOTIATED, structure=structure, terms=terms, amount=plan.total,
            state=AGREED, running_key=str(deal.id), sha256=agreed, buyer_at=at, buyer_by_id=buyer.user_id,
            seller_at=at, seller_by_id=seller.user_id, agreed_at=at, created_by_id=seller.user_id, created_at=at,
        )
    )  # fmt: skip
    session.flush()


def _actor(deal: Deal, side: str) -> Viewer:
    if side == BROKER:
        return Viewer(user_id=deal.broker_id)
    organisation_id = deal.party_id(side) or 0
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id).order_by(Membership.id)
    return Viewer(user_id=session.scalar(query.limit(1)), memberships={organisation_id: "owner"})
