"""Finding deals for a viewer."""

from sqlalchemy import ColumnElement, false, or_, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal, DealEvent
from matchmaking.organisations.queries import member_ids, writer_ids


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition of a list: deals that the viewer may read. The same as `permissions.can_see_deal`."""
    if not viewer.is_signed_in:
        return false()
    mine = list(viewer.memberships)
    owned = [one for one in mine if viewer.owns(one)]
    parts: list[ColumnElement[bool]] = [Deal.buyer_id.in_(mine), Deal.seller_id.in_(mine), Deal.centre_id.in_(owned)]
    if viewer.is_broker:
        parts.append(Deal.broker_id == viewer.user_id)
    return or_(*parts)


def deal_by_id(deal_id: int) -> Deal | None:
    return current_session().get(Deal, deal_id)


def deal_with_key(form_key: str) -> Deal | None:
    """The deal that this form has already opened."""
    return current_session().scalar(select(Deal).where(Deal.form_key == form_key))


def running_deal(open_key: str) -> Deal | None:
    """The running deal between these records and parties."""
    return current_session().scalar(select(Deal).where(Deal.open_key == open_key))


def events_of(deal: Deal, side: str) -> list[DealEvent]:
    """The log as one side reads it, newest first."""
    rows = current_session().scalars(
        select(DealEvent)
        .where(DealEvent.deal_id == deal.id, DealEvent.taken_back_at.is_(None))
        .order_by(DealEvent.at.desc(), DealEvent.id.desc())
    )
    return [one for one in rows if one.side == side or side in one.sides]


def people_of(deal: Deal, side: str, *, acting: bool = True) -> list[int]:
    """Ids of the people of a side: those who act for it, or all of them."""
    if side == "buyer":
        return writer_ids(deal.buyer_id) if acting else member_ids(deal.buyer_id)
    if side == "seller":
        return writer_ids(deal.seller_id) if acting else member_ids(deal.seller_id)
    return [deal.broker_id] if deal.broker_id else []
