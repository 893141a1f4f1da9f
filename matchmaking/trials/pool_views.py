"""The pool of 先用后转: the list, putting an achievement in and taking it out, applying for a trial."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.listings.catalogue import names
from matchmaking.listings.queries import count_of
from matchmaking.organisations.models import Organisation
from matchmaking.trials import permissions, pooling, queries, services
from matchmaking.trials.forms import ApplyForm, PoolForm
from matchmaking.trials.models import PoolEntry
from matchmaking.trials.states import AUDIENCES
from matchmaking.trials.views import Answered, trials

ROWS = 20


@trials.get("/trials/pool")
@guard(PUBLIC)
def list_pool() -> str:
    """先用后转成果池."""
    person = viewer()
    industries = names("industry")
    industry = request.args.get("industry", "")
    audience = request.args.get("audience", "")
    query = queries.pool(
        person, industry=industry if industry in industries else "", audience=audience if audience in AUDIENCES else ""
    )
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "trials/list_pool.html", page=Page(rows, number, ROWS, total), industries=industries, industry=industry,
        audience=audience, audiences=AUDIENCES, taken=queries.taken_places(one.id for one in rows),
        may_apply=_enterprise(person) is not None, sees_figures=permissions.sees_figures(person),
    )  # fmt: skip


@trials.route("/trials/pool/<int:achievement_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_entry(achievement_id: int) -> Answered:
    """Put an achievement into the pool or change its conditions."""
    achievement, person = _load(achievement_id), viewer()
    require(permissions.can_manage_pool(person, achievement))
    entry = queries.entry_of(achievement.id)
    form, error = PoolForm(obj=entry) if request.method != "POST" else PoolForm(), ""
    if request.method == "POST" and form.validate():
        conditions = pooling.Conditions(
            audience=form.audience.data, free_months=form.free_months.data or 1,
            conversion_mode=form.conversion_mode.data, places=form.places.data,
            conversion_price=form.conversion_price.data, terms=form.terms.data or "",
        )  # fmt: skip
        try:
            pooling.put_into_pool(achievement, conditions, actor=person)
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已放进先用后转成果池，企业可以直接申请试用。"), "success")
            return redirect(url_for("achievements.show_achievement", achievement_id=achievement.id), 303)
    page = render_template("trials/edit_entry.html", achievement=achievement, entry=entry, form=form, error=error)
    return (page, 422) if form.errors or error else page


@trials.post("/trials/pool/<int:achievement_id>/leave")
@guard(SIGNED_IN)
def leave_pool(achievement_id: int) -> Response:
    """Take it out."""
    achievement = _load(achievement_id)
    require(permissions.can_manage_pool(viewer(), achievement))
    entry = queries.standing_entry(achievement.id) or abort(404)
    pooling.leave_pool(entry, actor=viewer())
    flash(_("已移出成果池；已经申请和正在进行的试用不受影响。"), "success")
    return redirect(url_for("achievements.show_achievement", achievement_id=achievement.id), 303)


@trials.route("/trials/apply/<int:achievement_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def apply_for_trial(achievement_id: int) -> Answered:
    """An enterprise applies for a free trial."""
    achievement, person = _load(achievement_id), viewer()
    entry = queries.standing_entry(achievement.id) or abort(404)
    buyer = _enterprise(person)
    require(permissions.can_apply(person, entry, buyer))
    assert buyer is not None
    form, error = ApplyForm(), ""
    if request.method != "POST":
        form.new_key()
        form.months.data = entry.free_months
    elif form.criteria.handle_buttons(request.form):
        return _apply_page(entry, buyer, form, "")
    elif form.validate() and form.is_in_order(entry.audience):
        wanted = services.Wanted(
            form.purpose.data or "", form.place.data or "", form.typed(), months=form.months.data,
            is_small=bool(form.is_small.data), form_key=form.form_key.data or None,
        )  # fmt: skip
        try:
            trial = services.apply_for_trial(entry, buyer, wanted, actor=person)
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("申请已送达成果单位，会在限期内答复。"), "success")
            return redirect(url_for("trials.show_trial", deal_id=trial.deal_id, trial_id=trial.id), 303)
    page = _apply_page(entry, buyer, form, error)
    return (page, 422) if form.errors or error else page


def _apply_page(entry: PoolEntry, buyer: Organisation, form: ApplyForm, error: str) -> str:
    return render_template("trials/apply.html", entry=entry, buyer=buyer, form=form, error=error)


def _load(achievement_id: int) -> Achievement:
    achievement = session.get(Achievement, achievement_id)
    require(achievement is not None and can_view_achievement(viewer(), achievement), hide=True)
    assert achievement is not None
    return achievement


def _enterprise(person: Viewer) -> Organisation | None:
    """The organisation that the viewer acts for, when it is an enterprise for which it may write."""
    found = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    if found is None or found.kind != "enterprise" or not person.edits_for(found.id):
        return None
    return found
