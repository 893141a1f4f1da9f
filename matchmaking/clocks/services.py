"""Starts and stops clocks in the transaction of the change, and tells people when one is about to run out or has."""

from datetime import datetime
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock, ClockRule
from matchmaking.clocks.queries import key_of, limits_of, people_of, rules_by_kind, running
from matchmaking.clocks.rules import CENTRE, CITY, COUNTY, KINDS, Limits, Moments, page_of
from matchmaking.clocks.subjects import Subject
from matchmaking.clocks.working_days import add_working_days, local_day, working_days_before
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_notices

REMINDER, OVERDUE, ESCALATED = "reminder", "overdue", "escalated"


def open_clock(
    kind: str,
    subject: Any,
    *,
    county_code: str | None = None,
    organisation_id: int | None = None,
    user_id: int | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
) -> Clock:
    """Start a clock for a stored record; while one of this kind runs for it, that one is returned unchanged.

    Who must act: the person or the organisation where one is given, else the people of the kind's first level for the
    county. `due_at` is a day that somebody has promised; without it the rule of the kind decides.
    """
    before = running(kind, subject)
    if before is not None:
        return before
    opened_at = at or now()
    moments = moments_of(limits_of(kind), opened_at, due_at)
    first_level = KINDS[kind].first_level
    clock = Clock(
        kind=kind,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        running_key=key_of(kind, subject.__tablename__, subject.id),
        level=first_level,
        first_level=first_level,
        county_code=county_code,
        organisation_id=organisation_id if first_level is None else None,
        user_id=user_id if first_level is None else None,
        opened_at=opened_at,
        due_at=moments.due_at,
        remind_at=moments.remind_at,
        county_at=moments.county_at,
        city_at=moments.city_at,
    )
    clock.next_at = next_moment(clock)
    current_session().add(clock)
    # The next question for a running clock must find this one.
    current_session().flush()
    return clock


def close_clock(kind: str, subject: Any, *, was_answered: bool = True) -> None:
    """Stop the clock of this kind, if one runs, and take back the reminders that nobody has read yet."""
    clock = running(kind, subject)
    if clock is not None:
        stop(clock, was_answered=was_answered)


def stop(clock: Clock, *, was_answered: bool) -> None:
    """Stop a running clock."""
    clock.closed_at, clock.was_answered = now(), was_answered
    clock.running_key = clock.next_at = None
    told = [(REMINDER, clock.first_level)] if clock.reminded_at else []
    told += [(OVERDUE, clock.first_level)] if clock.overdue_told_at else []
    if clock.is_escalated:
        told += [(ESCALATED, level) for level in range((clock.first_level or 0) + 1, (clock.level or 0) + 1)]
    for step, level in told:
        withdraw_notices(people_of(clock, level), _once(clock, step, level))


def moments_of(limits: Limits, opened_at: datetime, due_at: datetime | None = None) -> Moments:
    """When a clock that starts now is due, reminds and goes up; `due_at` where somebody has promised a moment."""
    due_at = due_at or add_working_days(opened_at, limits.days)
    remind_at = None
    if limits.remind_days is not None:
        remind_at = working_days_before(local_day(due_at), limits.remind_days)

    def after(days: int | None) -> datetime | None:
        return None if days is None else add_working_days(due_at, days)

    return Moments(
        due_at=due_at,
        # Who has just been told that something waits needs no reminder in the same hour.
        remind_at=remind_at if remind_at is not None and remind_at > opened_at else None,
        county_at=after(limits.county_days),
        city_at=after(limits.city_days),
    )


def next_moment(clock: Clock) -> datetime | None:
    """The first of its moments that has not been dealt with."""
    left = [] if clock.reminded_at else [clock.remind_at]
    left += [] if clock.overdue_told_at else [clock.due_at]
    left += [at for level, at in _ways_up(clock) if level > _level(clock)]
    return min((at for at in left if at is not None), default=None)


def advance(clock: Clock, subject: Subject | None, moment: datetime) -> None:
    """Tell what must be told about a clock by now, each thing once. A record that is gone stops its clock."""
    if subject is None:
        stop(clock, was_answered=False)
        return
    if clock.reminded_at is None and clock.remind_at is not None and clock.remind_at <= moment:
        clock.reminded_at = moment
        if moment < clock.due_at:
            _tell(clock, REMINDER, clock.level, subject)
    if clock.overdue_told_at is None and clock.due_at <= moment:
        clock.overdue_told_at = moment
        _tell(clock, OVERDUE, clock.level, subject)
    for level, at in _ways_up(clock):
        if level > _level(clock) and at is not None and at <= moment:
            clock.level, clock.escalated_at = level, moment
            history.record("clocks.escalated", clock, data={"kind": clock.kind, "level": level})
            _tell(clock, ESCALATED, level, subject)
    clock.next_at = next_moment(clock)


def _level(clock: Clock) -> int:
    """The level that it has reached; an organisation or a person stands below all of them."""
    return CENTRE if clock.level is None else clock.level


def _ways_up(clock: Clock) -> list[tuple[int, datetime | None]]:
    """(level, moment); a record without a county has nobody between the centre and the city."""
    county = [(COUNTY, clock.county_at)] if clock.county_code else []
    return [*county, (CITY, clock.city_at)]


def _once(clock: Clock, step: str, level: int | None) -> str:
    return f"clocks:{clock.id}:{step}:{'' if level is None else level}"


def _tell(clock: Clock, step: str, level: int | None, subject: Subject) -> None:
    """The words hold the title of the record and nothing of its organisation, which may hide its name."""
    notify(
        people_of(clock, level), f"clocks.{step}", _once(clock, step, level),
        path_to(page_of(clock.kind, subject.endpoint), **subject.arguments),
        title=subject.title, what=clock.kind, due=clock.due_at.isoformat(), level=level,
    )  # fmt: skip


def change_rule(kind: str, limits: Limits, *, actor: Viewer) -> None:
    """Set the time limits for new clocks of a kind; running ones keep theirs."""
    rule = rules_by_kind().get(kind)
    if rule is None:
        rule = ClockRule(kind=kind)
        current_session().add(rule)
    values = {
        "days": limits.days,
        "remind_days": limits.remind_days,
        "county_days": limits.county_days,
        "city_days": limits.city_days,
    }
    for name, value in values.items():
        setattr(rule, name, value)
    history.record("clocks.rule_changed", rule, actor=actor, data={"kind": kind, **values})
