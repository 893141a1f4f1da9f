"""Disputes: recording one, and what was done about it."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.views import load_deal
from matchmaking.milestones import disputing, queries
from matchmaking.milestones.accord_models import Dispute
from matchmaking.milestones.disputing import Record
from matchmaking.milestones.forms import DisputeForm, DisputeStepForm
from matchmaking.milestones.permissions import goes_on
from matchmaking.milestones.views import Answer, milestones, must_act, own_deal


def load_dispute(dispute_id: int) -> Dispute:
    """A dispute, or 404."""
    return own_deal(queries.dispute_by_id(dispute_id))


@milestones.route("/deals/<int:deal_id>/performance/disputes/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def open_dispute(deal_id: int) -> Answer:
    """Record what the sides disagree about."""
    deal = load_deal(deal_id)
    side, form = must_act(deal), DisputeForm()
    plan = queries.plan_of(deal)
    by_id = {one.id: one for one in plan.milestones} if plan else {}
    form.milestone.choices = [("", _("不限于某个里程碑")), *((one.id, one.title) for one in by_id.values())]
    if not form.is_submitted():
        form.new_key()
        form.since_on.data, form.next_side.data = today(), SELLER if side == BUYER else BUYER
        return _form_page(deal, form)
    if form.validate() and form.since_on.data <= today():
        record = Record(
            form.words.data or "", form.since_on.data, form.next_side.data or side, form.form_key.data or None
        )
        dispute = disputing.open_dispute(
            deal, form.title.data or "", record, milestone=by_id.get(form.milestone.data), actor=viewer(), side=side
        )
        flash(_("已记录。了结以前，最终验收要等它，除非双方另行确认。"), "success")
        return redirect(url_for("milestones.show_dispute", dispute_id=dispute.id), 303)
    if not form.errors:
        form.since_on.errors = [_("请填写实际发生的日期，不能晚于今天。")]
    return _form_page(deal, form), 422


@milestones.get("/deals/disputes/<int:dispute_id>")
@guard(SIGNED_IN)
def show_dispute(dispute_id: int) -> str:
    """What it is about, since when, what was done, how it ended."""
    return _page(load_dispute(dispute_id))


@milestones.post("/deals/disputes/<int:dispute_id>/step")
@guard(SIGNED_IN)
def add_dispute_step(dispute_id: int) -> Answer:
    """Write what was done, or that it is settled for the own side; of an ended one: that it goes on."""
    dispute = load_dispute(dispute_id)
    side, form = must_act(dispute.deal), DisputeStepForm()
    if not form.validate():
        return _page(dispute, form), 422
    if form.on.data > today():
        form.on.errors = [_("请填写实际发生的日期，不能晚于今天。")]
        return _page(dispute, form), 422
    record = Record(form.words.data or "", form.on.data, form.next_side.data or side, form.form_key.data or None)
    if dispute.is_open:
        disputing.add_step(dispute, record, actor=viewer(), side=side, closes=bool(form.closes.data))
    else:
        disputing.reopen(dispute, record, actor=viewer(), side=side)
    flash(_("双方都认为已经了结。") if not dispute.is_open else _("已记下，对方会收到提醒。"), "success")
    return redirect(url_for("milestones.show_dispute", dispute_id=dispute.id), 303)


def _form_page(deal: Deal, form: DisputeForm) -> str:
    return deal_page("milestones/open_dispute.html", deal, viewer(), form=form)


def _page(dispute: Dispute, form: DisputeStepForm | None = None) -> str:
    person, deal = viewer(), dispute.deal
    side = acting_side(person, deal) if goes_on(deal) else None
    fresh = form or DisputeStepForm(formdata=None, on=today(), next_side=dispute.next_side)
    if form is None:
        fresh.new_key()
    return deal_page(
        "milestones/show_dispute.html", deal, person, dispute=dispute, form=fresh, wrong=form, acting=side,
        waits_for=disputing.waits_for(dispute) if dispute.is_open else None,
        clock=lines_for("performance_disputes", [dispute.id]).get(dispute.id),
    )  # fmt: skip
