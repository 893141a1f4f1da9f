"""Reminds everybody of a session a day and an hour before, once, and ends what nobody ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from matchmaking.core.db import current_session
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.services import close_roadshow
from matchmaking.roadshows.states import ANNOUNCED, LIVE
from matchmaking.roadshows.telling import tell_everybody, words_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# So short before the hour, the reminder of the day would only repeat the next one.
TOO_LATE_FOR_DAY = timedelta(hours=3)
# A session that nobody closed or opened is over so long after its planned end.
FORGOTTEN = timedelta(hours=6)


def remind(moment: datetime) -> int:
    """Tell everybody of the sessions whose time has come; return of how many sessions. A run may be repeated.

    A session that was moved is reminded of again, because the starts that people were told of are stored.
    """
    return sum(_tell(one, moment) for one in _soon(moment))


def _soon(moment: datetime) -> Sequence[Roadshow]:
    query = select(Roadshow).where(
        Roadshow.state == ANNOUNCED, Roadshow.starts_at > moment, Roadshow.starts_at <= moment + DAY
    )
    return current_session().scalars(query.order_by(Roadshow.starts_at, Roadshow.id)).all()


def _tell(roadshow: Roadshow, moment: datetime) -> bool:
    left, start = roadshow.starts_at - moment, roadshow.starts_at
    if left <= HOUR:
        if roadshow.hour_told_for == start:
            return False
        # Who was not reminded the day before need not be afterwards.
        roadshow.hour_told_for = roadshow.day_told_for = start
        kind = "hour"
    else:
        if roadshow.day_told_for == start or left < TOO_LATE_FOR_DAY:
            return False
        roadshow.day_told_for, kind = start, "day"
    once = f"{kind}:{start.isoformat()}"
    tell_everybody(roadshow, "soon", once, waiting=False, is_hour=kind == "hour", **words_of(roadshow))
    return True


def end_forgotten(moment: datetime) -> int:
    """Close what was to end hours ago and was left open, or never opened on line; return how many."""
    query = select(Roadshow).where(
        Roadshow.ends_at < moment - FORGOTTEN,
        or_(Roadshow.state == ANNOUNCED, (Roadshow.state == LIVE) & (Roadshow.updated_at < moment - FORGOTTEN)),
    )
    found = current_session().scalars(query.order_by(Roadshow.id).limit(100)).all()
    for roadshow in found:
        close_roadshow(roadshow, actor=None)
    return len(found)
