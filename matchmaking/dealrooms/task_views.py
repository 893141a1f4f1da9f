"""Setting tasks, changing them, and saying what became of them."""

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import queries, tasks
from matchmaking.dealrooms.forms import TaskEndForm, TaskForm
from matchmaking.dealrooms.models import DealTask
from matchmaking.dealrooms.pages import task_form
from matchmaking.dealrooms.permissions import can_change_task
from matchmaking.dealrooms.states import TASK_DONE, TASK_DROPPED, TASK_OPEN
from matchmaking.dealrooms.views import Answered, acting, back, dealrooms, room_page
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.views import load_deal


@dealrooms.post("/deals/<int:deal_id>/room/tasks")
@guard(SIGNED_IN)
def add_task(deal_id: int) -> Answered:
    """Set a task."""
    deal, person = load_deal(deal_id), viewer()
    side = acting(deal)
    form = task_form(person, deal, TaskForm())
    if form.validate():
        try:
            tasks.add_task(deal, form.asked(), side=side, actor=person, form_key=form.form_key.data)
        except RuleBroken as broken:
            form.due_on.errors = [broken.message]
        else:
            flash(_("任务已记下，到期前会提醒。"), "success")
            return back(deal, "#tasks")
    return room_page(deal, task=form), 422


def _load(deal_id: int, task_id: int) -> tuple[Deal, DealTask, str]:
    deal = load_deal(deal_id)
    task = queries.task_with(deal, task_id) or abort(404)
    require(can_change_task(viewer(), task))
    return deal, task, acting(deal)


@dealrooms.route("/deals/<int:deal_id>/room/tasks/<int:task_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_task(deal_id: int, task_id: int) -> Answered:
    """Change what is to be done, by whom, until when."""
    deal, task, _side = _load(deal_id, task_id)
    person = viewer()
    form = task_form(person, deal, TaskForm(obj=task), task)
    if form.validate_on_submit():
        try:
            tasks.change_task(task, form.asked(), seen=form.seen_version, actor=person)
        except RuleBroken as broken:
            if getattr(broken, "theirs", None):
                raise
            form.due_on.errors = [broken.message]
        else:
            flash(_("任务已修改。"), "success")
            return back(deal, f"#task-{task.id}")
    elif not form.is_submitted():
        form.owner.data = task.side if task.user_id is None else f"{task.side}:{task.user_id}"
    page = deal_page("dealrooms/change_task.html", deal, person, form=form, task=task)
    return (page, 422) if form.errors else page


@dealrooms.post("/deals/<int:deal_id>/room/tasks/<int:task_id>/end")
@guard(SIGNED_IN)
def end_task(deal_id: int, task_id: int) -> Response:
    """Done, not needed, or open again."""
    deal, task, side = _load(deal_id, task_id)
    form = TaskEndForm()
    if not form.validate():
        first = next(iter(form.errors.values()))[0]
        raise RuleBroken(str(first))
    if form.state.data == TASK_OPEN:
        due_on = form.due_on.data or max(task.due_on, today())
        tasks.reopen_task(task, due_on=due_on, side=side, seen=form.seen_version, actor=viewer())
        flash(_("任务又开始了。"), "success")
    else:
        state = TASK_DROPPED if form.state.data == TASK_DROPPED else TASK_DONE
        words = form.words.data or ""
        if state == TASK_DROPPED and not words:
            raise RuleBroken(_("请写明为什么不做了，别的方也看得到。"))
        tasks.end_task(task, state, words, side=side, seen=form.seen_version, actor=viewer())
        flash(_("已记下。"), "success")
    return back(deal, f"#task-{task.id}")
