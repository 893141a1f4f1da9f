"""The room of a deal: messages, tasks, files, minutes, statements, and who sees what, on one page."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import queries
from matchmaking.dealrooms.forms import MessageForm, TaskForm
from matchmaking.dealrooms.pages import message_form, room_values, task_form
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, can_see_deal
from matchmaking.deals.views import load_deal

dealrooms = Blueprint("dealrooms", __name__)
Answered = str | Response | tuple[str, int]


@dealrooms.get("/deals/<int:deal_id>/room")
@guard(SIGNED_IN)
def show_room(deal_id: int) -> str:
    """The whole room. `before` in the address asks for earlier messages."""
    before = request.args.get("before", "")
    return room_page(load_deal(deal_id), before=int(before) if before.isascii() and before.isdigit() else None)


def room_page(
    deal: Deal, *, message: MessageForm | None = None, task: TaskForm | None = None, before: int | None = None
) -> str:
    """The page of the room, perhaps with a form that could not be accepted."""
    person = viewer()
    wrong: Any = message or task
    if message is None:
        message = MessageForm(formdata=None)
        message.new_key()
    if task is None:
        task = TaskForm(formdata=None)
        task.new_key()
    return deal_page(
        "dealrooms/show_room.html", deal, person, wrong=wrong, message_form=message_form(person, deal, message),
        task_form=task_form(person, deal, task), **room_values(person, deal, before=before),
    )  # fmt: skip


def acting(deal: Deal) -> str:
    """The side for which the viewer acts; 403 for who only reads."""
    side = acting_side(viewer(), deal)
    require(side is not None)
    assert side is not None
    return side


def back(deal: Deal, anchor: str = "") -> Response:
    """Back to the room."""
    return redirect(url_for("dealrooms.show_room", deal_id=deal.id) + anchor, 303)


@dealrooms.get("/deals/tasks/<int:task_id>")
@guard(SIGNED_IN)
def show_task(task_id: int) -> Response:
    """A task stands in the room of its deal."""
    task = queries.task_by_id(task_id) or abort(404)
    require(can_see_deal(viewer(), task.deal), hide=True)
    return redirect(url_for("dealrooms.show_room", deal_id=task.deal_id) + f"#task-{task.id}", 303)


@dealrooms.get("/deals/minutes/<int:answer_id>")
@guard(SIGNED_IN)
def show_answer(answer_id: int) -> Response:
    """What a party is asked to confirm stands on the page of the minutes."""
    answer = queries.answer_with(answer_id) or abort(404)
    minutes = answer.version.minutes
    require(can_see_deal(viewer(), minutes.deal), hide=True)
    address = url_for("dealrooms.show_minutes", deal_id=minutes.deal_id, minutes_id=minutes.id)
    return redirect(address, 303)
