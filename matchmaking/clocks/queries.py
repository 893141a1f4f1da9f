"""What is asked of the tables of clocks."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby, islice
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock, ClockRule
from matchmaking.clocks.rules import CENTRE, CHARGES, CITY, COUNTY, Limits, confidential_kinds, default_limits
from matchmaking.clocks.working_days import working_days_between
from matchmaking.core.db import current_session
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.queries import officer_ids, writer_ids

# Fewer answers than these say nothing about how fast somebody is; older ones than the newest so many neither.
FEWEST_ANSWERS, ANSWERS_READ = 5, 200


def key_of(kind: str, subject_type: str, subject_id: int) -> str:
    """What is unique among running clocks."""
    return f"{kind}:{subject_type}:{subject_id}"


def running(kind: str, subject: Any) -> Clock | None:
    """The clock of this kind that runs for a record."""
    key = key_of(kind, subject.__tablename__, subject.id)
    return current_session().scalar(select(Clock).where(Clock.running_key == key))


def running_for(subject_type: str, ids: Iterable[int]) -> dict[int, Clock]:
    """id → the running clock of each of these records; of several the one that is due first."""
    query = select(Clock).where(
        Clock.subject_type == subject_type, Clock.subject_id.in_(list(ids)), Clock.closed_at.is_(None)
    )
    return {one.subject_id: one for one in current_session().scalars(query.order_by(Clock.due_at.desc(), Clock.id))}


def watched(kind: str) -> Any:
    """The ids of the records for which a clock of this kind runs, as a subquery."""
    return select(Clock.subject_id).where(Clock.kind == kind, Clock.closed_at.is_(None))


def with_any_clock(subject_type: str) -> Any:
    """The ids of the records of a table for which any clock runs, as a subquery: it is somebody's turn."""
    return select(Clock.subject_id).where(Clock.subject_type == subject_type, Clock.closed_at.is_(None))


def waiting_for(viewer: Viewer, limit: int) -> list[Clock]:
    """The running clocks whose turn is the viewer's, those that are longest overdue first.

    What went up to the county or the city stays on the list of those below.
    """
    ways: list[ColumnElement[bool]] = []
    if viewer.is_signed_in:
        ways.append(Clock.user_id == viewer.user_id)
    if viewer.edits_for(viewer.organisation_id):
        ways.append(and_(Clock.organisation_id == viewer.organisation_id, Clock.user_id.is_(None)))
    if viewer.is_broker:
        taken = [and_(Clock.kind == kind, Clock.subject_id.in_(one.others(viewer))) for kind, one in CHARGES.items()]
        ways.append(and_(Clock.first_level == CENTRE, not_(or_(*taken)) if taken else true()))
    if viewer.is_city_officer:
        ways.append(Clock.level >= CITY)
    elif viewer.is_officer and viewer.county_code:
        ways.append(and_(Clock.level >= COUNTY, Clock.county_code == viewer.county_code))
    if not ways:
        return []
    query = select(Clock).where(Clock.closed_at.is_(None), or_(*ways)).order_by(Clock.due_at, Clock.id)
    return list(current_session().scalars(query.limit(limit)))


def came_up_to(viewer: Viewer, subject: Any) -> bool:
    """Whether a running clock of a record was ignored for so long that it is now the viewer's to see to."""
    clock = running_for(subject.__tablename__, [subject.id]).get(subject.id)
    if clock is None or clock.level is None or not clock.is_escalated:
        return False
    if viewer.is_city_officer:
        return clock.level >= CITY
    return viewer.is_officer and clock.level >= COUNTY and clock.county_code == viewer.county_code


def people_of(clock: Clock, level: int | None) -> list[int]:
    """Who must act: the person, the members of the organisation, or the people of a level.

    At the centre those who took charge of the record, else all brokers, and with no broker the officers.
    """
    if level is None:
        if clock.user_id is not None:
            return [clock.user_id]
        return writer_ids(clock.organisation_id or 0)
    if level == CENTRE:
        if clock.kind in CHARGES and (in_charge := CHARGES[clock.kind].people(clock.subject_id)):
            return in_charge
        brokers = select(User.id).where(User.is_active, User.role == Role.BROKER).order_by(User.id)
        return list(current_session().scalars(brokers)) or officer_ids(clock.county_code)
    return officer_ids(clock.county_code if level == COUNTY else None)


def due_steps(moment: datetime, limit: int) -> list[Clock]:
    """The clocks at which something must be told by now, the longest waiting first."""
    query = select(Clock).where(Clock.next_at <= moment).order_by(Clock.next_at, Clock.id).limit(limit)
    return list(current_session().scalars(query))


def rules_by_kind() -> dict[str, ClockRule]:
    """The rules that an administrator has changed."""
    return {rule.kind: rule for rule in current_session().scalars(select(ClockRule))}


def limits_of(kind: str) -> Limits:
    """The time limits that hold for new clocks of a kind."""
    rule = current_session().scalar(select(ClockRule).where(ClockRule.kind == kind))
    return limits_in(rule) if rule else default_limits()[kind]


def limits_in(rule: ClockRule) -> Limits:
    """The limits of a stored rule."""
    return Limits(rule.days, rule.remind_days, rule.county_days, rule.city_days)


def _counted() -> tuple[ColumnElement[bool], ...]:
    """What says how fast somebody answers: clocks that were answered, and that others may know of."""
    return Clock.closed_at.is_not(None), Clock.was_answered, Clock.kind.not_in(confidential_kinds())


def response_days(organisation: Organisation) -> float | None:
    """The median of working days after which an organisation acted, or None where there are too few answers.

    For an authority it is what the desk of its county took to check; for others their own answers.
    """
    if organisation.kind == OrganisationKind.GOVERNMENT and organisation.county_code:
        whose = and_(Clock.county_code == organisation.county_code, Clock.first_level.is_not(None))
    else:
        whose = Clock.organisation_id == organisation.id
    query = select(Clock.opened_at, Clock.closed_at).where(whose, *_counted())
    rows = current_session().execute(query.order_by(Clock.closed_at.desc()).limit(ANSWERS_READ)).all()
    if len(rows) < FEWEST_ANSWERS:
        return None
    return float(median(working_days_between(opened, closed) for opened, closed in rows))


def response_days_by_organisation() -> dict[int, float]:
    """The same for every organisation that acted often enough, by its id; authorities are left out."""
    query = (
        select(Clock.organisation_id, Clock.opened_at, Clock.closed_at)
        .join(Organisation, Organisation.id == Clock.organisation_id)
        .where(Organisation.kind != OrganisationKind.GOVERNMENT, *_counted())
        .order_by(Clock.organisation_id, Clock.closed_at.desc())
    )
    found: dict[int, float] = {}
    for organisation_id, rows in groupby(current_session().execute(query), key=lambda row: row.organisation_id):
        newest = list(islice(rows, ANSWERS_READ))
        if len(newest) >= FEWEST_ANSWERS:
            found[organisation_id] = float(median(working_days_between(one.opened_at, one.closed_at) for one in newest))
    return found
