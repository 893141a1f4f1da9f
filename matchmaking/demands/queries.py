"""What is asked of the tables of demands and of who was invited to answer them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand, Extension, Invitee
from matchmaking.demands.modes import PUBLIC_MODES


def extensions_of(demand_id: int) -> list[Extension]:
    """How the deadline was moved after publication, oldest first."""
    query = select(Extension).where(Extension.demand_id == demand_id).order_by(Extension.id)
    return list(current_session().scalars(query))


def invitee_of(demand_id: int, organisation_id: int | None) -> Invitee | None:
    """The invitation of an organisation to a demand."""
    query = select(Invitee).where(Invitee.demand_id == demand_id, Invitee.organisation_id == (organisation_id or 0))
    return current_session().scalar(query)


def invitees_of(demand_id: int) -> list[Invitee]:
    """Everybody who is invited, with their organisations, in the order of the invitations."""
    query = select(Invitee).where(Invitee.demand_id == demand_id).order_by(Invitee.id)
    return list(current_session().scalars(query.options(joinedload(Invitee.organisation, innerjoin=True))))


def invited_ids(demand_id: int) -> list[int]:
    """The ids of the invited organisations."""
    query = select(Invitee.organisation_id).where(Invitee.demand_id == demand_id)
    return list(current_session().scalars(query.order_by(Invitee.id)))


def invitations_of(organisation_id: int) -> Select[Any]:
    """(invitation, demand) of what an organisation is invited to and may see now, the latest first."""
    query = select(Invitee, Demand).join(Demand, Invitee.demand_id == Demand.id)
    query = query.where(
        Invitee.organisation_id == organisation_id, Invitee.told_at.is_not(None), Demand.state == PUBLISHED,
        Demand.mode.not_in(PUBLIC_MODES),
    )  # fmt: skip
    return query.options(joinedload(Demand.organisation, innerjoin=True)).order_by(Invitee.id.desc())


def demands_inviting(organisation_ids: Collection[int]) -> Select[Any]:
    """The ids of the demands to which one of these organisations is invited, as a subquery."""
    return select(Invitee.demand_id).where(Invitee.organisation_id.in_(list(organisation_ids)))


def may_be_shown_to(demand: Demand, organisation_id: int) -> bool:
    """Whether the people of another organisation may learn that this published demand exists."""
    return demand.is_for_everybody or is_invited(demand.id, [organisation_id])


def is_invited(demand_id: int, organisation_ids: Collection[int]) -> bool:
    """Whether one of these organisations is invited."""
    query = demands_inviting(organisation_ids).where(Invitee.demand_id == demand_id)
    return bool(organisation_ids) and current_session().scalar(query.limit(1)) is not None
