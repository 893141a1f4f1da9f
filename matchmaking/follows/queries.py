"""What is asked of the tables of follows, and of the people behind them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.follows.models import Follow, RecordFollow, SavedSearch
from matchmaking.listings.audiences import public
from matchmaking.listings.queries import complete
from matchmaking.listings.side import Side
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Membership, Organisation


def searches_of(user_id: int) -> list[SavedSearch]:
    """The saved searches of a person, the newest first."""
    query = select(SavedSearch).where(SavedSearch.user_id == user_id).order_by(SavedSearch.id.desc())
    return list(current_session().scalars(query))


def search_like(user_id: int, fingerprint: str) -> SavedSearch | None:
    """The same search that this person has saved already."""
    return current_session().scalar(
        select(SavedSearch).where(SavedSearch.user_id == user_id, SavedSearch.fingerprint == fingerprint)
    )


def search_count(user_id: int) -> int:
    """How many searches a person has saved."""
    query = select(func.count(SavedSearch.id)).where(SavedSearch.user_id == user_id)
    return current_session().scalar(query) or 0


def active_searches(kind: str) -> list[SavedSearch]:
    """All searches for this kind of record that are not paused."""
    query = select(SavedSearch).where(SavedSearch.kind == kind, SavedSearch.is_paused.is_(False))
    return list(current_session().scalars(query.order_by(SavedSearch.id)))


def followed_organisations(user_id: int) -> list[Follow]:
    """The organisations that a person follows and that are public, with them, by name."""
    query = (
        select(Follow)
        .join(Follow.organisation)
        .options(contains_eager(Follow.organisation))
        .where(Follow.user_id == user_id)
        .order_by(Organisation.name, Follow.id)
    )
    return [one for one in current_session().scalars(query) if one.organisation and one.organisation.is_public]


def followed_count(user_id: int) -> int:
    """How many organisations a person follows."""
    query = select(func.count(Follow.id)).where(Follow.user_id == user_id, Follow.organisation_id.is_not(None))
    return current_session().scalar(query) or 0


def follows_organisation(user_id: int, organisation_id: int) -> bool:
    """Whether the person follows this organisation."""
    query = select(Follow.id).where(Follow.user_id == user_id, Follow.organisation_id == organisation_id)
    return current_session().scalar(query) is not None


def follows_record(user_id: int, kind: str, record_id: int) -> bool:
    """Whether the person follows this record."""
    query = select(RecordFollow.id).where(
        RecordFollow.user_id == user_id, RecordFollow.kind == kind, RecordFollow.record_id == record_id
    )
    return current_session().scalar(query) is not None


def followed_records(user_id: int) -> list[RecordFollow]:
    """The records that a person follows, the newest follow first."""
    query = select(RecordFollow).where(RecordFollow.user_id == user_id).order_by(RecordFollow.id.desc())
    return list(current_session().scalars(query))


def record_follow_count(user_id: int) -> int:
    """How many records a person follows."""
    query = select(func.count(RecordFollow.id)).where(RecordFollow.user_id == user_id)
    return current_session().scalar(query) or 0


def record_followers(kind: str, record_id: int) -> list[int]:
    """The ids of the people who follow a record."""
    query = select(RecordFollow.user_id).where(RecordFollow.kind == kind, RecordFollow.record_id == record_id)
    return list(current_session().scalars(query.order_by(RecordFollow.id)))


def followed_industries(user_id: int) -> set[str]:
    """The codes of the industries that a person follows."""
    query = select(Follow.industry_code).where(Follow.user_id == user_id, Follow.industry_code.is_not(None))
    return set(current_session().scalars(query))


def follows_of(organisation_ids: Collection[int], industry_codes: Collection[str]) -> list[Follow]:
    """Everybody's follows of these organisations and industries."""
    query = select(Follow).where(
        or_(Follow.organisation_id.in_(list(organisation_ids)), Follow.industry_code.in_(list(industry_codes)))
    )
    return list(current_session().scalars(query.order_by(Follow.id)))


def anybody_follows(kind: str) -> bool:
    """Whether there is anybody to be told of a new record of this kind."""
    session = current_session()
    searching = select(SavedSearch.id).where(SavedSearch.kind == kind, SavedSearch.is_paused.is_(False)).limit(1)
    return session.scalar(searching) is not None or session.scalar(select(Follow.id).limit(1)) is not None


def published_since(side: Side, ids: Iterable[int], since: datetime) -> list[int]:
    """Those of these records that were published after a moment and are public still."""
    model = side.model
    query = select(model.id).where(model.id.in_(list(ids)), public(model), model.published_at > since)
    return list(current_session().scalars(query.order_by(model.id)))


def records_with(side: Side, ids: Iterable[int]) -> list[Any]:
    """These records with everything that describing them needs."""
    return list(current_session().scalars(complete(side, select(side.model).where(side.model.id.in_(list(ids))))))


def people_told_of(kind: str, record_id: int) -> set[int]:
    """Who was told by this room that a record is new."""
    query = select(Notice.user_id).where(Notice.once_key == alert_key(kind, record_id))
    return set(current_session().scalars(query))


def alert_key(kind: str, record_id: int) -> str:
    """Under which key people are told of a record, once."""
    return f"follows:{kind}:{record_id}"


def viewers_of(user_ids: Collection[int]) -> dict[int, Viewer]:
    """These people, as far as they are active, as the permissions see them."""
    session = current_session()
    people = list(session.scalars(select(User).where(User.id.in_(list(user_ids)), User.is_active)))
    places: dict[int, dict[int, str]] = {}
    columns = (Membership.user_id, Membership.organisation_id, Membership.role)
    for user_id, organisation_id, role in session.execute(
        select(*columns).where(Membership.user_id.in_([one.id for one in people]))
    ):
        places.setdefault(user_id, {})[organisation_id] = role
    return {
        one.id: Viewer(
            user_id=one.id,
            name=one.name,
            role=one.role,
            county_code=one.county_code,
            memberships=places.get(one.id, {}),
        )
        for one in people
    }
