"""Tasks: who does what until when, and what became of it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import today
from matchmaking.dealrooms.clocks import TASK
from matchmaking.dealrooms.models import DealTask
from matchmaking.dealrooms.states import TASK_OPEN, TASK_STATES
from matchmaking.dealrooms.telling import tell, wait_for
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.wording import side_words


@dataclass(frozen=True)
class Asked:
    """What is to be done, by which side or which person of it, until which day."""

    title: str
    side: str
    user_id: int | None
    due_on: date


def add_task(deal: Deal, asked: Asked, *, side: str, actor: Viewer | None, form_key: str | None = None) -> DealTask:
    """Set a task; a clock runs for whoever does it. The same form a second time gives what it made.

    Raises RuleBroken for a day in the past.
    """
    if form_key:
        before = current_session().scalar(select(DealTask).where(DealTask.form_key == form_key))
        if before is not None and before.deal_id == deal.id:
            return before
    _check_day(asked.due_on)
    task = DealTask(
        deal=deal, title=asked.title, side=asked.side, user_id=asked.user_id, due_on=asked.due_on, by_side=side,
        state=TASK_OPEN, words="", created_by_id=actor.user_id if actor else None, form_key=form_key or None,
    )  # fmt: skip
    current_session().add(task)
    current_session().flush()
    logs.keep(
        deal, "dealrooms.task_set", actor=actor, task_id=task.id, side=asked.side, due_on=asked.due_on.isoformat()
    )
    _wait(task)
    tell(deal, "task", f"dealrooms:task:{task.id}", [asked.side], actor=actor, anchor="#tasks")
    return task


def change_task(task: DealTask, asked: Asked, *, seen: int | None, actor: Viewer) -> None:
    """Change what, who or when. Raises Conflict when somebody changed it since the form was opened, RuleBroken for a
    day in the past."""
    check_seen(task, seen, asked)
    if asked.due_on != task.due_on:
        _check_day(asked.due_on)
    close_clock(TASK, task, was_answered=False)
    task.title, task.side, task.user_id, task.due_on = asked.title, asked.side, asked.user_id, asked.due_on
    logs.keep(
        task.deal, "dealrooms.task_changed", actor=actor, task_id=task.id, side=task.side,
        due_on=task.due_on.isoformat(),
    )  # fmt: skip
    if task.state == TASK_OPEN:
        _wait(task)


def check_seen(task: DealTask, seen: int | None, asked: Asked | None = None) -> None:
    """Raise Conflict, with both versions, unless the page showed the task as it is."""
    if seen == task.version:
        return
    raise Conflict(
        _("您打开这一页之后，别人改了这项任务，您的修改没有保存。请打开最新版本再改一次。"),
        theirs=_lines(Asked(task.title, task.side, task.user_id, task.due_on)), mine=_lines(asked) if asked else (),
    )  # fmt: skip


def _lines(asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("做什么"), asked.title), (_("谁来办"), side_words(asked.side)), (_("哪天以前"), asked.due_on.isoformat())
    ]  # fmt: skip


def end_task(task: DealTask, state: str, words: str, *, side: str, seen: int | None, actor: Viewer) -> None:
    """It is done, or not needed any more, in words. Raises Conflict and RuleBroken."""
    check_seen(task, seen)
    TASK_STATES.move(task, state, actor=actor)
    task.words, task.ended_at, task.ended_side, task.ended_by_id = words, now(), side, actor.user_id
    close_clock(TASK, task)
    logs.keep(task.deal, f"dealrooms.task_{state}", actor=actor, task_id=task.id, side=side)


def reopen_task(task: DealTask, *, due_on: date, side: str, seen: int | None, actor: Viewer) -> None:
    """It is not done after all; until when it will be. Raises Conflict and RuleBroken."""
    check_seen(task, seen)
    _check_day(due_on)
    TASK_STATES.move(task, TASK_OPEN, actor=actor)
    task.due_on, task.ended_at, task.ended_side, task.ended_by_id = due_on, None, None, None
    logs.keep(task.deal, "dealrooms.task_reopened", actor=actor, task_id=task.id, side=side, due_on=due_on.isoformat())
    _wait(task)


def _check_day(on: date) -> None:
    if on < today():
        raise RuleBroken(_("任务的日期不能早于今天。"))


def _wait(task: DealTask) -> None:
    wait_for(TASK, task, task.deal, task.side, user_id=task.user_id, due_at=end_of(task.due_on))
