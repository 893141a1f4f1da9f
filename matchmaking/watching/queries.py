"""Sums of watching, and who watched among those who agreed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from matchmaking.accounts.models import User
from matchmaking.core.db import current_session
from matchmaking.watching.models import WatchConsent, WatchSpan, WatchTotal


@dataclass(frozen=True)
class Watcher:
    """Somebody who agreed to be seen, and how long they watched a record in all."""

    user_id: int
    name: str
    organisation_id: int | None
    seconds: float
    last_at: datetime


def has_agreed(user_id: int | None) -> bool:
    """Whether a person lets others see what they watched."""
    return user_id is not None and current_session().get(WatchConsent, user_id) is not None


def seconds_by_part(subject_type: str, subject_id: int) -> dict[str, tuple[float, int]]:
    """part → (seconds, views) of one record, over all days and viewers."""
    rows = current_session().execute(
        select(WatchTotal.part, func.sum(WatchTotal.seconds), func.sum(WatchTotal.view_count))
        .where(WatchTotal.subject_type == subject_type, WatchTotal.subject_id == subject_id)
        .group_by(WatchTotal.part)
    )
    return {part: (seconds, views) for part, seconds, views in rows}


def seconds_by_subject(subject_type: str, ids: Collection[int]) -> dict[int, tuple[float, int]]:
    """id → (seconds, views) of these records, over all parts, days and viewers."""
    rows = current_session().execute(
        select(WatchTotal.subject_id, func.sum(WatchTotal.seconds), func.sum(WatchTotal.view_count))
        .where(WatchTotal.subject_type == subject_type, WatchTotal.subject_id.in_(ids))
        .group_by(WatchTotal.subject_id)
    )
    return {subject_id: (seconds, views) for subject_id, seconds, views in rows}


def watchers(subject_type: str, subject_id: int, *, limit: int = 100) -> list[Watcher]:
    """Who watched a record, of those who agreed; the longest first. For its own people only."""
    seconds = func.sum(WatchSpan.seconds)
    rows = current_session().execute(
        select(User.id, User.name, func.max(WatchSpan.organisation_id), seconds, func.max(WatchSpan.last_at))
        .join(User, User.id == WatchSpan.user_id)
        .where(WatchSpan.subject_type == subject_type, WatchSpan.subject_id == subject_id)
        .group_by(User.id, User.name)
        .order_by(seconds.desc(), User.id)
        .limit(limit)
    )
    return [Watcher(*row) for row in rows]


def spans_of(user_id: int, *, limit: int, offset: int = 0) -> tuple[list[WatchSpan], int]:
    """What is kept of one person, the latest first, and how much it is in all."""
    query = select(WatchSpan).where(WatchSpan.user_id == user_id)
    found = current_session().scalars(
        query.order_by(WatchSpan.last_at.desc(), WatchSpan.id.desc()).limit(limit).offset(offset)
    )
    return list(found), current_session().scalar(select(func.count()).select_from(query.subquery())) or 0
