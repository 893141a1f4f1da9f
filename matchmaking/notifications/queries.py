"""What is asked of the tables of notices, preferences and digests."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, select

from matchmaking.accounts.models import User
from matchmaking.core.db import current_session, session
from matchmaking.notifications.models import ALL_TOPICS, Digest, Notice, NoticePreference
from matchmaking.notifications.topics import AT_ONCE, DAILY, NOTHING, SITE, Topic


def notices_of(user_id: int, *, only_unread: bool, limit: int, offset: int) -> tuple[list[Notice], int]:
    """The notices of a person, newest first, and how many there are."""
    query = select(Notice).where(Notice.user_id == user_id)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(session.scalars(query.order_by(Notice.id.desc()).limit(limit).offset(offset))), total


# Written down once, because every page asks it.
UNREAD = select(func.count(Notice.id)).where(Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None))


def unread_count(user_id: int) -> int:
    """How many notices a person has not read."""
    return session.scalar(UNREAD, {"user_id": user_id}) or 0


def preferences_of(user_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """(person, topic or ALL_TOPICS) → delivery, as far as these people have chosen."""
    columns = (NoticePreference.user_id, NoticePreference.topic, NoticePreference.delivery)
    rows = current_session().execute(select(*columns).where(NoticePreference.user_id.in_(list(user_ids))))
    return {(user_id, topic): delivery for user_id, topic, delivery in rows}


def delivery_in(chosen: dict[tuple[int, str], str], user_id: int, topic: Topic) -> str:
    """What holds for a person and a topic, given `preferences_of`."""
    if topic.is_fixed:
        return AT_ONCE
    found = chosen.get((user_id, topic.code), chosen.get((user_id, ALL_TOPICS), AT_ONCE))
    return SITE if found == NOTHING and not topic.can_be_silent else found


def _waiting(before: datetime) -> Select[tuple[Notice]]:
    """What a digest of this moment holds; what was read in the site meanwhile needs no mail."""
    return select(Notice).where(
        Notice.delivery == DAILY, Notice.emailed_at.is_(None), Notice.read_at.is_(None), Notice.created_at < before
    )


def people_with_waiting(before: datetime, day: date) -> list[int]:
    """The active people for whom something waits and who have had no digest on this day."""
    had = select(Digest.user_id).where(Digest.day == day)
    query = _waiting(before).join(User, User.id == Notice.user_id).where(User.is_active, Notice.user_id.not_in(had))
    return list(current_session().scalars(query.with_only_columns(Notice.user_id).distinct().order_by(Notice.user_id)))


def waiting_for(user_id: int, before: datetime) -> list[Notice]:
    """What waits for the digest of one person, the oldest first."""
    return list(current_session().scalars(_waiting(before).where(Notice.user_id == user_id).order_by(Notice.id)))
