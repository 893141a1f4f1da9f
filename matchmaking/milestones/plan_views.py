"""Writing a plan by hand, changing one, and reading its versions."""

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.contracts.queries import contract_of
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.views import load_deal
from matchmaking.milestones import accords, queries
from matchmaking.milestones.accord_views import plan_or_refuse
from matchmaking.milestones.changing import fixed_rows, keeps_fixed, received_by
from matchmaking.milestones.differences import differences, lines_of
from matchmaking.milestones.forms import PlanForm, plan_data
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.planning import start_from_contract
from matchmaking.milestones.plans import content_of, problems
from matchmaking.milestones.states import CHANGE, PLAN
from matchmaking.milestones.views import Answer, milestones, must_act

LISTS = ("milestones", "payments", "criteria")


@milestones.post("/deals/<int:deal_id>/performance/take-over")
@guard(SIGNED_IN)
def take_over_contract(deal_id: int) -> Response:
    """Begin with what the signed contract says, where that has not happened by itself."""
    deal = load_deal(deal_id)
    must_act(deal)
    EmptyForm()
    contract = contract_of(deal)
    if contract is None or not contract.is_signed or start_from_contract(contract, actor=viewer()) is None:
        raise RuleBroken(_("没有可以带入的已签合同，或者这一单已有履约计划。请手工写一份计划。"))
    return redirect(url_for("milestones.show_plan", deal_id=deal.id), 303)


@milestones.route("/deals/<int:deal_id>/performance/plan", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_plan(deal_id: int) -> Answer:
    """Write a plan where the contract was made elsewhere; both parties confirm it."""
    deal = load_deal(deal_id)
    side = must_act(deal)
    if queries.has_plan(deal):
        raise RuleBroken(_("这一单已有履约计划。要改请走“变更”。"))
    if request.method != "POST":
        form = PlanForm(formdata=None, data={"milestones": [{}], "payments": [{}], "criteria": [{}]})
        form.new_key()
        return _page(deal, form, None)
    form = PlanForm()
    if any(form[name].handle_buttons(request.form) for name in LISTS):
        return _page(deal, form, None)
    content = form.content()
    if not form.validate():
        return _page(deal, form, None), 422
    if found := problems(content, form.total.data):
        form.point_out(found)
        return _page(deal, form, None), 422
    accord = accords.propose(
        deal, PLAN, actor=viewer(), side=side, words=form.words.data or "", content=content,
        form_key=form.form_key.data or None,
    )  # fmt: skip
    session.flush()
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


@milestones.route("/deals/<int:deal_id>/performance/change", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_change(deal_id: int) -> Answer:
    """A change order: the whole plan as it shall be, with the reason."""
    deal = load_deal(deal_id)
    side, plan = must_act(deal), plan_or_refuse(deal)
    if request.method != "POST":
        form = PlanForm(formdata=None, data={**plan_data(content_of(plan)), "base": plan.number})
        form.new_key()
        return _page(deal, form, plan)
    form = PlanForm()
    if any(form[name].handle_buttons(request.form) for name in LISTS):
        return _page(deal, form, plan)
    before, after = content_of(plan), form.content()
    is_good = form.validate()
    if is_good and not form.words.data:
        form.words.errors, is_good = [_("请写明为什么要变更。")], False
    if is_good and (found := problems(after, form.total.data, received_by(plan))):
        form.point_out(found)
        is_good = False
    if is_good and not keeps_fixed(plan, after):
        form.form_errors.append(_("标了“不能改”的里程碑和款项已提交、验收或到账，请恢复原样；有过记录的不能删。"))
        is_good = False
    if is_good and not any(one.is_changed for one in differences(before, after)):
        form.form_errors.append(_("和现在的计划完全一样，没有要变更的。"))
        is_good = False
    if not is_good:
        return _page(deal, form, plan), 422
    base = int(form.base.data) if str(form.base.data or "").isdigit() else 0
    accord = accords.propose(
        deal, CHANGE, actor=viewer(), side=side, words=form.words.data or "",
        content={"base": base, "before": before, "plan": after}, form_key=form.form_key.data or None,
    )  # fmt: skip
    session.flush()
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


@milestones.get("/deals/<int:deal_id>/performance/versions/<int:number>")
@guard(SIGNED_IN)
def show_version(deal_id: int, number: int) -> str:
    """One version of the plan, against the one before."""
    deal = load_deal(deal_id)
    plan = queries.plan_of(deal) or abort(404)
    versions = {one.number: one for one in plan.versions}
    version = versions.get(number) or abort(404)
    before = versions.get(number - 1)
    lines = differences(before.content, version.content) if before else lines_of(version.content)
    return deal_page(
        "milestones/show_version.html", deal, viewer(), plan=plan, version=version, lines=lines,
        numbers=sorted(versions),
    )  # fmt: skip


def _page(deal: Deal, form: PlanForm, plan: PerformancePlan | None) -> str:
    milestones_fixed, payments_fixed = fixed_rows(plan) if plan else (set(), set())
    contract = contract_of(deal)
    return deal_page(
        "milestones/write_plan.html", deal, viewer(), form=form, plan=plan,
        fixed={"milestones": {str(one) for one in milestones_fixed}, "payments": {str(one) for one in payments_fixed}},
        is_registered=plan is not None and contract is not None,
    )  # fmt: skip
