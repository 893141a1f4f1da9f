"""Handing in the proof of a milestone, and the buyer's check of it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.pages import deal_page
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.milestones import delivering
from matchmaking.milestones.delivering import Proof, Ruling, waiting_delivery
from matchmaking.milestones.forms import CheckForm, DeliverForm
from matchmaking.milestones.models import Milestone
from matchmaking.milestones.pages import file_rows
from matchmaking.milestones.verdicts import has_value
from matchmaking.milestones.views import Answer, load_milestone, milestones, must_act


@milestones.route("/deals/milestones/<int:milestone_id>/deliver", methods=["GET", "POST"])
@guard(SIGNED_IN)
def deliver_milestone(milestone_id: int) -> Answer:
    """The seller hands in the proof: words, files, a value for each criterion."""
    milestone = load_milestone(milestone_id)
    must_act(milestone.deal, SELLER)
    if request.method != "POST":
        # Nobody fills in a page that will be refused.
        delivering.must_be_open(milestone)
        form = DeliverForm(formdata=None, rows=_fresh(milestone))
        form.new_key()
        return _deliver_page(milestone, form)
    form = DeliverForm()
    is_good = form.validate() and _has_all(milestone, form)
    if not is_good or not form.examine():
        return _deliver_page(milestone, form), 422
    proof = Proof(form.words.data or "", form.values(), form.contents, form.form_key.data)
    delivering.deliver(milestone, proof, actor=viewer())
    flash(_("已提交，等需求方逐项验收。"), "success")
    return _back(milestone)


@milestones.post("/deals/milestones/<int:milestone_id>/take-back")
@guard(SIGNED_IN)
def take_back(milestone_id: int) -> Response:
    """The seller takes back what waits."""
    milestone = load_milestone(milestone_id)
    must_act(milestone.deal, SELLER)
    EmptyForm()
    delivering.take_back(milestone, actor=viewer())
    flash(_("已收回，可以改好再提交。"), "success")
    return _back(milestone)


@milestones.route("/deals/milestones/<int:milestone_id>/check", methods=["GET", "POST"])
@guard(SIGNED_IN)
def check_delivery(milestone_id: int) -> Answer:
    """The buyer accepts or sends back, with a verdict on each criterion."""
    milestone = load_milestone(milestone_id)
    must_act(milestone.deal, BUYER)
    delivery = waiting_delivery(milestone)
    if delivery is None:
        raise RuleBroken(_("没有待验收的提交，可能刚被处理或收回。请刷新页面查看。"))
    if request.method != "POST":
        rows = [{"value": one.id, "verdict": one.proposed or None} for one in delivery.values]
        return _check_page(milestone, delivery, CheckForm(formdata=None, rows=rows, seen=delivery.sha256))
    form = CheckForm()
    if not (form.validate() and form.is_in_order()):
        return _check_page(milestone, delivery, form), 422
    rulings = {
        int(one.form.value.data): Ruling(one.form.verdict.data or "", one.form.note.data or "")
        for one in form.rows.entries
        if str(one.form.value.data or "").isdigit()
    }
    accepts = form.decision.data == "accept"
    delivering.decide(
        milestone, seen=form.seen.data or "", accepts=accepts, rulings=rulings, words=form.words.data or "",
        actor=viewer(),
    )  # fmt: skip
    flash(_("已验收通过。") if accepts else _("已退回，成果方会看到每项的理由。"), "success")
    return _back(milestone)


def _fresh(milestone: Milestone) -> list[dict[str, Any]]:
    """One line for each criterion, with what was handed in before."""
    last = milestone.deliveries[-1] if milestone.deliveries else None
    before = {one.criterion_id: one for one in last.values} if last else {}
    names = ("value_low", "value_high", "unit", "text", "condition", "measured_by")
    rows = []
    for one in milestone.criteria:
        value = before.get(one.id)
        known = {name: getattr(value, name) for name in names} if value else {"unit": one.unit}
        rows.append({"criterion": one.id, **known})
    return rows


def _has_all(milestone: Milestone, form: DeliverForm) -> bool:
    """A value for each criterion that is asked for now."""
    asked = {str(one.id) for one in milestone.criteria}
    if {str(one.form.criterion.data) for one in form.rows.entries} != asked:
        raise RuleBroken(_("这个里程碑的指标在这期间变更过。请返回后重新打开填写。"))
    is_good = True
    for one in form.rows.entries:
        if not has_value(one.form.value()):
            one.form.value_low.errors, is_good = [_("请填写实测值；没有数值的写文字结果。")], False
    return is_good


def _deliver_page(milestone: Milestone, form: DeliverForm) -> str:
    criteria = {str(one.id): one for one in milestone.criteria}
    return deal_page(
        "milestones/deliver_milestone.html", milestone.deal, viewer(), milestone=milestone, form=form,
        lines=[(criteria.get(str(one.form.criterion.data)), one.form) for one in form.rows.entries],
        last=next((one for one in reversed(milestone.deliveries) if one.state == "sent_back"), None),
    )  # fmt: skip


def _check_page(milestone: Milestone, delivery: Any, form: CheckForm) -> str:
    values = {str(one.id): one for one in delivery.values}
    return deal_page(
        "milestones/check_delivery.html", milestone.deal, viewer(), milestone=milestone, delivery=delivery, form=form,
        lines=[(values[str(one.form.value.data)], one.form) for one in form.rows.entries
               if str(one.form.value.data) in values],
        files=file_rows(viewer(), milestone.deal, "milestone_deliveries", delivery.id),
    )  # fmt: skip


def _back(milestone: Milestone) -> Response:
    session.flush()
    return redirect(url_for("milestones.show_milestone", milestone_id=milestone.id), 303)
