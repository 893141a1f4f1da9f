"""Until when minutes are confirmed and tasks are done."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import current_session
from matchmaking.dealrooms import queries
from matchmaking.dealrooms.models import DealTask, MinutesAnswer
from matchmaking.dealrooms.states import TASK_OPEN, WAITING
from matchmaking.dealrooms.telling import wait_for
from matchmaking.deals.models import Deal
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import ENDED

TASK, MINUTES = "deal_task", "deal_minutes"


def register_clocks() -> None:
    """Tell the mechanism of clocks. Nothing goes up: nobody outside a deal learns of it."""
    side = _l("答应办的一方")
    register_kind(Kind(TASK, _l("对接任务"), _task, None, whose=side, is_confidential=True))
    register_kind(Kind(MINUTES, _l("确认对接纪要"), _minutes, None, whose=_l("还没有确认的一方"), is_confidential=True))
    register_subject("deal_tasks", DealTask.id, DealTask.title, "dealrooms.show_task", "task_id")
    register_subject(
        "deal_minutes_answers", MinutesAnswer.id, MinutesAnswer.title, "dealrooms.show_answer", "answer_id"
    )


def _task(title: str) -> str:
    return _("办好对接任务“%(title)s”", title=title)


def _minutes(title: str) -> str:
    return _("确认或修改“%(title)s”的会谈纪要", title=title)


@deal_moved.connect
def follow(deal: Deal, *, actor: Viewer | None, before: str, after: str, **_rest: Any) -> None:
    """Nobody is reminded of an ended deal; when the end is taken back, everybody is again."""
    if ENDED not in (before, after):
        return
    for task in [one for one in queries.tasks_of(deal) if one.state == TASK_OPEN]:
        if after == ENDED:
            close_clock(TASK, task, was_answered=False)
        else:
            wait_for(TASK, task, deal, task.side, user_id=task.user_id, due_at=end_of(task.due_on))
    for answer in _waiting(deal):
        if after == ENDED:
            close_clock(MINUTES, answer, was_answered=False)
        else:
            wait_for(MINUTES, answer, deal, answer.side)


def _waiting(deal: Deal) -> list[Any]:
    current_session().flush()
    return [
        answer
        for minutes in queries.minutes_of(deal)
        for version in minutes.versions[-1:]
        for answer in version.answers
        if answer.state == WAITING
    ]
