"""Finding registrations."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import seen_by
from matchmaking.registrations.models import Registration


def registration_of(contract: Contract) -> Registration | None:
    """The registration of a contract; None until it is signed."""
    return current_session().scalar(select(Registration).where(Registration.contract_id == contract.id))


def registration_by_id(registration_id: int) -> Registration | None:
    return current_session().get(Registration, registration_id)


def _of(viewer: Viewer, state: str) -> Select[tuple[Registration]]:
    query = select(Registration).join(Deal, Deal.id == Registration.deal_id).where(seen_by(viewer))
    return query.where(Registration.state == state) if state else query


def registrations_of(viewer: Viewer, *, state: str, limit: int, offset: int) -> tuple[list[Registration], int]:
    """The registrations of the viewer's deals, the latest first, and how many there are."""
    query = _of(viewer, state)
    total = current_session().scalar(select(func.count()).select_from(query.subquery())) or 0
    deal = joinedload(Registration.deal)
    options = (deal.joinedload(Deal.buyer), deal.joinedload(Deal.seller), joinedload(Registration.contract))
    ordered = query.order_by(Registration.id.desc()).limit(limit).offset(offset).options(*options)
    return list(current_session().scalars(ordered)), total


def state_counts(viewer: Viewer) -> dict[str, int]:
    """How many of them are in each state."""
    inner = _of(viewer, "").subquery()
    query = select(inner.c.state, func.count()).group_by(inner.c.state)
    return {row[0]: row[1] for row in current_session().execute(query)}
