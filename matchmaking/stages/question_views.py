"""One question: for who must answer with the form, for others what became of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.stages import directing
from matchmaking.stages.forms import AnswerForm
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.permissions import can_answer, can_direct, can_withdraw, knows_asker
from matchmaking.stages.views import Answered, load_question

stage_questions = Blueprint("stage_questions", __name__)


@stage_questions.get("/stage-questions/<int:question_id>")
@guard(PUBLIC)
def show_question(question_id: int) -> str:
    """One question."""
    question = load_question(question_id)
    form = AnswerForm(formdata=None)
    form.version.data, form.text.data = str(question.version), question.answer
    return render_template("stages/show_question.html", **_parts(question, form))


@stage_questions.post("/stage-questions/<int:question_id>/answer")
@guard(SIGNED_IN)
def answer_question(question_id: int) -> Answered:
    """Answer in words, or word the answer anew."""
    question = load_question(question_id)
    require(can_answer(viewer(), question))
    form = AnswerForm()
    if not form.validate_on_submit():
        return render_template("stages/show_question.html", **_parts(question, form)), 422
    if form.seen_version != question.version and (question.answer or "") != form.text.data and question.answer:
        raise Conflict(
            _("您打开这一页之后，别人已经回答过，您的回答没有保存。请打开最新版本再改一次。"),
            theirs=[(_("回答"), question.answer)],
            mine=[(_("回答"), form.text.data)],
        )
    if directing.answer_in_words(question, form.text.data, actor=viewer()):
        flash(_("回答已公开，提问人会收到。"), "success")
    return redirect(url_for("stage_questions.show_question", question_id=question.id), 303)


def _parts(question: StageQuestion, form: AnswerForm) -> dict[str, Any]:
    person = viewer()
    return {
        "question": question,
        "roadshow": question.roadshow,
        "form": form,
        "may_answer": can_answer(person, question),
        "may_withdraw": can_withdraw(person, question),
        "may_direct": can_direct(person, question.roadshow),
        "knows_asker": knows_asker(person, question),
        "clock": lines_for("stage_questions", [question.id]).get(question.id) if can_answer(person, question) else None,
    }
