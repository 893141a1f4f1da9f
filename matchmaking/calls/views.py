"""The pages of calls for everybody and for teams: the list, a call, applying, and what became of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls import permissions, queries, services
from matchmaking.calls.forms import ApplyForm, OutcomeForm
from matchmaking.calls.models import Application, Call
from matchmaking.calls.states import APPLICATION_NAMES, CALL_NAMES, DECIDED, REASONS
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import now, session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.juries.queries import jury_of
from matchmaking.projects.models import Project

calls = Blueprint("calls", __name__, url_prefix="/calls")
Answer = str | Response | tuple[str, int]
ROWS = 20


def load(call_id: int) -> Call:
    """A call that the viewer may see, or 404."""
    call = session.get(Call, call_id)
    require(call is not None and permissions.can_see_call(viewer(), call), hide=True)
    return call or abort(404)


def load_application(application_id: int) -> Application:
    """An application that the viewer may read, or 404: who applied is not public."""
    application = session.get(Application, application_id)
    require(application is not None and permissions.can_view_application(viewer(), application), hide=True)
    return application or abort(404)


@calls.get("")
@guard(PUBLIC)
def list_calls() -> str:
    """All calls, open ones first."""
    number = page_number(request.args)
    query = queries.public_calls()
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "calls/list_calls.html", page=Page(rows, number, ROWS, total), names=CALL_NAMES, counts=queries.counts(rows),
        may_call=bool(queries.organisers(viewer())) if viewer().is_signed_in else False, moment=now(),
    )  # fmt: skip


@calls.get("/<int:call_id>")
@guard(PUBLIC)
def show_call(call_id: int) -> str:
    """One call: what is sought, until when, how it is chosen, and later who was."""
    call = load(call_id)
    jury = jury_of(services.SUBJECT, call.id)
    mine = [one for one in queries.applications_by(viewer()) if one.call_id == call.id] if viewer().memberships else []
    return render_template(
        "calls/show_call.html", call=call, names=CALL_NAMES, jury=jury, criteria=jury.criteria if jury else [],
        count=queries.counts([call]).get(call.id, 0), mine=mine, application_names=APPLICATION_NAMES,
        accepted=queries.accepted_projects(call, viewer()) if call.state == DECIDED else [],
        takes=permissions.takes_applications(call), may_edit=permissions.can_edit_call(viewer(), call),
        may_change=permissions.can_change_call(viewer(), call), may_cancel=permissions.can_cancel_call(viewer(), call),
    )  # fmt: skip


@calls.route("/<int:call_id>/apply", methods=["GET", "POST"])
@guard(SIGNED_IN)
def apply(call_id: int) -> Answer:
    """Apply with one of one's own projects."""
    call = load(call_id)
    require(any(viewer().edits_for(one) for one in viewer().memberships))
    projects = queries.projects_to_apply_with(call, viewer())
    form = ApplyForm([(one.id, one.title) for one in projects])
    if form.validate_on_submit():
        project = session.get(Project, form.project_id.data) or abort(404)
        require(permissions.can_apply_with(viewer(), project))
        application = services.apply(
            call, project, text=form.text.data or "", speaker=form.speaker.data or "", actor=viewer()
        )
        flash(_("已报名。初审有结果会通知您。"), "success")
        return redirect(url_for("calls.show_application", application_id=application.id), 303)
    page = render_template(
        "calls/apply.html", call=call, form=form, projects=projects, takes=permissions.takes_applications(call)
    )
    return (page, 422) if form.errors else page


@calls.get("/mine")
@guard(SIGNED_IN)
def my_applications() -> str:
    """What the viewer's organisations applied to."""
    return render_template(
        "calls/my_applications.html", applications=queries.applications_by(viewer()), names=APPLICATION_NAMES
    )


@calls.get("/applications/<int:application_id>")
@guard(SIGNED_IN)
def show_application(application_id: int) -> str:
    """One application: how far it is, for the team; what to do with it, for the organiser."""
    application = load_application(application_id)
    runs = permissions.can_edit_call(viewer(), application.call)
    form = OutcomeForm(obj=application) if runs and application.state == "passed" else None
    return render_template(
        "calls/show_application.html", application=application, names=APPLICATION_NAMES, reasons=REASONS, form=form,
        runs=runs, may_screen=permissions.can_screen(viewer(), application.call),
        may_withdraw=permissions.can_withdraw_application(viewer(), application),
        may_promote=permissions.can_promote(viewer(), application),
        clock=lines_for("applications", [application.id]).get(application.id),
    )  # fmt: skip


@calls.post("/applications/<int:application_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_application(application_id: int) -> Response:
    """Take an application back."""
    application = load_application(application_id)
    require(permissions.can_withdraw_application(viewer(), application))
    services.withdraw_application(application, actor=viewer())
    flash(_("报名已撤回。截止前可以再报。"), "success")
    return redirect(url_for("calls.show_application", application_id=application.id), 303)
