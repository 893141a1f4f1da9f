"""The steps of the desk: publish, return for diagnosis, watch, ask; and what is like a demand."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.filters import day
from matchmaking.core.guards import guard, require
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import can_publish_demand, organisation_shown
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.values import row_text
from matchmaking.listings.views import load
from matchmaking.refinements import approval, asking, merging, triage
from matchmaking.refinements.forms import MergeForm, QuestionForm, ReturnForm, WatchForm
from matchmaking.refinements.models import Refinement
from matchmaking.refinements.permissions import can_view_refinement, can_work_on, is_free, is_in_charge
from matchmaking.refinements.queries import find_refinement, merge_targets
from matchmaking.refinements.revising import newest_values
from matchmaking.refinements.triage import TRIAGE_REASON
from matchmaking.refinements.values import as_demand
from matchmaking.refinements.views import Answer, back_to, load_at_desk, refinements
from matchmaking.vocabulary.queries import terms


def _to_work_on(demand_id: int) -> tuple[Demand, Refinement | None]:
    demand, refinement = load_at_desk(demand_id)
    require(can_work_on(viewer(), demand, refinement))
    return demand, refinement


@refinements.post("/desk/refinements/<int:demand_id>/publish")
@guard(AT_DESK)
def publish_demand(demand_id: int) -> Response:
    """Publish what the enterprise wrote, word for word."""
    demand, refinement = load_at_desk(demand_id)
    require(can_publish_demand(viewer(), demand))
    require(is_free(refinement) or is_in_charge(viewer(), demand))
    triage.publish_untouched(demand, actor=viewer())
    flash(_("已发布。匹配结果会在几秒内算好。"), "success")
    return back_to(demand_id)


@refinements.route("/desk/refinements/<int:demand_id>/return", methods=["GET", "POST"])
@guard(AT_DESK)
def return_demand(demand_id: int) -> Answer:
    """Back to the enterprise, with coded reasons."""
    demand, _refinement = _to_work_on(demand_id)
    form = ReturnForm()
    if form.validate_on_submit():
        triage.return_for_diagnosis(
            demand, codes=form.codes.data or [], sentence=form.sentence.data or "", actor=viewer()
        )
        flash(_("已退回。企业会看到每个原因和该怎么改。"), "success")
        return redirect(url_for("refinements.list_refinements"), 303)
    page = render_template(
        "refinements/return_demand.html", demand=demand, form=form, reasons=terms(TRIAGE_REASON),
        chosen=form.codes.data or [],
    )  # fmt: skip
    return page, 422 if form.errors else 200


@refinements.route("/desk/refinements/<int:demand_id>/watch", methods=["GET", "POST"])
@guard(AT_DESK)
def watch_demand(demand_id: int) -> Answer:
    """Put it aside until a day."""
    demand, _refinement = _to_work_on(demand_id)
    form = WatchForm()
    if form.validate_on_submit():
        triage.watch(demand, until=form.until.data, reason=form.reason.data, actor=viewer())
        flash(_("已转长期跟踪，%(day)s 会回到凝练台。", day=day(form.until.data)), "success")
        return redirect(url_for("refinements.list_refinements"), 303)
    page = render_template("refinements/watch_demand.html", demand=demand, form=form)
    return page, 422 if form.errors else 200


@refinements.post("/desk/refinements/<int:demand_id>/resume")
@guard(AT_DESK)
def resume_demand(demand_id: int) -> Response:
    """Take up again what was put aside, before its day."""
    demand, _refinement = _to_work_on(demand_id)
    triage.take_up_again(demand, actor=viewer())
    flash(_("已取回，办理期限从今天算起。"), "success")
    return back_to(demand_id)


@refinements.route("/desk/refinements/<int:demand_id>/ask", methods=["GET", "POST"])
@guard(AT_DESK)
def ask_enterprise(demand_id: int) -> Answer:
    """Ask the enterprise something and wait, with a clock."""
    demand, refinement = _to_work_on(demand_id)
    form = QuestionForm()
    if form.validate_on_submit():
        asking.ask(demand, form.text.data, form_key=form.form_key.data, actor=viewer())
        flash(_("已发给企业，从现在起等企业答复。"), "success")
        return back_to(demand_id)
    form.new_key()
    page = render_template(
        "refinements/ask_enterprise.html", demand=demand, form=form,
        questions=refinement.questions if refinement else [], is_named=organisation_shown(viewer(), demand),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@refinements.post("/desk/refinements/<int:demand_id>/call-back")
@guard(AT_DESK)
def call_back(demand_id: int) -> Response:
    """Take back the text that waits for the enterprise's word."""
    demand, _refinement = _to_work_on(demand_id)
    approval.call_back(demand, actor=viewer())
    flash(_("已收回，可以接着改。"), "success")
    return back_to(demand_id)


def _other(demand: Demand, other_id: int) -> Demand:
    other: Demand = load(DEMANDS, other_id, viewer())
    require(other.id != demand.id, hide=True)
    return other


@refinements.route("/desk/refinements/<int:demand_id>/merge/<int:other_id>", methods=["GET", "POST"])
@guard(AT_DESK)
def merge_demand(demand_id: int, other_id: int) -> Answer:
    """Close it as merged into another demand of the same enterprise, choosing what stays of both texts."""
    demand, refinement = _to_work_on(demand_id)
    target = _other(demand, other_id)
    # That two demands are of one enterprise says whose the hidden one is.
    require(organisation_shown(viewer(), demand) and organisation_shown(viewer(), target), hide=True)
    require(target.id in {one.id for one in merge_targets(demand)}, hide=True)
    way = find_refinement(target.id)
    require(target.is_published or can_view_refinement(viewer(), target))
    if stands := merging.obstacle(target, viewer()):
        flash(stands, "warn")
        return back_to(demand_id)
    its, mine = as_demand(newest_values(target, way), target), as_demand(newest_values(demand, refinement), demand)
    form = MergeForm()
    form.own.choices = [(place, f"{row.name} {row_text(row)}") for place, row in enumerate(its.criteria)]
    form.others.choices = [(place, f"{row.name} {row_text(row)}") for place, row in enumerate(mine.criteria)]
    if request.method != "POST":
        names = {row.name for row in its.criteria}
        form.own.data = list(range(len(its.criteria)))
        # What the other text measures already need not come twice.
        form.others.data = [place for place, row in enumerate(mine.criteria) if row.name not in names]
    if form.validate_on_submit():
        texts = {name: form[name].data for name in merging.TEXTS}
        values = merging.merged_values(
            demand, target, texts=texts, own=form.own.data or [], others=form.others.data or []
        )
        merging.merge(demand, target, values, actor=viewer())
        flash(_("已合并到“%(title)s”。合并后的文字要企业确认。", title=target.title), "success")
        return redirect(url_for("refinements.show_refinement", demand_id=target.id), 303)
    page = render_template(
        "refinements/merge_demand.html", demand=demand, target=target, mine=mine, its=its, form=form,
        texts=[name for name in merging.TEXTS if getattr(mine, name) or getattr(its, name)],
        organisation=organisation_words(demand, viewer()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@refinements.post("/desk/refinements/<int:demand_id>/link/<int:other_id>")
@guard(AT_DESK)
def link_demand(demand_id: int, other_id: int) -> Response:
    """Note that two enterprises' demands could be one order."""
    demand, _refinement = _to_work_on(demand_id)
    merging.link(demand, _other(demand, other_id), actor=viewer())
    flash(_("已标为可联合，只有凝练台看得到。"), "success")
    return back_to(demand_id)


@refinements.post("/desk/refinements/<int:demand_id>/unlink/<int:other_id>")
@guard(AT_DESK)
def unlink_demand(demand_id: int, other_id: int) -> Response:
    """They could not, after all."""
    demand, _refinement = _to_work_on(demand_id)
    merging.unlink(demand, _other(demand, other_id), actor=viewer())
    flash(_("已取消可联合。"), "success")
    return back_to(demand_id)
