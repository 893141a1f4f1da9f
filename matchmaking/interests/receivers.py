"""What meetings mean for interests: a request is interest in a talk, an agreed time is its answer."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.interests import queries, services
from matchmaking.interests.services import NextStep
from matchmaking.interests.states import ASKER, TALK, TEAM
from matchmaking.meetings.models import Meeting, MeetingReport
from matchmaking.meetings.signals import meeting_asked, meeting_moved, meeting_reported
from matchmaking.meetings.states import ACCEPTED, CANCELLED, DECLINED, EXPIRED, OWNER_SIDE, WITHDRAWN
from matchmaking.projects.models import Project
from matchmaking.projects.signals import project_expired, project_withdrawn

PROJECTS = "projects"
ANOTHER_WITHIN = timedelta(days=7)


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
    elif state == EXPIRED:
        services.wait_again(interest)
    elif state == CANCELLED and actor is not None:
        # Whoever calls off a meeting owes another one; without a step nobody would notice that it never came.
        side = TEAM if actor.edits_for(meeting.owner_id) else ASKER
        due = today() + ANOTHER_WITHIN
        services.add_step(interest, NextStep(_("另约时间"), side, due), actor=actor)


@meeting_reported.connect
def keep_next_step(meeting: Meeting, *, actor: Viewer, report: MeetingReport) -> None:
    """What was promised at a meeting becomes a step with a clock."""
    interest = queries.of_meeting(meeting.id)
    if interest is not None and report.next_step and report.next_on is not None:
        side = TEAM if report.next_side == OWNER_SIDE else ASKER
        services.add_step(interest, NextStep(report.next_step, side, report.next_on), actor=actor)


@project_withdrawn.connect
@project_expired.connect
def end_waiting(project: Project, *, actor: Viewer | None = None, **_said: Any) -> None:
    """Nobody waits for the answer of a project that is gone."""
    services.close_unanswered(project, actor=actor)


def connected() -> list[Any]:
    """The receivers, so that whoever imports this file uses it."""
    return [note_request, follow, keep_next_step, end_waiting]
