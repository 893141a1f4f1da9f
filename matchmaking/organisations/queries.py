"""What is asked of the tables of this room."""

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import EDITING, Viewer
from matchmaking.core.db import now, session
from matchmaking.core.languages import current_language
from matchmaking.organisations.models import Invitation, Membership, Organisation
from matchmaking.organisations.states import SUBMITTED

# Written down once, because every request asks it.
PLACES = (
    select(Organisation.id, Membership.role, Organisation.name_en, Organisation.short_name, Organisation.name)
    .join(Membership, Membership.organisation_id == Organisation.id)
    .where(Membership.user_id == bindparam("user_id"))
    .order_by(Membership.id)
)


def places_of(user_id: int) -> dict[int, tuple[str, str]]:
    """Where a person belongs: {organisation id: (role there, display name)}, the oldest first."""
    english = current_language() == "en"
    found = session.execute(PLACES, {"user_id": user_id})
    return {one: (role, (name_en if english else "") or short or name) for one, role, name_en, short, name in found}


def members_of(organisation_id: int) -> list[Membership]:
    """The memberships of an organisation with their people, owners first."""
    query = (
        select(Membership)
        .join(Membership.user)
        .options(contains_eager(Membership.user))
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.role != "owner", Membership.role != "editor", Membership.id)
    )
    return list(session.scalars(query))


def writer_ids(organisation_id: int) -> list[int]:
    """The active people who may write for an organisation: they hear of what happens to its records."""
    return member_ids(organisation_id, *sorted(EDITING, reverse=True))


def member_ids(organisation_id: int, *roles: str) -> list[int]:
    """The ids of the active people of an organisation, of all roles or of the given ones."""
    query = select(Membership.user_id).join(Membership.user)
    query = query.where(Membership.organisation_id == organisation_id, User.is_active)
    if roles:
        query = query.where(Membership.role.in_(roles))
    return list(session.scalars(query.order_by(Membership.id)))


def membership_of(organisation_id: int, user_id: int) -> Membership | None:
    """A person's place in an organisation."""
    return session.scalar(
        select(Membership).where(Membership.organisation_id == organisation_id, Membership.user_id == user_id)
    )


def owner_count(organisation_id: int) -> int:
    """How many active owners an organisation has."""
    return len(member_ids(organisation_id, "owner"))


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation that has registered a credit code."""
    return session.scalar(select(Organisation).where(Organisation.credit_code == code))


def organisation_created_by(user_id: int, name: str) -> Organisation | None:
    """What this person has already registered under this name."""
    return session.scalar(select(Organisation).where(Organisation.created_by_id == user_id, Organisation.name == name))


def open_invitations(organisation_id: int) -> list[Invitation]:
    """Invitations that are neither accepted nor over, newest first."""
    query = select(Invitation).where(Invitation.organisation_id == organisation_id, *_is_open())
    return list(session.scalars(query.order_by(Invitation.id.desc())))


def invitations_for(email: str) -> list[Invitation]:
    """Open invitations of whoever owns this address, with their organisations."""
    query = (
        select(Invitation).options(joinedload(Invitation.organisation)).where(Invitation.email == email, *_is_open())
    )
    return list(session.scalars(query.order_by(Invitation.id.desc())))


def open_invitation(token_hash: str) -> Invitation | None:
    """The open invitation behind a link."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash, *_is_open()))


def invitation_to(organisation_id: int, email: str) -> Invitation | None:
    """The invitation of an address, in whatever state."""
    return session.scalar(
        select(Invitation).where(Invitation.organisation_id == organisation_id, Invitation.email == email)
    )


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return (Invitation.accepted_at.is_(None), Invitation.ended_at.is_(None), Invitation.expires_at > now())


def organisations_at_desk(
    viewer: Viewer, *, state: str, county_code: str, text: str, limit: int, offset: int
) -> tuple[list[Organisation], int]:
    """What an officer may check, those that wait longest first; a county officer gets the own county only."""
    query = select(Organisation)
    if not viewer.is_city_officer:
        query = query.where(Organisation.county_code == (viewer.county_code or ""))
    if state:
        query = query.where(Organisation.state == state)
    if county_code:
        query = query.where(Organisation.county_code == county_code)
    query = query.where(*[has_word(word) for word in text.split()])
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Organisation.submitted_at.is_(None), Organisation.submitted_at, Organisation.id)
    return list(session.scalars(ordered.limit(limit).offset(offset))), total


def waiting_count(viewer: Viewer) -> int:
    """How many organisations wait for this officer."""
    query = select(func.count(Organisation.id)).where(Organisation.state == SUBMITTED)
    if not viewer.is_city_officer:
        query = query.where(Organisation.county_code == (viewer.county_code or ""))
    return session.scalar(query) or 0


def officer_ids(county_code: str | None) -> list[int]:
    """Who looks after a county: its officers, or those of the city where it has none."""
    active = select(User.id).where(User.is_active)
    own = active.where(User.role == Role.COUNTY_OFFICER, User.county_code == county_code)
    found = list(session.scalars(own)) if county_code else []
    return found or list(session.scalars(active.where(User.role == Role.CITY_OFFICER)))


def has_word(word: str) -> ColumnElement[bool]:
    """Whether a word stands in one of the names or in the introduction."""
    columns = (Organisation.name, Organisation.short_name, Organisation.name_en, Organisation.introduction)
    return or_(*[column.icontains(word, autoescape=True) for column in columns])
