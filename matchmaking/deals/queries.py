"""Finding deals for a viewer."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal, DealEvent
from matchmaking.deals.states import RUNNING
from matchmaking.organisations.models import Organisation
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


def buyer_known(viewer: Viewer) -> ColumnElement[bool]:
    """Among the deals of a list: those whose buyer the viewer may know. The same as `permissions.knows_buyer`."""
    mine = list(viewer.memberships)
    return or_(Deal.hides_buyer.is_(False), Deal.buyer_id.in_(mine), Deal.seller_id.not_in(mine))


def running_count(viewer: Viewer) -> int:
    """How many deals of the viewer go on."""
    query = select(func.count(Deal.id)).where(seen_by(viewer), Deal.state.in_(RUNNING))
    return current_session().scalar(query) or 0


def requests_for(viewer: Viewer) -> list[Deal]:
    """The running deals that a broker is asked to look after."""
    if not viewer.is_broker:
        return []
    asked = and_(Deal.asked_broker_id == viewer.user_id, Deal.broker_id.is_(None), Deal.state.in_(RUNNING))
    return list(current_session().scalars(select(Deal).where(asked).order_by(Deal.id)))


def moves_of(deal_id: int) -> list[HistoryEntry]:
    """Every step from stage to stage, the opening included, oldest first."""
    query = select(HistoryEntry).where(
        HistoryEntry.subject_type == Deal.__tablename__, HistoryEntry.subject_id == deal_id,
        HistoryEntry.to_state.is_not(None),
    )  # fmt: skip
    return list(current_session().scalars(query.order_by(HistoryEntry.id)))


def last_move(deal_id: int) -> HistoryEntry | None:
    """The newest of them."""
    found = moves_of(deal_id)
    return found[-1] if found else None


def begun_at(deal: Deal, state: str, before_id: int) -> datetime:
    """Since when it had been in a stage that it left with the step `before_id`."""
    moments = [one.at for one in moves_of(deal.id) if one.id < before_id and one.to_state == state]
    return moments[-1] if moments else deal.created_at


def event_with_key(form_key: str) -> DealEvent | None:
    """What this form has already logged."""
    return current_session().scalar(select(DealEvent).where(DealEvent.form_key == form_key))


def event_by_id(event_id: int) -> DealEvent | None:
    return current_session().get(DealEvent, event_id)


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


def is_sample_party(*ids: int) -> bool:
    """Whether one of these organisations is invented."""
    query = select(Organisation.id).where(Organisation.id.in_(ids), Organisation.is_sample).limit(1)
    return current_session().scalar(query) is not None


def people_of(deal: Deal, side: str, *, acting: bool = True) -> list[int]:
    """Ids of the people of a side: those who act for it, or all of them."""
    if side == "buyer":
        return writer_ids(deal.buyer_id) if acting else member_ids(deal.buyer_id)
    if side == "seller":
        return writer_ids(deal.seller_id) if acting else member_ids(deal.seller_id)
    return [deal.broker_id] if deal.broker_id else []
