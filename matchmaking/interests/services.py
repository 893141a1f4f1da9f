"""Raises interest in projects, answers it, agrees on next steps, ends it, and says who looks after a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.working_days import SHANGHAI, end_of
from matchmaking.consents.services import grant
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.interests import queries
from matchmaking.interests.clocks import STEP, clock_kind
from matchmaking.interests.models import Interest, InterestStep, ProjectBroker
from matchmaking.interests.signals import interest_raised
from matchmaking.interests.states import (
    ANSWERED,
    ASKER,
    CLOSED,
    DECLINED,
    GONE,
    INTEREST_STATES,
    KINDS,
    MATERIAL,
    OPEN,
    STEP_DONE,
    STEP_DROPPED,
    STEP_OPEN,
    STEP_STATES,
    TALK,
    TEAM,
    WITHDRAWN,
)
from matchmaking.meetings.models import Meeting
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project


def open_key(project_id: int, kind: str, user_id: int) -> str:
    """What only one interest that goes on can carry."""
    return f"{project_id}:{kind}:{user_id}"


def raise_interest(
    project: Project,
    kind: str,
    *,
    actor: Viewer,
    words: str = "",
    roadshow_id: int | None = None,
    pitch_id: int | None = None,
    demand_id: int | None = None,
    hides_asker: bool = False,
    form_key: str | None = None,
    meeting: Meeting | None = None,
) -> Interest:
    """Follow a project, ask for material of it, or for a talk; the team must answer within the limit of the kind.

    A second time for the same project and kind gives what goes on already. Whoever may do this is for the caller to
    decide (`can_raise_interest`). Raises RuleBroken for material without an organisation, for a demand of others, and
    where the demand would say what the asker hides, or the other way round. Pairs of the asker's demands and the
    project's achievements follow as a job.
    """
    user_id = actor.user_id or 0
    if form_key and (made := queries.by_form_key(form_key, user_id)):
        return made
    key = open_key(project.id, kind, user_id)
    before = queries.with_open_key(key)
    if before is not None:
        return _again(before, meeting)
    _check(kind, actor, demand_id, hides_asker)
    interest = Interest(
        project_id=project.id, kind=kind, title=project.title, owner_id=project.organisation_id,
        organisation_id=actor.organisation_id, user_id=user_id, demand_id=demand_id, roadshow_id=roadshow_id,
        pitch_id=pitch_id, meeting_id=meeting.id if meeting else None, words=words, hides_asker=hides_asker, state=OPEN,
        answer="", form_key=form_key or None, open_key=key, steps=[],
    )  # fmt: skip
    try:
        with current_session().begin_nested():
            current_session().add(interest)
            current_session().flush()
    except IntegrityError:
        # Pressed twice at the same moment: the other request has made it.
        found = queries.with_open_key(key) or queries.by_form_key(form_key or "", user_id)
        if found is None:
            raise RuleBroken(_("这张表单已经用过了，请刷新页面再提交。")) from None
        return found
    interest.project = project
    # Neither the words nor who asked: both may be hidden.
    history.record("interests.raised", interest, actor=actor, to_state=OPEN, data={"kind": kind})
    if meeting is None:
        _wait(interest)
        _tell_team(interest, "raised")
    if actor.organisation_id is not None:
        enqueue("interests.pair_up", key=f"interests.pair_up:{interest.id}", interest_id=interest.id)
    interest_raised.send(interest, actor=actor)
    return interest


def _again(interest: Interest, meeting: Meeting | None) -> Interest:
    """Who comes back gets what goes on already; a new meeting belongs to it."""
    if meeting is not None:
        interest.meeting_id = meeting.id
        close_clock(clock_kind(interest.kind), interest)
    return interest


def _check(kind: str, actor: Viewer, demand_id: int | None, hides_asker: bool) -> None:
    if kind not in KINDS:
        raise ValueError(f"no such kind of interest: {kind}")
    if kind == MATERIAL and actor.organisation_id is None:
        raise RuleBroken(_("资料按单位授权。请先登记或加入单位，再以单位名义索取。"))
    if kind == MATERIAL and hides_asker:
        raise RuleBroken(_("项目方要知道资料给谁，索取资料不能隐去单位。"))
    if demand_id is None:
        return
    demand = current_session().get(Demand, demand_id)
    if demand is None or demand.organisation_id != actor.organisation_id or not demand.is_published:
        raise RuleBroken(_("只能选本单位已经发布的需求。"))
    if demand.hides_name and not hides_asker:
        raise RuleBroken(_("这条需求没有公开单位名称，选了它对方就知道是谁的。请不选需求，或者勾“先不告诉”。"))
    if hides_asker and not demand.hides_name:
        raise RuleBroken(_("这条需求公开了贵单位的名称，对方打开就看得到。请不选需求，或者不勾“先不告诉”。"))


@dataclass(frozen=True)
class NextStep:
    """What is promised: by which side and until when."""

    text: str
    side: str
    due_on: date


def answer_interest(
    interest: Interest, *, words: str, actor: Viewer, groups: Sequence[str] = (), until: date | None = None,
    step: NextStep | None = None,
) -> None:  # fmt: skip
    """Answer for the team: in words, with what the asking organisation may read from now on, and the next step.

    `groups` are groups of the project's fields; the consents keep who agreed, to whom, and until when.
    """
    INTEREST_STATES.move(interest, ANSWERED, actor=actor)
    interest.answer, interest.answered_at = words, now()
    for group in groups:
        if interest.organisation_id is None:
            raise RuleBroken(_("资料按单位授权，对方没有以单位名义索取。"))
        grant(interest.project, group, interest.organisation_id, actor, words or str(KINDS[MATERIAL]), until=until)
    _stop_waiting(interest)
    if step is not None:
        add_step(interest, step, actor=actor)
    _tell_asker(interest, "answered")


def decline_interest(interest: Interest, *, reason_code: str, words: str, actor: Viewer) -> None:
    """Say no, with a reason that the asker reads."""
    INTEREST_STATES.move(interest, DECLINED, actor=actor, reason=reason_code)
    interest.reason_code, interest.answer, interest.answered_at, interest.open_key = reason_code, words, now(), None
    _stop_waiting(interest)
    _tell_asker(interest, "declined", reason=reason_code)


def withdraw_interest(interest: Interest, *, actor: Viewer) -> None:
    """Not interested any more: nobody has to do anything."""
    INTEREST_STATES.move(interest, WITHDRAWN, actor=actor)
    interest.open_key = None
    _stop_waiting(interest, was_answered=False)
    for step in interest.steps:
        if step.state == STEP_OPEN:
            finish_step(step, STEP_DROPPED, words=_("对方已撤回"), actor=actor)


def close_interest(interest: Interest, *, result_code: str, words: str, actor: Viewer) -> None:
    """Nothing is left to do; the asker hears how it ended. Raises RuleBroken while a step is open."""
    if any(one.state == STEP_OPEN for one in interest.steps):
        raise RuleBroken(_("还有没办完的下一步，请先标为办好或不用办，再结束跟进。"))
    INTEREST_STATES.move(interest, CLOSED, actor=actor, reason=result_code)
    interest.result_code, interest.answer = result_code, words or interest.answer
    interest.closed_at, interest.open_key = now(), None
    _stop_waiting(interest)
    _tell_asker(interest, "closed", result=result_code)


def close_unanswered(project: Project, *, actor: Viewer | None) -> None:
    """The project is not on show any more: who still waits for an answer hears that there will be none. What the team
    has answered goes on."""
    for interest in queries.waiting_in(project.id):
        INTEREST_STATES.move(interest, CLOSED, actor=actor, reason=GONE)
        interest.result_code, interest.closed_at, interest.open_key = GONE, now(), None
        _stop_waiting(interest, was_answered=False)
        _tell_asker(interest, "closed", result=GONE)


def reveal_asker(interest: Interest, *, actor: Viewer) -> None:
    """Tell the team who asks; that cannot be taken back."""
    interest.hides_asker = False
    history.record("interests.revealed", interest, actor=actor)
    _tell_team(interest, "revealed")


def add_step(interest: Interest, step: NextStep, *, actor: Viewer | None) -> InterestStep:
    """Agree on what comes next; a clock runs for the side that promised it. Raises RuleBroken for a day in the past."""
    if step.due_on < today():
        raise RuleBroken(_("下一步的日期不能早于今天。"))
    row = InterestStep(
        interest_id=interest.id, project_id=interest.project_id, title=interest.title, side=step.side, text=step.text,
        due_on=step.due_on, state=STEP_OPEN, done_words="", created_by_id=actor.user_id if actor else None,
    )  # fmt: skip
    interest.steps.append(row)
    # The clock needs the id.
    current_session().flush()
    history.record("interest_steps.promised", row, actor=actor, to_state=STEP_OPEN, data={"side": step.side})
    county = interest.project.county_code
    open_clock(STEP, row, county_code=county, due_at=end_of(step.due_on), **_whose(interest, step.side))
    people = [one for one in _people(interest, step.side) if actor is None or one != actor.user_id]
    once = f"interests:step:{row.id}"
    notify(people, "interests.step", once, page_of(interest), title=interest.title, due=step.due_on.isoformat())
    return row


def finish_step(step: InterestStep, state: str, *, words: str, actor: Viewer) -> None:
    """It is done, or not needed: `state` is STEP_DONE or STEP_DROPPED. The other side hears of what was done."""
    STEP_STATES.move(step, state, actor=actor)
    step.done_words, step.done_at = words, now()
    close_clock(STEP, step, was_answered=state == STEP_DONE)
    if state == STEP_DONE:
        others = [one for one in _everybody(step.interest) if one != actor.user_id]
        once = f"interests:step:{step.id}:done"
        notify(others, "interests.step_done", once, page_of(step.interest), title=step.title)


def take_charge(project: Project, *, actor: Viewer) -> None:
    """Look after what follows a project, in place of whoever did."""
    broker = queries.broker_of(project.id)
    if broker is None:
        current_session().add(ProjectBroker(project_id=project.id, user_id=actor.user_id or 0, taken_at=now()))
    else:
        broker.user_id, broker.taken_at = actor.user_id or 0, now()
    history.record("interests.taken", project, actor=actor)
    queries.forget_charges()


def let_go(project: Project, *, actor: Viewer) -> None:
    """Nobody looks after it any more."""
    broker = queries.broker_of(project.id)
    if broker is not None:
        current_session().delete(broker)
        history.record("interests.let_go", project, actor=actor)
        queries.forget_charges()


def page_of(interest: Interest) -> str:
    """Its page."""
    return path_to("interests.show_interest", interest_id=interest.id)


def join_meeting(interest: Interest, meeting: Meeting, *, actor: Viewer) -> None:
    """The team proposed a time: that is an answer, and the meeting belongs to the interest."""
    interest.meeting_id = meeting.id
    stop_waiting_for_answer(interest, actor=actor)


def wait_again(interest: Interest) -> None:
    """A meeting that it was about came to nothing: the team must answer after all, unless it has."""
    if interest.state == OPEN:
        _wait(interest)


def _wait(interest: Interest) -> None:
    county = interest.project.county_code
    open_clock(clock_kind(interest.kind), interest, organisation_id=interest.owner_id, county_code=county)


def _stop_waiting(interest: Interest, *, was_answered: bool = True) -> None:
    close_clock(clock_kind(interest.kind), interest, was_answered=was_answered)
    withdraw_about(_everybody(interest), "interests.raised", page_of(interest))


def stop_waiting_for_answer(interest: Interest, *, actor: Viewer | None) -> None:
    """A meeting was agreed: that is the answer."""
    if interest.state == OPEN:
        INTEREST_STATES.move(interest, ANSWERED, actor=actor)
        interest.answered_at = now()
        _stop_waiting(interest)


def decline_with(interest: Interest, *, reason: str | None, actor: Viewer | None) -> None:
    """The meeting that it was about was declined, and with it the interest; the asker has heard of it."""
    if interest.state == OPEN:
        INTEREST_STATES.move(interest, DECLINED, actor=actor, reason=reason)
        interest.answered_at, interest.open_key = now(), None
        _stop_waiting(interest)


def withdraw_with(interest: Interest, *, actor: Viewer | None) -> None:
    """The meeting that it was about was taken back before anybody answered."""
    if interest.state == OPEN:
        INTEREST_STATES.move(interest, WITHDRAWN, actor=actor)
        interest.open_key = None
        _stop_waiting(interest, was_answered=False)


def _whose(interest: Interest, side: str) -> dict[str, int | None]:
    """Whose turn it is, as clocks take it."""
    if side == TEAM:
        return {"organisation_id": interest.owner_id}
    if side == ASKER:
        whole = interest.organisation_id
        return {"organisation_id": whole} if whole else {"user_id": interest.user_id}
    broker = queries.broker_of(interest.project_id)
    if broker is None:
        raise RuleBroken(_("这个项目还没有技术经理人跟进，下一步请交给项目方或感兴趣的一方。"))
    return {"user_id": broker.user_id}


def _people(interest: Interest, side: str) -> list[int]:
    if side == TEAM:
        return writer_ids(interest.owner_id)
    if side == ASKER:
        return [interest.user_id]
    broker = queries.broker_of(interest.project_id)
    return [broker.user_id] if broker else []


def _everybody(interest: Interest) -> list[int]:
    return [*_people(interest, TEAM), *_people(interest, ASKER), *_people(interest, "broker")]


def _tell_team(interest: Interest, what: str) -> None:
    """Tell the team and the broker in charge; the words hold the title and the kind, nothing of who asks."""
    people = [*_people(interest, TEAM), *_people(interest, "broker")]
    once = f"interests:{interest.id}:{what}"
    notify(people, f"interests.{what}", once, page_of(interest), title=interest.title, what=interest.kind)


def _tell_asker(interest: Interest, what: str, **data: Any) -> None:
    once = f"interests:{interest.id}:{what}"
    data = {"title": interest.title, "what": interest.kind, **data}
    notify([interest.user_id], f"interests.{what}", once, page_of(interest), **data)


def moment_of(day: date) -> datetime:
    """The beginning of a day in the city."""
    return datetime.combine(day, time(), SHANGHAI)


__all__ = [
    "NextStep", "STEP_DONE", "STEP_DROPPED", "TALK", "add_step", "answer_interest", "close_interest",
    "close_unanswered",
    "decline_interest", "decline_with", "finish_step", "join_meeting", "let_go", "moment_of", "open_key", "page_of",
    "raise_interest", "reveal_asker", "stop_waiting_for_answer", "take_charge", "wait_again", "withdraw_interest",
    "withdraw_with",
]  # fmt: skip
