"""The trials of a deal: the list, one trial, planning one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.views import load_deal
from matchmaking.files.queries import files_of
from matchmaking.trials import permissions, queries, services
from matchmaking.trials.clocks import lines_of, turn_of
from matchmaking.trials.forms import PlanForm
from matchmaking.trials.models import Trial
from matchmaking.trials.states import AGREED, FREE_USE, INSURED, OPEN, PURPOSES, WAYS
from matchmaking.trials.step_forms import fresh_forms

trials = Blueprint("trials", __name__)
Answered = str | Response | tuple[str, int]


def load_trial(deal_id: int, trial_id: int) -> Trial:
    """A trial of this deal; 404 for everybody outside, and where the numbers do not belong together."""
    deal = load_deal(deal_id)
    trial = session.get(Trial, trial_id)
    if trial is None or trial.deal_id != deal.id:
        abort(404)
    return trial


@trials.get("/deals/trials/<int:trial_id>")
@guard(SIGNED_IN)
def open_trial(trial_id: int) -> Response:
    """Lead from a task to the trial's page."""
    trial = session.get(Trial, trial_id) or abort(404)
    load_deal(trial.deal_id)
    return redirect(url_for("trials.show_trial", deal_id=trial.deal_id, trial_id=trial.id), 303)


@trials.get("/deals/<int:deal_id>/trials")
@guard(SIGNED_IN)
def list_trials(deal_id: int) -> str:
    """All trials of a deal."""
    deal, person = load_deal(deal_id), viewer()
    rows = queries.trials_of(deal)
    entry = queries.standing_entry(deal.achievement_id) if deal.achievement_id else None
    if any(one.kind == FREE_USE and one.state in OPEN for one in rows):
        # It is being tried already: nobody needs to apply again.
        entry = None
    return deal_page(
        "trials/list_trials.html", deal, person, rows=rows, may_plan=permissions.can_plan(person, deal),
        clocks=lines_of(rows), entry=entry,
    )  # fmt: skip


@trials.route("/deals/<int:deal_id>/trials/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def plan_trial(deal_id: int) -> Answered:
    """Plan a sample trial."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.can_plan(person, deal))
    form, error = PlanForm().fit(has_broker=deal.broker_id is not None), ""
    if request.method != "POST":
        form.new_key()
    elif form.criteria.handle_buttons(request.form):
        return _planning(deal, form, "")
    elif form.validate() and form.is_in_order():
        wanted = services.Wanted(
            form.purpose.data or "", form.place.data or "", form.typed(), form_key=form.form_key.data or None
        )
        try:
            trial = services.plan_sample(
                deal, wanted, tester=form.tester.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
                actor=person,
            )  # fmt: skip
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已登记样品验证，到期会提醒做的一方报结果。"), "success")
            return redirect(url_for("trials.show_trial", deal_id=deal.id, trial_id=trial.id), 303)
    page = _planning(deal, form, error)
    return (page, 422) if form.errors or error else page


def _planning(deal: Deal, form: PlanForm, error: str) -> str:
    criteria = deal.demand.criteria if deal.demand else []
    return deal_page("trials/plan_trial.html", deal, viewer(), form=form, error=error, criteria=criteria)


@trials.get("/deals/<int:deal_id>/trials/<int:trial_id>")
@guard(SIGNED_IN)
def show_trial(deal_id: int, trial_id: int) -> str:
    """One trial: terms, results, files, and what can be done now."""
    return trial_page(load_trial(deal_id, trial_id))


def trial_page(trial: Trial, wrong: dict[str, Any] | None = None, error: str = "") -> str:
    """The page of a trial; `wrong` holds the form that was filled in badly, by its name."""
    person, deal = viewer(), trial.deal
    may = permissions.steps_for(person, trial)
    forms = {**fresh_forms(trial, may), **(wrong or {})}
    # Insurance is optional: it stands on the way only where there is one, or may still be.
    way = [one for one in WAYS[trial.kind] if one != INSURED or trial.policy_number or trial.state == AGREED]
    return deal_page(
        "trials/show_trial.html", deal, person, trial=trial, may=may, forms_by_name=forms, error=error,
        wrong=next(iter((wrong or {}).values()), None), way=way, acting=acting_side(person, deal),
        turn=turn_of(trial), is_waiting=not may - {permissions.ATTACH},
        clock=lines_of([trial]).get(trial.id),
        files=files_of("trials", trial.id), purposes=PURPOSES, is_free=trial.kind == FREE_USE,
    )  # fmt: skip
