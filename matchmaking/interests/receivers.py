"""What meetings mean for interests: a request is interest in a talk, an agreed time is its answer."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.interests import queries, services
from matchmaking.interests.services import NextStep
from matchmaking.interests.states import ASKER, TALK, TEAM
from matchmaking.meetings.models import Meeting, MeetingReport
from matchmaking.meetings.signals import meeting_asked, meeting_moved, meeting_reported
from matchmaking.meetings.states import ACCEPTED, CANCELLED, DECLINED, EXPIRED, OWNER_SIDE, WITHDRAWN
from matchmaking.projects.models import Project

PROJECTS = "projects"


@meeting_asked.connect
def note_request(meeting: Meeting, *, actor: Viewer, is_first: bool) -> None:
    """Who asks for a meeting about a project shows interest in it."""
    if meeting.subject_type == PROJECTS and is_first:
        project = current_session().get_one(Project, meeting.subject_id)
        services.raise_interest(
            project, TALK, actor=actor, words=meeting.reason, roadshow_id=meeting.roadshow_id,
            demand_id=meeting.demand_id, meeting=meeting,
        )  # fmt: skip


@meeting_moved.connect
def follow(meeting: Meeting, *, actor: Viewer | None, state: str) -> None:
    """Keep the interest in step; where a meeting came to nothing without a word, the team must answer after all."""
    interest = queries.of_meeting(meeting.id)
    if interest is None:
        return
    if state == ACCEPTED:
        services.stop_waiting_for_answer(interest, actor=actor)
    elif state == DECLINED:
        services.decline_with(interest, reason=meeting.reason_code, actor=actor)
    elif state == WITHDRAWN:
        services.withdraw_with(interest, actor=actor)
    elif state in (EXPIRED, CANCELLED):
        services.wait_again(interest)


@meeting_reported.connect
def keep_next_step(meeting: Meeting, *, actor: Viewer, report: MeetingReport) -> None:
    """What was promised at a meeting becomes a step with a clock."""
    interest = queries.of_meeting(meeting.id)
    if interest is not None and report.next_step and report.next_on is not None:
        side = TEAM if report.next_side == OWNER_SIDE else ASKER
        services.add_step(interest, NextStep(report.next_step, side, report.next_on), actor=actor)


def connected() -> list[Any]:
    """The receivers, so that whoever imports this file uses it."""
    return [note_request, follow, keep_next_step]
