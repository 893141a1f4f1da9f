"""What the hub of a project shows: how long after a session it is, what is to be done, promised, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import consents_about
from matchmaking.consents.states import ASKED, GRANTED, REFUSED, REVOKED
from matchmaking.consents.subjects import group_words
from matchmaking.core.db import now
from matchmaking.core.letters import path_to
from matchmaking.interests import queries
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.interests.permissions import reads_words
from matchmaking.interests.services import page_of
from matchmaking.interests.sources import Row, Session, Source, register_source, sessions_of, sources
from matchmaking.interests.states import ANSWERED, KINDS, OPEN, STEP_OPEN
from matchmaking.interests.wording import asker_words, reason_words, side_words, state_words
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.permissions import can_view_meeting
from matchmaking.meetings.queries import absent_sides, meetings_about
from matchmaking.meetings.services import page_of as meeting_page
from matchmaking.meetings.states import ACCEPTED, OUTCOMES, OVER, OWNER_SIDE, WAITING
from matchmaking.meetings.wording import state_words as meeting_state_words
from matchmaking.projects.models import Project

FRONT, TAIL, REST = "front", "tail", "rest"
FRONT_FOR, TAIL_FOR = timedelta(days=14), timedelta(days=90)
# Long ago, for everything that ever happened.
EVER = timedelta(days=3650)


@dataclass(frozen=True)
class Phase:
    """How far the follow-up is: 14 days in front, then a tail of 90 days; counted from the last session that is over,
    or from when the project came on show. `day` counts from 1."""

    code: str
    since: datetime
    day: int
    left: int
    session: Session | None


def phase_of(project: Project, sessions: Sequence[Session]) -> Phase:
    """The phase now."""
    moment = now()
    over = [one for one in sessions if one.ended_at is not None and one.ended_at <= moment]
    last = max(over, key=lambda one: one.ended_at or moment, default=None)
    since = (last.ended_at if last else project.published_at) or moment
    gone = moment - since
    if gone <= FRONT_FOR:
        code, left = FRONT, FRONT_FOR - gone
    elif gone <= FRONT_FOR + TAIL_FOR:
        code, left = TAIL, FRONT_FOR + TAIL_FOR - gone
    else:
        code, left = REST, timedelta()
    return Phase(code, since, gone.days + 1, left.days, last)


@dataclass(frozen=True)
class Hub:
    """Everything on the page. `work` is what is left to do, what is due first first."""

    phase: Phase
    sessions: Sequence[Session]
    work: Sequence[dict[str, Any]]
    steps: Sequence[InterestStep]
    sections: Sequence[tuple[Source, Sequence[Row]]]
    counts: Sequence[tuple[str, int | str]]


def hub_of(viewer: Viewer, project: Project, deadlines: Any) -> Hub:
    """The hub as this viewer may read it; `deadlines(rows)` gives the clocks of interests."""
    sessions = sessions_of(project.id)
    phase = phase_of(project, sessions)
    interests = queries.of_project(project.id)
    steps = sorted(
        (step for one in interests for step in one.steps), key=lambda one: (one.state != STEP_OPEN, one.due_on, one.id)
    )
    since = now() - EVER
    found = [(INTERESTS, _interest_rows(viewer, project, interests))]
    for source in sources():
        rows = source.rows(viewer, project, since)
        if rows is not None:
            found.append((source, rows))
    sections = sorted(found, key=lambda section: section[0].place)
    return Hub(phase, sessions, _work(viewer, project, interests, deadlines(interests), sections), steps, sections,
               _counts(interests, steps, project))  # fmt: skip


def _work(
    viewer: Viewer, project: Project, interests: Sequence[Interest], clocks: Any, sections: Any
) -> list[dict[str, Any]]:
    """What is open of interests, then of what other rooms bring."""
    found = [
        {
            "interest": one,
            "who": asker_words(one, viewer),
            "clock": clocks.get(one.id),
            "may_open": reads_words(viewer, project),
            "step": _next_step(one),
        }
        for one in interests
        if one.state == OPEN or (one.state == ANSWERED and one.id in clocks)
    ]
    far = now() + EVER
    found.sort(key=lambda row: row["clock"].due_at if row["clock"] else far)
    others = [{"row": row, "title": source.title} for source, rows in sections for row in rows if row.is_open]
    return found + others


def _next_step(interest: Interest) -> str:
    """What is promised next."""
    waiting = sorted((one for one in interest.steps if one.state == STEP_OPEN), key=lambda one: one.due_on)
    return waiting[0].text if waiting else ""


def _counts(
    interests: Sequence[Interest], steps: Sequence[InterestStep], project: Project
) -> list[tuple[str, int | str]]:
    kinds = [(str(words), sum(one.kind == code for one in interests)) for code, words in KINDS.items()]
    done = sum(one.state != STEP_OPEN for one in steps)
    return [*kinds, (_("答应的事办好"), f"{done}／{len(steps)}")]


def _interest_rows(viewer: Viewer, project: Project, interests: Sequence[Interest]) -> list[Row]:
    """Who showed interest, and what became of it; what is open stands in the work list already."""
    return [
        Row(
            one.created_at, asker_words(one, viewer), _said(one, reads_words(viewer, project)),
            page_of(one) if reads_words(viewer, project) else "",
            reason_words(one.result_code or one.reason_code) or state_words(one.state),
        )
        for one in interests
    ]  # fmt: skip


def _said(interest: Interest, with_words: bool) -> str:
    """What was wanted; in whose words, only for those who may open it."""
    kind = str(KINDS[interest.kind])
    return f"{kind}{_('：')}{interest.words}" if interest.words and with_words else kind


INTERESTS = Source("interests", _l("谁有意向"), _l("还没有人关注、索取资料或约谈。"), lambda *_asked: (), place=20)


def _meeting_rows(viewer: Viewer, project: Project, since: datetime) -> list[Row]:
    """The meetings about a project: the reason is for the two sides only."""
    return [
        Row(
            one.starts_at, _asker_of(one), one.reason if can_view_meeting(viewer, one) else "",
            meeting_page(one) if can_view_meeting(viewer, one) else "", _meeting_note(one),
            is_open=one.state in (*WAITING, ACCEPTED, OVER),
        )
        for one in meetings_about("projects", project.id)
        if one.created_at >= since
    ]  # fmt: skip


def _consent_rows(viewer: Viewer, project: Project, since: datetime) -> list[Row] | None:
    """What was asked to be shown of the project, and granted: the team reads to whom, nobody else does."""
    if not viewer.belongs_to(project.organisation_id):
        return None
    words = {ASKED: _("等待答复"), GRANTED: _("已同意"), REFUSED: _("未同意"), REVOKED: _("已收回")}
    return [
        Row(
            one.created_at, one.organisation.local_name, group_words("projects", one.group),
            path_to("consents.show_consent", consent_id=one.id), words.get(one.state, _("已失效")),
            is_open=one.state == ASKED,
        )
        for one in consents_about(project)
        if one.created_at >= since
    ]  # fmt: skip


def _asker_of(meeting: Meeting) -> str:
    return meeting.organisation.local_name if meeting.organisation is not None else meeting.user.name


def _meeting_note(meeting: Meeting) -> str:
    """Its state, and what both sides said afterwards."""
    parts = [meeting_state_words(meeting.state)]
    for side in sorted(absent_sides(meeting.reports)):
        parts.append(_("项目方没有到") if side == OWNER_SIDE else _("约谈的一方没有到"))
    parts += [
        f"{side_words('team' if one.side == OWNER_SIDE else 'asker')}{_('：')}{OUTCOMES[one.outcome]}"
        for one in meeting.reports
    ]
    return _("；").join(parts)


def register_sources() -> None:
    """The sections that this room knows itself."""
    register_source(Source("consents", _l("给谁看了什么资料"), _l("还没有向谁开放资料。"), _consent_rows, place=25))
    register_source(Source("meetings", _l("约谈"), _l("还没有约谈。"), _meeting_rows, place=30))
