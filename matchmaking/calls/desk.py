"""The pages of organisers: writing a call, screening, outcomes, the decision."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls import permissions, queries, services
from matchmaking.calls.forms import CallForm, CancelForm, OutcomeForm, RefuseForm
from matchmaking.calls.models import Application, Call
from matchmaking.calls.states import APPLICATION_NAMES, CALL_NAMES, OPEN, PASSED, REASONS, SCREENING, SUBMITTED
from matchmaking.calls.views import Answer, calls, load, load_application
from matchmaking.core.db import now, session
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.juries.queries import jury_of, jury_with, scores
from matchmaking.organisations.models import Organisation

WORDED = ("title", "about", "conditions", "offers", "industry_codes", "decides_on", "places", "organisation_id")


def load_run(call_id: int) -> Call:
    """A call that the viewer runs."""
    call = load(call_id)
    require(permissions.can_edit_call(viewer(), call))
    return call


def load_screened(application_id: int) -> Application:
    """An application that the viewer may screen."""
    application = load_application(application_id)
    require(permissions.can_screen(viewer(), application.call))
    return application


def _form(call: Call | None) -> CallForm:
    choices = [(one.id, one.local_name) for one in queries.organisers(viewer())]
    if call is not None and call.organisation_id not in dict(choices):
        choices.insert(0, (call.organisation_id, call.organisation.local_name))
    if call is None or request.method == "POST":
        return CallForm(choices)
    data: dict[str, Any] = {name: getattr(call, name) for name in WORDED}
    form = CallForm(choices, data={**data, "closes_on": call.closes_at.astimezone(SHANGHAI).date()})
    form.version.data = str(call.version)
    return form


def _may_name(organisation_id: int) -> bool:
    organisation = session.get(Organisation, organisation_id)
    return organisation is not None and permissions.can_organise_for(viewer(), organisation)


@calls.get("/organised")
@guard(SIGNED_IN)
def organised_calls() -> str:
    """The calls that the viewer runs."""
    found = queries.calls_of(viewer())
    return render_template(
        "calls/organised_calls.html", calls=found, names=CALL_NAMES, counts=queries.counts(found),
        may_call=bool(queries.organisers(viewer())),
    )  # fmt: skip


@calls.route("/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_call() -> Answer:
    """Write a call."""
    require(bool(queries.organisers(viewer())))
    form = _form(None)
    if form.validate_on_submit():
        require(_may_name(form.organisation_id.data))
        call = services.write_call(None, form.values(), actor=viewer(), form_key=form.form_key.data)
        flash(_("草稿已保存。检查评分表、请好评审人，就可以发布。"), "success")
        return redirect(url_for("calls.show_call", call_id=call.id), 303)
    page = render_template("calls/edit_call.html", form=form, call=None)
    return (page, 422) if form.errors else page


@calls.route("/<int:call_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_call(call_id: int) -> Answer:
    """Change a call that still takes applications."""
    call = load_run(call_id)
    form = _form(call)
    if request.method == "POST":
        if not permissions.can_change_call(viewer(), call):
            raise RuleBroken(_("报名已经截止，征集的内容不能再改。"))
        if form.seen_version not in (None, call.version):
            raise Conflict(_("您打开这一页之后，别人已经改过这份征集，您的修改没有保存。请打开最新版本再改一次。"))
        if form.validate():
            require(_may_name(form.organisation_id.data))
            services.write_call(call, form.values(), actor=viewer())
            flash(_("已保存。"), "success")
            return redirect(url_for("calls.show_call", call_id=call.id), 303)
    require(permissions.can_change_call(viewer(), call))
    page = render_template("calls/edit_call.html", form=form, call=call)
    return (page, 422) if form.errors else page


@calls.post("/<int:call_id>/open")
@guard(SIGNED_IN)
def open_call(call_id: int) -> Response:
    """Publish it."""
    call = load_run(call_id)
    services.open_call(call, actor=viewer())
    flash(_("已发布，开始接受报名。"), "success")
    return redirect(url_for("calls.show_call", call_id=call.id), 303)


@calls.post("/<int:call_id>/close")
@guard(SIGNED_IN)
def close_applications(call_id: int) -> Response:
    """Take no more applications."""
    call = load_run(call_id)
    services.close_applications(call, actor=viewer())
    flash(_("报名已截止。请初审、评分，按时公布结果。"), "success")
    return redirect(url_for("calls.list_applications", call_id=call.id), 303)


@calls.post("/<int:call_id>/reopen")
@guard(SIGNED_IN)
def reopen_applications(call_id: int) -> Response:
    """Take applications again after closing early."""
    call = load_run(call_id)
    services.reopen_applications(call, actor=viewer())
    flash(_("已重新开放报名。"), "success")
    return redirect(url_for("calls.list_applications", call_id=call.id), 303)


@calls.route("/<int:call_id>/cancel", methods=["GET", "POST"])
@guard(SIGNED_IN)
def cancel_call(call_id: int) -> Answer:
    """Call it off, with a reason for everybody who applied."""
    call = load_run(call_id)
    require(permissions.can_cancel_call(viewer(), call))
    form = CancelForm()
    if form.validate_on_submit():
        services.cancel_call(call, reason=form.reason.data or "", actor=viewer())
        flash(_("征集已取消，报名的单位会收到原因。"), "success")
        return redirect(url_for("calls.organised_calls"), 303)
    page = render_template("calls/cancel_call.html", call=call, form=form)
    return (page, 422) if form.errors else page


@calls.get("/<int:call_id>/applications")
@guard(SIGNED_IN)
def list_applications(call_id: int) -> str:
    """All applications, what is next for each, and what the jury made of them."""
    call = load_run(call_id)
    jury = jury_of(services.SUBJECT, call.id)
    scored = {one.entry.project_id: one for one in scores(jury_with(jury.id) or jury)} if jury else {}
    applications = queries.applications_to(call)
    order = {SUBMITTED: 0, PASSED: 1}
    applications.sort(
        key=lambda one: (order.get(one.state, 2), getattr(scored.get(one.project_id), "place", None) or 999, one.id)
    )
    return render_template(
        "calls/list_applications.html", call=call, applications=applications, names=APPLICATION_NAMES, scored=scored,
        call_names=CALL_NAMES, reasons=REASONS, jury=jury, may_screen=permissions.can_screen(viewer(), call),
        takes=call.state == OPEN,
        may_reopen=call.state == SCREENING and call.closes_at > now(),
    )  # fmt: skip


@calls.post("/applications/<int:application_id>/pass")
@guard(SIGNED_IN)
def pass_application(application_id: int) -> Response:
    """Screening passed."""
    application = load_screened(application_id)
    services.pass_application(application, actor=viewer())
    flash(_("初审通过，已交给评审人评分。"), "success")
    return redirect(url_for("calls.list_applications", call_id=application.call_id), 303)


@calls.route("/applications/<int:application_id>/refuse", methods=["GET", "POST"])
@guard(SIGNED_IN)
def refuse_application(application_id: int) -> Answer:
    """Screening not passed, with a reason that the team reads at once."""
    application = load_screened(application_id)
    form = RefuseForm()
    if form.validate_on_submit():
        services.refuse_application(
            application, reason_code=form.reason_code.data, sentence=form.sentence.data or "", actor=viewer()
        )
        flash(_("已告诉项目方原因。"), "success")
        return redirect(url_for("calls.list_applications", call_id=application.call_id), 303)
    page = render_template("calls/refuse_application.html", application=application, form=form)
    return (page, 422) if form.errors else page


@calls.post("/applications/<int:application_id>/rescreen")
@guard(SIGNED_IN)
def rescreen_application(application_id: int) -> Response:
    """Take a screening back."""
    application = load_screened(application_id)
    services.undo_screening(application, actor=viewer())
    flash(_("已退回待初审。"), "success")
    return redirect(url_for("calls.show_application", application_id=application.id), 303)


@calls.post("/applications/<int:application_id>/outcome")
@guard(SIGNED_IN)
def set_outcome(application_id: int) -> Answer:
    """Keep what is intended for one project; nobody is told before the decision."""
    application = load_screened(application_id)
    require(application.state == PASSED)
    form = OutcomeForm()
    if form.validate():
        services.prepare_outcome(
            application, form.outcome.data, reason_code=form.reason_code.data or None, sentence=form.sentence.data or ""
        )
        flash(_("已记下，公布结果时一起告诉项目方。"), "success")
        return redirect(url_for("calls.list_applications", call_id=application.call_id), 303)
    page = render_template(
        "calls/show_application.html", application=application, names=APPLICATION_NAMES, reasons=REASONS, form=form,
        runs=True, may_screen=True, may_withdraw=False, may_promote=False, clock=None,
    )  # fmt: skip
    return page, 422


@calls.route("/<int:call_id>/decide", methods=["GET", "POST"])
@guard(SIGNED_IN)
def decide_call(call_id: int) -> Answer:
    """Tell everybody at once."""
    call = load_run(call_id)
    require(call.state == "screening")
    if request.method == "POST":
        services.decide_call(call, actor=viewer())
        flash(_("结果已公布，报名的单位都会收到通知。"), "success")
        return redirect(url_for("calls.list_applications", call_id=call.id), 303)
    found = queries.applications_to(call)
    return render_template(
        "calls/decide_call.html", call=call, names=APPLICATION_NAMES, missing=services.what_is_missing(call, found),
        applications=[one for one in found if one.state in (SUBMITTED, PASSED)],
    )  # fmt: skip


@calls.post("/applications/<int:application_id>/promote")
@guard(SIGNED_IN)
def promote_application(application_id: int) -> Response:
    """From the waiting list to a free place."""
    application = load_application(application_id) or abort(404)
    require(permissions.can_promote(viewer(), application))
    services.promote(application, actor=viewer())
    flash(_("已递补入选，项目方会收到通知。"), "success")
    return redirect(url_for("calls.list_applications", call_id=application.call_id), 303)
