"""What is asked of the tables of prices."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.organisations.models import OrganisationKind
from matchmaking.pricing.models import (
    Offer,
    OfferAnswer,
    Price,
    PriceNotice,
    PriceRange,
    PriceRound,
    PriceSheet,
)
from matchmaking.pricing.states import ANSWERED, ENDED, NEGOTIATED, OPEN, PROPOSED, SENT
from matchmaking.public_notices.models import PublicNotice

# Bodies whose prices by agreement are shown to the public, until their own answer says otherwise
# (促进科技成果转化法第十八条; 新型研发机构 of the kind 事业单位 count among them).
STATE_KINDS = (OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE, OrganisationKind.RND_INSTITUTION)


def agreed_price(deal: Deal) -> Price | None:
    """The price that both parties have agreed on and that still holds."""
    return current_session().scalar(select(Price).where(Price.running_key == str(deal.id)))


def price_to_confirm(deal: Deal) -> Price | None:
    """The result of a listing or an auction that waits for a party."""
    query = select(Price).where(Price.deal_id == deal.id, Price.state == PROPOSED).order_by(Price.id.desc())
    return current_session().scalar(query.limit(1))


def prices_of(deal: Deal) -> list[Price]:
    """Every price that this deal had, the newest first."""
    return list(current_session().scalars(select(Price).where(Price.deal_id == deal.id).order_by(Price.id.desc())))


def sheet_of(deal: Deal) -> PriceSheet | None:
    """How the price of a deal is made; nothing until somebody has said it."""
    return current_session().scalar(select(PriceSheet).where(PriceSheet.deal_id == deal.id))


def mode_of(deal: Deal) -> str:
    """By agreement, unless somebody has said otherwise."""
    sheet = sheet_of(deal)
    return sheet.mode if sheet is not None else NEGOTIATED


def is_state_body(deal: Deal) -> bool:
    """Whether the seller is a state body: as it answered itself, before that as its kind suggests."""
    sheet = sheet_of(deal)
    if sheet is not None and sheet.is_state_body is not None:
        return sheet.is_state_body
    return deal.seller.kind in STATE_KINDS


def notice_is_due(deal: Deal) -> bool:
    """Whether the price must be shown to the public: state bodies that agree on it by themselves."""
    return mode_of(deal) == NEGOTIATED and is_state_body(deal)


def notice_of(deal: Deal) -> PriceNotice | None:
    """The notice that is prepared, runs or has ended; one that was stopped is none."""
    return current_session().scalar(select(PriceNotice).where(PriceNotice.running_key == str(deal.id)))


def notices_of_price(deal: Deal) -> list[PriceNotice]:
    """All notices of a deal, the newest first."""
    query = select(PriceNotice).where(PriceNotice.deal_id == deal.id).order_by(PriceNotice.id.desc())
    return list(current_session().scalars(query))


def last_notice_of(seller_id: int) -> PriceNotice | None:
    """The newest notice of a seller, in whatever deal: the next one begins with its office."""
    query = select(PriceNotice).join(PriceNotice.deal).where(Deal.seller_id == seller_id)
    return current_session().scalar(query.order_by(PriceNotice.id.desc()).limit(1))


def notice_by_public(notice: PublicNotice) -> PriceNotice | None:
    """The notice behind what everybody reads."""
    return current_session().scalar(select(PriceNotice).where(PriceNotice.public_notice_id == notice.id))


def notice_state(deal: Deal) -> str | None:
    """The state of the notice of exactly the agreed price (`states.NOTICE_WORDS`); None: there is none."""
    price, notice = agreed_price(deal), notice_of(deal)
    if price is None or notice is None or notice.price_id != price.id:
        return None
    return notice.state


def notice_is_over(deal: Deal) -> bool:
    """Whether exactly the agreed price was shown for its whole period without an objection that held."""
    return notice_state(deal) == ENDED


def open_offer(deal: Deal) -> Offer | None:
    """The offer that lies on the table."""
    return current_session().scalar(select(Offer).where(Offer.open_key == str(deal.id)))


def offers_of(deal: Deal) -> list[Offer]:
    """The chain of offers, the newest first."""
    query = select(Offer).where(Offer.deal_id == deal.id).options(selectinload(Offer.answers))
    return list(current_session().scalars(query.order_by(Offer.number.desc())))


def offer_of(deal: Deal, offer_id: int) -> Offer | None:
    """One offer of this deal."""
    return current_session().scalar(select(Offer).where(Offer.deal_id == deal.id, Offer.id == offer_id))


def offer_by_key(form_key: str) -> Offer | None:
    """What the same form has already sent."""
    return current_session().scalar(select(Offer).where(Offer.form_key == form_key))


def price_by_key(form_key: str) -> Price | None:
    """What the same form has already recorded."""
    return current_session().scalar(select(Price).where(Price.form_key == form_key))


def next_number(deal: Deal) -> int:
    """The number of the next offer."""
    return (current_session().scalar(select(func.max(Offer.number)).where(Offer.deal_id == deal.id)) or 0) + 1


def offers_over(day: date, limit: int) -> list[Offer]:
    """Offers that nobody answered in their time."""
    query = select(Offer).where(Offer.state == SENT, Offer.valid_until < day).order_by(Offer.id)
    return list(current_session().scalars(query.limit(limit)))


def rounds_of(deal: Deal) -> list[PriceRound]:
    """The rounds of the range finder, the newest first."""
    query = select(PriceRound).where(PriceRound.deal_id == deal.id).options(selectinload(PriceRound.ranges))
    return list(current_session().scalars(query.order_by(PriceRound.number.desc())))


def open_round(deal: Deal) -> PriceRound | None:
    """The round that waits for a side."""
    return current_session().scalar(select(PriceRound).where(PriceRound.open_key == str(deal.id)))


def entries_of(deal: Deal) -> dict[str, int]:
    """side → how often it has entered a range in this deal."""
    query = (
        select(PriceRange.side, func.count())
        .join(PriceRange.round)
        .where(PriceRound.deal_id == deal.id)
        .group_by(PriceRange.side)
    )
    found = dict(row for row in current_session().execute(query))
    return {side: found.get(side, 0) for side in (BUYER, SELLER)}


def rounds_with_numbers(limit: int) -> list[PriceRound]:
    """Rounds whose ranges are still kept, the oldest first."""
    query = (
        select(PriceRound)
        .where(PriceRound.state.in_((OPEN, ANSWERED)), PriceRound.ranges.any(PriceRange.high.is_not(None)))
        .order_by(PriceRound.id)
    )
    return list(current_session().scalars(query.limit(limit)))


def waiting_answer(offer: Offer, side: str) -> OfferAnswer | None:
    """What a side still owes to an offer."""
    return next((one for one in offer.answers if one.side == side and one.state == "waiting"), None)


def is_valid(offer: Offer) -> bool:
    """Whether an offer can be answered."""
    return offer.state == SENT and offer.open_key is not None
