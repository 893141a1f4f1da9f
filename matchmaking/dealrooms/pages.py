"""What the page of the room shows to one viewer."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.dealrooms import permissions, queries
from matchmaking.dealrooms.forms import MessageForm, TaskForm
from matchmaking.dealrooms.models import DealMessage, DealRead, DealTask
from matchmaking.dealrooms.statements import current_text
from matchmaking.dealrooms.states import TASK_OPEN, audiences_for, readers
from matchmaking.dealrooms.visibility import seen_rows
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import SIDES
from matchmaking.deals.wording import person_name

MESSAGES = 30


@dataclass(frozen=True)
class ShownMessage:
    """A message, who has read it, and whether its author may still take it back."""

    message: DealMessage
    readers: list[str]
    is_mine: bool
    may_take_back: bool


def shown_messages(person: Viewer, deal: Deal, messages: list[DealMessage]) -> list[ShownMessage]:
    """The messages with the names of those who have read them, as far as the viewer may know these."""
    marks = queries.reads_of(deal) if messages else []
    return [
        ShownMessage(
            one,
            _names(person, deal, one, marks),
            one.user_id == person.user_id,
            permissions.can_take_back(person, one),
        )
        for one in messages
    ]


def _names(person: Viewer, deal: Deal, message: DealMessage, marks: list[DealRead]) -> list[str]:
    sides = readers(message.audience, message.side)
    found = [
        person_name(person, deal, mark.user, mark.side)
        for mark in marks
        if mark.message_id >= message.id and mark.user_id != message.user_id and mark.side in sides
    ]
    return list(dict.fromkeys(found))


def owner_choices(person: Viewer, deal: Deal) -> list[tuple[str, str]]:
    """Who may be asked to do a task: each side, and of the own side each person."""
    own = side_of(person, deal) or ""
    sides = [one for one in SIDES if one != "broker" or deal.broker_id is not None]
    people = people_of(deal, own)
    names = current_session().execute(select(User.id, User.name).where(User.id.in_(people)).order_by(User.id))
    found = [(one, str(SIDES[one])) for one in sides]
    return found + [(f"{own}:{user_id}", _("本方：%(name)s", name=name)) for user_id, name in names]


def task_form(person: Viewer, deal: Deal, form: TaskForm, task: DealTask | None = None) -> TaskForm:
    """The form with those who may be asked; a task of another side's person keeps that person."""
    choices = owner_choices(person, deal)
    if task is not None and task.user_id is not None:
        kept = f"{task.side}:{task.user_id}"
        if kept not in dict(choices):
            choices.append((kept, person_name(person, deal, task.user, task.side)))
    form.owner.choices = choices
    return form


def room_values(person: Viewer, deal: Deal, *, before: int | None = None) -> dict[str, Any]:
    """Everything that the template of the room reads, except its forms."""
    side = side_of(person, deal) or ""
    messages = queries.messages_of(deal, side, MESSAGES + 1, before)
    shown = messages[-MESSAGES:]
    files, tasks, minutes = queries.files_of(deal, side), queries.tasks_of(deal), queries.minutes_of(deal)
    statements, text = queries.statements_of(deal), current_text()
    mark = queries.read_of(deal, person.user_id)
    answers = [answer.id for one in minutes for answer in one.versions[-1].answers]
    return {
        "messages": shown_messages(person, deal, shown),
        "earlier": shown[0].id if len(messages) > MESSAGES else None,
        "is_newest": before is None,
        "read_until": mark.message_id if mark else 0,
        "newest_id": messages[-1].id if messages else 0,
        "unread": queries.unread_counts(person, [deal.id]).get(deal.id, 0),
        "files": [(one, permissions.can_read_file(person, one)) for one in files],
        "tasks": [(one, permissions.can_change_task(person, one)) for one in tasks if one.state == TASK_OPEN],
        "past_tasks": [(one, permissions.can_change_task(person, one)) for one in tasks if one.state != TASK_OPEN],
        "task_clocks": lines_for("deal_tasks", [one.id for one in tasks]),
        "minutes": [(one, permissions.can_answer_minutes(person, one)) for one in minutes],
        "minutes_clocks": lines_for("deal_minutes_answers", answers),
        "statements": [one for one in statements if one.text_sha256 == text.sha256],
        "has_signed": any(
            one.user_id == person.user_id and one.text_sha256 == text.sha256 for one in statements
        ),
        "seen_rows": seen_rows(deal, files),
        "today": today(),
    }  # fmt: skip


def message_form(person: Viewer, deal: Deal, form: MessageForm) -> MessageForm:
    """The form with those for whom this side may write."""
    side = acting_side(person, deal) or side_of(person, deal) or ""
    choices = audiences_for(side, with_broker=deal.broker_id is not None)
    form.audience.choices = [(code, str(words)) for code, words in choices.items() if code != "own"]
    return form
