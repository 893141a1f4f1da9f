"""What is asked of the tables of this room."""

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.core.db import session
from matchmaking.organisations.models import Membership, Organisation


def places_of(user_id: int) -> dict[int, tuple[str, str]]:
    """Where a person belongs: {organisation id: (role there, display name)}, the oldest first."""
    query = (
        select(Organisation.id, Membership.role, Organisation.short_name, Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    return {one: (role, short or name) for one, role, short, name in session.execute(query)}


def members_of(organisation_id: int) -> list[Membership]:
    """The memberships of an organisation with their people, owners first."""
    query = (
        select(Membership)
        .join(Membership.user)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.role != "owner", Membership.role != "editor", Membership.id)
    )
    return list(session.scalars(query))


def member_ids(organisation_id: int, *roles: str) -> list[int]:
    """The ids of the active people of an organisation, of all roles or of the given ones."""
    query = select(Membership.user_id).join(Membership.user)
    query = query.where(Membership.organisation_id == organisation_id, User.is_active)
    if roles:
        query = query.where(Membership.role.in_(roles))
    return list(session.scalars(query.order_by(Membership.id)))
