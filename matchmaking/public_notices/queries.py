"""What is asked of the tables of public notices."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from matchmaking.core.db import current_session
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.states import ENDED, OPEN, RESTARTED, RUNNING, STOPPED

# What the public list offers → the states behind it.
FILTERS = {"running": (RUNNING,), "ended": (ENDED,), "stopped": (STOPPED, RESTARTED)}


def key_of(kind: str, subject: Any) -> str:
    """What is unique among running notices."""
    return f"{kind}:{subject.__tablename__}:{subject.id}"


def running_notice(kind: str, subject: Any) -> PublicNotice | None:
    """The notice of this kind that runs for a record."""
    query = select(PublicNotice).where(PublicNotice.running_key == key_of(kind, subject))
    return current_session().scalar(query)


def notices_of(subject: Any) -> list[PublicNotice]:
    """Every notice about a record, the newest first."""
    query = select(PublicNotice).where(
        PublicNotice.subject_type == subject.__tablename__, PublicNotice.subject_id == subject.id
    )
    return list(current_session().scalars(query.order_by(PublicNotice.id.desc())))


def newest_notice(kind: str, subject: Any) -> PublicNotice | None:
    """The newest notice of a kind about a record."""
    return next((one for one in notices_of(subject) if one.kind == kind), None)


def public_notices(
    *, state: str, kind: str, county_code: str, limit: int, offset: int
) -> tuple[list[PublicNotice], int]:
    """The public list: what runs first, by its end; then what is over, the latest first. And how many there are."""
    query = select(PublicNotice)
    if state in FILTERS:
        query = query.where(PublicNotice.state.in_(FILTERS[state]))
    if kind:
        query = query.where(PublicNotice.kind == kind)
    if county_code:
        query = query.where(PublicNotice.county_code == county_code)
    session = current_session()
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(PublicNotice.state != RUNNING, PublicNotice.ends_on.desc(), PublicNotice.id.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset))), total


def next_notice(notice: PublicNotice) -> PublicNotice | None:
    """The notice that took the place of this one."""
    query = select(PublicNotice).where(PublicNotice.previous_id == notice.id).order_by(PublicNotice.id.desc())
    return current_session().scalar(query.limit(1))


def newest_of_county(county_code: str | None) -> PublicNotice | None:
    """The newest notice of these officers, whose contact the next one begins with."""
    query = select(PublicNotice).where(PublicNotice.county_code == county_code)
    return current_session().scalar(query.order_by(PublicNotice.id.desc()).limit(1))


def over_and_running(limit: int) -> list[PublicNotice]:
    """Running notices, those that end first at the head; whether one is over is decided to the second by itself."""
    query = select(PublicNotice).where(PublicNotice.state == RUNNING).order_by(PublicNotice.ends_on, PublicNotice.id)
    return [one for one in current_session().scalars(query.limit(limit)) if one.is_over]


def objections_to(notice: PublicNotice) -> list[Objection]:
    """Everything that was held against a notice, oldest first."""
    query = select(Objection).where(Objection.notice_id == notice.id).order_by(Objection.id)
    return list(current_session().scalars(query))


def open_objections(notice: PublicNotice) -> list[Objection]:
    """What nobody has decided on yet."""
    return [one for one in objections_to(notice) if one.state == OPEN]


def objection_with_notice(objection_id: int) -> Objection | None:
    """One objection and its notice."""
    query = select(Objection).options(joinedload(Objection.notice)).where(Objection.id == objection_id)
    return current_session().scalar(query)


def objection_by_key(form_key: str, user_id: int) -> Objection | None:
    """What this person has already sent with the same form."""
    query = select(Objection).where(Objection.form_key == form_key, Objection.user_id == user_id)
    return current_session().scalar(query)
