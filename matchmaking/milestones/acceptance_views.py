"""The final acceptance, its certificate, and what of it is shown on the achievement."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.downloads import PDF, send_made
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.views import load_deal
from matchmaking.milestones import accords, publishing, queries
from matchmaking.milestones.accepting import hindrances, report_row, values_before
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.accord_views import hashes, load_accord, plan_or_refuse, store_files
from matchmaking.milestones.certificates import certificate
from matchmaking.milestones.forms import AcceptanceForm, PublishForm
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.states import ACCEPTANCE, PUBLICATION
from matchmaking.milestones.views import Answer, milestones, must_act


@milestones.route("/deals/<int:deal_id>/performance/acceptance", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_acceptance(deal_id: int) -> Answer:
    """Write the report of the final acceptance; the other party confirms the same text."""
    deal = load_deal(deal_id)
    side, plan = must_act(deal, BUYER, SELLER), plan_or_refuse(deal)
    if found := hindrances(deal, plan):
        raise RuleBroken(found[0])
    if queries.acceptance_of(deal) is not None:
        raise RuleBroken(_("双方已经确认过最终验收。"))
    if request.method != "POST":
        form = AcceptanceForm(formdata=None, rows=_fresh(plan))
        form.new_key()
        return _page(deal, plan, form)
    form = AcceptanceForm()
    if not (form.validate() and form.is_in_order() and form.examine()):
        return _page(deal, plan, form), 422
    values = form.values()
    if set(values) - {0} != {one.id for one in plan.criteria}:
        raise RuleBroken(_("验收指标在这期间变更过。请返回后重新打开填写。"))
    content = {
        "rows": [report_row(one, values[one.id]) for one in plan.criteria],
        "version": plan.number,
        "files": hashes(form.contents),
    }
    accord = accords.propose(
        deal, ACCEPTANCE, actor=viewer(), side=side, words=form.words.data or "", content=content,
        form_key=form.form_key.data or None,
    )  # fmt: skip
    store_files(accord, form, side)
    session.flush()
    flash(_("已发给对方。对方确认同一份内容后，最终验收生效。"), "success")
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


@milestones.get("/deals/accords/<int:accord_id>/certificate.pdf")
@guard(SIGNED_IN)
def download_certificate(accord_id: int) -> Response:
    """The certificate of a final acceptance that both sides confirmed."""
    accord = load_accord(accord_id)
    plan = queries.plan_of(accord.deal)
    if accord.kind != ACCEPTANCE or not accord.is_agreed or plan is None:
        abort(404)
    return send_made(certificate(accord, plan, viewer()), f"acceptance-{accord.deal.number}.pdf", PDF)


@milestones.route("/deals/<int:deal_id>/performance/publish", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_publication(deal_id: int) -> Answer:
    """The seller chooses what of the acceptance may be shown on its achievement; the buyer agrees or not."""
    deal = load_deal(deal_id)
    side = must_act(deal, SELLER)
    acceptance = queries.acceptance_of(deal)
    if acceptance is None or publishing.shown_on(deal) is None:
        raise RuleBroken(_("双方确认最终验收，并且这一单有成果方自己的成果条目，才能公开验收结果。"))
    form = PublishForm()
    rows = acceptance.content["rows"]
    form.values.choices = [(place, f"{row['name']} {row['measured']}") for place, row in enumerate(rows)]
    if not form.is_submitted():
        form.new_key()
        return _publish_page(deal, acceptance, form)
    if not form.validate():
        return _publish_page(deal, acceptance, form), 422
    accord = accords.propose(
        deal, PUBLICATION, actor=viewer(), side=side, words=form.words.data or "",
        content=publishing.publication_content(acceptance, form.values.data or []),
        form_key=form.form_key.data or None,
    )  # fmt: skip
    session.flush()
    flash(_("已请需求方同意。同意以前什么都不公开。"), "success")
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


@milestones.post("/deals/accords/<int:accord_id>/take-down")
@guard(SIGNED_IN)
def take_down(accord_id: int) -> Response:
    """Either party stops showing the results."""
    accord = load_accord(accord_id)
    side = must_act(accord.deal, BUYER, SELLER)
    publishing.take_down(accord, actor=viewer(), side=side)
    flash(_("已撤下，页面、搜索和匹配都不再使用。"), "success")
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


def _fresh(plan: PerformancePlan) -> list[dict[str, Any]]:
    """One line for each criterion, beginning with what was accepted with its milestone."""
    before = values_before(plan)
    names = ("value_low", "value_high", "unit", "text", "condition", "measured_by", "verdict", "note")
    rows = []
    for one in plan.criteria:
        value = before.get(one.id)
        known = {name: getattr(value, name) for name in names} if value else {"unit": one.unit}
        rows.append({"criterion": one.id, "measured_on": today(), **known})
    return rows


def _page(deal: Deal, plan: PerformancePlan, form: AcceptanceForm) -> str:
    criteria = {str(one.id): one for one in plan.criteria}
    lines = [(criteria.get(str(one.form.criterion.data)), one.form) for one in form.rows.entries]
    return deal_page(
        "milestones/propose_acceptance.html", deal, viewer(), form=form, plan=plan,
        lines=[pair for pair in lines if pair[0] is not None],
    )  # fmt: skip


def _publish_page(deal: Deal, acceptance: Accord, form: PublishForm) -> str:
    return deal_page(
        "milestones/propose_publication.html", deal, viewer(), form=form, acceptance=acceptance,
        achievement=deal.achievement,
    )  # fmt: skip
