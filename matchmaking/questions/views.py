"""Asking about a demand, reading what was answered, answering and declining."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import load as load_listing
from matchmaking.questions import queries, services
from matchmaking.questions.forms import LONGEST_QUESTION, AnswerForm, AskForm, DeclineForm
from matchmaking.questions.models import Question
from matchmaking.questions.permissions import (
    can_answer_question,
    can_ask,
    can_decline_question,
    can_view_question,
    shown_questions,
)

questions = Blueprint("questions", __name__)
Answered = str | Response | tuple[str, int]
ROWS = 20


@questions.get("/demands/<int:demand_id>/questions")
@guard(PUBLIC)
def list_questions(demand_id: int) -> str:
    """Every question about a demand that the viewer may read."""
    demand: Demand = load_listing(DEMANDS, demand_id, viewer())
    query = queries.questions_of(demand.id, shown_questions(viewer(), demand))
    total, number = count_of(query), page_number(request.args)
    number = min(number, max(1, -(-total // ROWS)))
    found = queries.load(query, ROWS, (number - 1) * ROWS)
    return render_template(
        "questions/list_questions.html",
        demand=demand, page=Page(found, number, ROWS, total), may_ask=can_ask(viewer(), demand),
        page_url=lambda number: url_for("questions.list_questions", demand_id=demand.id, page=number),
    )  # fmt: skip


@questions.route("/demands/<int:demand_id>/questions/ask", methods=["GET", "POST"])
@guard(SIGNED_IN)
def ask(demand_id: int) -> Answered:
    """Ask."""
    demand: Demand = load_listing(DEMANDS, demand_id, viewer())
    require(can_ask(viewer(), demand))
    form = AskForm()
    if form.validate_on_submit():
        question = services.ask(
            demand, form.text.data, actor=viewer(), hides_asker=form.hides_asker.data, form_key=form.form_key.data
        )
        # The address needs the id.
        session.flush()
        flash(_("已提交，答复后公开，结果会通知您。"), "success")
        return redirect(url_for("demands.show_demand", demand_id=demand.id, _anchor=f"question-{question.id}"), 303)
    if request.method != "POST":
        form.new_key()
        # The page of a pair knows what is open; the person still reads and sends it.
        form.text.data = request.args.get("text", "")[:LONGEST_QUESTION]
    page = render_template("questions/ask.html", demand=demand, form=form)
    return (page, 422) if form.errors else page


@questions.get("/questions/<int:question_id>")
@guard(PUBLIC)
def show_question(question_id: int) -> str:
    """One question: for who must act with the forms, for others what became of it."""
    question = _load(question_id)
    form = AnswerForm(formdata=None)
    form.version.data = str(question.version)
    if question.answer is not None:
        form.text.data = question.answer.text
    return render_template("questions/show_question.html", **_parts(question, form, DeclineForm(formdata=None)))


@questions.post("/questions/<int:question_id>/answer")
@guard(SIGNED_IN)
def answer_question(question_id: int) -> Answered:
    """Answer for everybody to read, or word the answer anew."""
    question = _load(question_id)
    require(can_answer_question(viewer(), question))
    form = AnswerForm()
    sound = form.validate()
    if sound and services.gives_name_away(question, form.text.data):
        form.text.errors = [_("您选择了不公开单位名称，这里却写了名称。请改成“我司”。")]
        sound = False
    if not sound:
        parts = _parts(question, form, DeclineForm(formdata=None))
        return render_template("questions/show_question.html", **parts), 422
    present = question.answer.text if question.answer else ""
    if form.seen_version != question.version and present != form.text.data:
        raise Conflict(
            _("您打开这一页之后，同事已经处理过这个提问，您的答复没有保存。请打开最新版本再改一次。"),
            theirs=[(_("答复"), present)],
            mine=[(_("答复"), form.text.data)],
        )
    if services.answer_question(question, form.text.data, actor=viewer()):
        flash(_("答复已公开。"), "success")
    return redirect(url_for("questions.show_question", question_id=question.id), 303)


@questions.post("/questions/<int:question_id>/decline")
@guard(SIGNED_IN)
def decline_question(question_id: int) -> Answered:
    """Not answer, with a reason."""
    question = _load(question_id)
    require(can_decline_question(viewer(), question))
    form = DeclineForm()
    if not form.validate():
        answer = AnswerForm(formdata=None)
        answer.version.data = str(question.version)
        return render_template("questions/show_question.html", **_parts(question, answer, form)), 422
    services.decline_question(question, form.reason_code.data, actor=viewer())
    flash(_("已处理，提问人会看到理由，提问不公开。"), "success")
    return redirect(url_for("questions.show_question", question_id=question.id), 303)


def address_to_ask(person: Viewer, demand: Demand, text: str) -> str | None:
    """The form with a text filled in, for those who may ask."""
    return url_for("questions.ask", demand_id=demand.id, text=text) if can_ask(person, demand) else None


def _load(question_id: int) -> Question:
    question = queries.question_with(question_id)
    require(question is not None and can_view_question(viewer(), question), hide=True)
    assert question is not None
    return question


def _parts(question: Question, answer_form: AnswerForm, decline_form: DeclineForm) -> dict[str, Any]:
    return {
        "question": question,
        "demand": question.demand,
        "answer_form": answer_form,
        "decline_form": decline_form,
        "may_answer": can_answer_question(viewer(), question),
        "may_decline": can_decline_question(viewer(), question),
        "clock": lines_for("questions", [question.id]).get(question.id),
    }
