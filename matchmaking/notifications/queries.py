"""What is asked of the table of notices."""

from sqlalchemy import func, select

from matchmaking.core.db import session
from matchmaking.notifications.models import Notice


def notices_of(user_id: int, *, only_unread: bool, limit: int, offset: int) -> tuple[list[Notice], int]:
    """The notices of a person, newest first, and how many there are."""
    query = select(Notice).where(Notice.user_id == user_id)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(session.scalars(query.order_by(Notice.id.desc()).limit(limit).offset(offset))), total


def unread_count(user_id: int) -> int:
    """How many notices a person has not read."""
    query = select(func.count(Notice.id)).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0
