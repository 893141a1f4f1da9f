"""Invented interest in the sample projects: material, meetings that come and that were, a step that is overdue."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select

from matchmaking.accounts.models import User
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import running
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.interests.clocks import STEP
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.interests.queries import of_meeting
from matchmaking.interests.services import (
    NextStep,
    add_step,
    answer_interest,
    decline_interest,
    raise_interest,
    take_charge,
)
from matchmaking.meetings.models import Meeting, MeetingTime
from matchmaking.meetings.services import (
    Report,
    When,
    accept_meeting,
    ask_for_meeting,
    ask_for_outcome,
    open_slots,
    report_meeting,
)
from matchmaking.meetings.sessions import sessions_of
from matchmaking.meetings.states import ONLINE, OWNER_SIDE
from matchmaking.meetings.times import Series
from matchmaking.organisations.models import Membership
from matchmaking.projects.models import Project

Row = Mapping[str, Any]


def load_followup(rows: Sequence[Row]) -> None:
    """Ask, answer and meet as people would; nothing when there is sample interest already."""
    if session.scalar(select(Interest.id).where(Interest.is_sample).limit(1)) is not None:
        return
    for row in rows:
        project = session.scalar(select(Project).where(Project.is_sample, Project.external_number == row["project"]))
        if project is None or not project.is_published:
            continue
        if "broker" in row:
            take_charge(project, actor=_viewer(row["broker"]))
        elif "slots" in row:
            _open(project, row["slots"])
        else:
            interest = _meet(project, row) if "meeting" in row else _raise(project, row)
            interest.is_sample = True
            interest.created_at = now() - timedelta(days=row["days_ago"])


def _viewer(email: str) -> Viewer:
    user = user_by_email(email)
    assert isinstance(user, User)
    place = session.scalar(select(Membership.organisation_id).where(Membership.user_id == user.id).limit(1))
    memberships = {place: "owner"} if place else {}
    return Viewer(user_id=user.id, name=user.name, role=user.role, organisation_id=place, memberships=memberships)


def _session(project: Project) -> int | None:
    """The last session at which it was pitched."""
    return next((one.id for one in sessions_of(project.id) if one.ended_at is not None), None)


def _team(project: Project) -> Viewer:
    """Who speaks for the project."""
    place = project.organisation_id
    user_id = session.scalar(select(Membership.user_id).where(Membership.organisation_id == place).limit(1))
    return Viewer(user_id=user_id, organisation_id=place, memberships={place: "owner"})


def _raise(project: Project, row: Row) -> Interest:
    actor, hides = _viewer(row["by"]), row.get("hides_asker", False)
    interest = raise_interest(
        project, row["kind"], actor=actor, words=row["words"], hides_asker=hides, roadshow_id=_session(project)
    )
    answer = row.get("answer")
    if answer and "declined" in answer:
        decline_interest(interest, reason_code=answer["declined"], words=answer["words"], actor=_team(project))
    elif answer:
        answer_interest(interest, words=answer["words"], actor=_team(project), groups=answer["groups"])
        text, side, days = answer["step"]
        _shift(add_step(interest, NextStep(text, side, today()), actor=_team(project)), days)
    return interest


def _shift(step: InterestStep, days: int) -> None:
    """Let a promise have been made for another day."""
    step.due_on = today() + timedelta(days=days)
    clock = running(STEP, step)
    if clock is not None:
        clock.due_at = clock.next_at = end_of(step.due_on)
        clock.remind_at = None


def _meet(project: Project, row: Row) -> Interest:
    """Agree on a meeting; one that lies in the past was held then."""
    plan = row["meeting"]
    coming = _when(max(plan["in_days"], 2), plan)
    meeting = ask_for_meeting(project, row["words"], coming, actor=_viewer(row["by"]), roadshow_id=_session(project))
    accept_meeting(meeting, words=plan["words"], place=plan["place"], actor=_team(project))
    meeting.is_sample = True
    if plan["in_days"] < 0:
        _hold(meeting, plan, project, row)
    interest = of_meeting(meeting.id)
    assert interest is not None
    return interest


def _hold(meeting: Meeting, plan: Row, project: Project, row: Row) -> None:
    past = _when(plan["in_days"], plan)
    meeting.starts_at, meeting.ends_at = past.starts_at, past.ends_at
    session.execute(delete(MeetingTime).where(MeetingTime.meeting_id == meeting.id))
    ask_for_outcome(meeting)
    for side, outcome, text, step, next_side, days in plan["reports"]:
        actor = _team(project) if side == OWNER_SIDE else _viewer(row["by"])
        due = today() + timedelta(days=days) if days is not None else None
        report_meeting(meeting, Report(outcome, text, step, next_side, due), actor=actor)


def _when(days: int, plan: Row) -> When:
    begin = datetime.combine(today() + timedelta(days=days), time(plan["hour"]), SHANGHAI)
    return When(begin, begin + timedelta(minutes=plan["minutes"]), plan["form"], plan["place"])


def _open(project: Project, row: Row) -> None:
    first, last = (today() + timedelta(days=row[name]) for name in ("from_days", "to_days"))
    series = Series(first, last, range(7), time(row["begin"]), time(row["end"]), 30, 10)
    open_slots(project, series, ONLINE, row["place"], actor=_viewer(row["by"]))
