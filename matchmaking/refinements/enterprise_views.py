"""What the enterprise sees of the desk's work on its demand: questions to answer, revisions to decide on."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.views import address, load
from matchmaking.refinements import approval, asking
from matchmaking.refinements.asking import open_question
from matchmaking.refinements.forms import AnswerForm, RevisionForm, SendForm, SentenceForm
from matchmaking.refinements.models import Refinement, RefinementQuestion
from matchmaking.refinements.pages import charge_words, compared, revision_title
from matchmaking.refinements.permissions import can_answer_question, can_decide_revision, can_view_progress
from matchmaking.refinements.queries import find_refinement
from matchmaking.refinements.revising import latest
from matchmaking.refinements.revision_views import is_sound, refuse_stale, version_of
from matchmaking.refinements.states import AWAITING, SENT, STATE_COLOURS, STATE_WORDS
from matchmaking.refinements.values import as_demand
from matchmaking.refinements.views import Answer, refinements


def _own(demand_id: int) -> tuple[Demand, Refinement | None]:
    demand: Demand = load(DEMANDS, demand_id, viewer())
    require(can_view_progress(viewer(), demand), hide=True)
    return demand, find_refinement(demand_id)


def _to_decide(demand_id: int) -> tuple[Demand, Refinement]:
    demand, refinement = _own(demand_id)
    require(can_decide_revision(viewer(), demand, refinement, latest(refinement)))
    assert refinement is not None
    return demand, refinement


def _open_question(demand_id: int) -> tuple[Demand, RefinementQuestion]:
    demand, refinement = _own(demand_id)
    question = open_question(refinement)
    require(question is not None and can_answer_question(viewer(), demand, refinement, question))
    assert question is not None
    return demand, question


@refinements.get("/demands/<int:demand_id>/refinement")
@guard(SIGNED_IN)
def show_progress(demand_id: int) -> str:
    """Where the demand is, what the desk asked, and the text that waits for the enterprise's word."""
    demand, refinement = _own(demand_id)
    return _progress(demand, refinement)


def _progress(demand: Demand, refinement: Refinement | None, answer_form: AnswerForm | None = None) -> str:
    revision = latest(refinement)
    waits = refinement is not None and refinement.state == AWAITING and revision is not None and revision.state == SENT
    question = open_question(refinement)
    context = {}
    version_form = SendForm(formdata=None)
    if waits and refinement is not None and revision is not None:
        context = compared(demand, approval.last_approved(refinement).values, revision.values)
        version_form.version.data = str(refinement.text_version)
    return render_template(
        "refinements/show_progress.html",
        demand=demand,
        refinement=refinement,
        word=STATE_WORDS[refinement.state] if refinement else "",
        colour=STATE_COLOURS.get(refinement.state, "") if refinement else "",
        charge=charge_words(refinement),
        clock=lines_for(Demand.__tablename__, [demand.id]).get(demand.id),
        revision=revision if waits else None,
        old_title=_("原文"),
        new_title=revision_title(revision) if waits else "",
        may_decide=can_decide_revision(viewer(), demand, refinement, revision),
        question=question,
        may_answer=question is not None and can_answer_question(viewer(), demand, refinement, question),
        answer_form=answer_form or AnswerForm(formdata=None),
        version_form=version_form,
        **context,
    )


@refinements.post("/demands/<int:demand_id>/refinement/answer")
@guard(SIGNED_IN)
def answer_question(demand_id: int) -> Answer:
    """Answer what the desk asked."""
    demand, question = _open_question(demand_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _progress(demand, question.refinement, form), 422
    asking.answer(demand, question, form.text.data, actor=viewer())
    flash(_("已答复，技术经理人会接着办。"), "success")
    return redirect(url_for("refinements.show_progress", demand_id=demand_id), 303)


@refinements.post("/demands/<int:demand_id>/refinement/approve")
@guard(SIGNED_IN)
def approve_revision(demand_id: int) -> Response:
    """Agree to the revised text."""
    demand, _refinement = _to_decide(demand_id)
    published = approval.approve(demand, seen_version=SendForm().seen_version, actor=viewer())
    flash(
        _("已确认，需求已按新的文字发布。匹配结果会在几秒内算好。")
        if published
        else _("已确认。技术经理人会接着办，发布时会告诉您。"),
        "success",
    )
    return redirect(url_for("demands.show_demand", demand_id=demand_id), 303)


@refinements.route("/demands/<int:demand_id>/refinement/decline", methods=["GET", "POST"])
@guard(SIGNED_IN)
def decline_revision(demand_id: int) -> Answer:
    """Do not agree, and say why."""
    demand, _refinement = _to_decide(demand_id)
    form = SentenceForm()
    if form.validate_on_submit():
        approval.decline(demand, form.sentence.data, actor=viewer())
        flash(_("已告诉技术经理人，对方会按您的意见再改。原文没有变。"), "success")
        return redirect(url_for("refinements.show_progress", demand_id=demand_id), 303)
    page = render_template("refinements/decline_revision.html", demand=demand, form=form)
    return page, 422 if form.errors else 200


@refinements.route("/demands/<int:demand_id>/refinement/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_revision(demand_id: int) -> Answer:
    """Change the text that was sent; the enterprise's own revision goes back to the desk."""
    demand, refinement = _to_decide(demand_id)
    revision = latest(refinement)
    assert revision is not None
    start = as_demand(revision.values, demand)
    form, status = RevisionForm(obj=start), 200
    if request.method == "POST" and not form.row_button_pressed(request.form):
        if is_sound(form, demand):
            if form.seen_version != version_of(refinement):
                refuse_stale(form, demand, refinement)
            own = approval.change_sent(
                demand, form.text(), note=form.note.data or "", form_key=form.form_key.data, actor=viewer()
            )
            if own is None:
                flash(_("没有改动。同意就点“同意这一稿”。"), "info")
            else:
                flash(_("您改的一稿已交给技术经理人，核对后会再请您确认。"), "success")
            return redirect(url_for("refinements.show_progress", demand_id=demand_id), 303)
        status = 422
    elif request.method != "POST":
        form.new_key()
    form.version.data = form.version.data or str(version_of(refinement))
    return (
        render_template(
            "refinements/revise_demand.html", demand=demand, form=form, record=start, side=DEMANDS, address=address,
            next_number=len(refinement.revisions), own=None, for_enterprise=True,
            back=url_for("refinements.show_progress", demand_id=demand_id),
        ),
        status,
    )  # fmt: skip
