"""The public pages: all notices, one of them, the page of evidence; and stopping one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.downloads import PDF, send_made
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.history import history_of
from matchmaking.core.pages import Page, page_number
from matchmaking.public_notices import permissions, queries, services
from matchmaking.public_notices.evidence import evidence_paper
from matchmaking.public_notices.forms import StopForm
from matchmaking.public_notices.kinds import KINDS, kind_name
from matchmaking.public_notices.models import PublicNotice
from matchmaking.vocabulary.queries import terms

public_notices = Blueprint("public_notices", __name__, url_prefix="/public-notices")
Answer = str | Response | tuple[str, int]
ROWS = 20
STATES = {"running": _l("正在公示"), "ended": _l("公示期满"), "stopped": _l("已停止或重新公示")}


def load(notice_id: int) -> PublicNotice:
    """The notice, or 404; notices are for everybody."""
    return session.get(PublicNotice, notice_id) or abort(404)


@public_notices.get("")
@guard(PUBLIC)
def list_public_notices() -> str:
    """What is being shown to the public now, and what was."""
    wanted = {name: request.args.get(name, "") for name in ("state", "kind", "county")}
    counties = {one.code: one.label() for one in terms("county")}
    state = wanted["state"] if wanted["state"] in STATES else ""
    kind = wanted["kind"] if wanted["kind"] in KINDS else ""
    county = wanted["county"] if wanted["county"] in counties else ""
    number = page_number(request.args)
    found, total = queries.public_notices(
        state=state, kind=kind, county_code=county, limit=ROWS, offset=(number - 1) * ROWS
    )
    return render_template(
        "public_notices/list_public_notices.html",
        page=Page(found, number, ROWS, total), state=state, kind=kind, county=county,
        states=STATES, kinds=KINDS, counties=counties, kind_name=kind_name,
    )  # fmt: skip


@public_notices.get("/<int:notice_id>")
@guard(PUBLIC)
def show_public_notice(notice_id: int) -> str:
    """One notice; its writer sees an objection, the officers in charge see all of them."""
    notice = load(notice_id)
    objections = queries.objections_to(notice) if viewer().is_signed_in else []
    return render_template(
        "public_notices/show_public_notice.html",
        notice=notice,
        kind_name=kind_name,
        subject_page=KINDS[notice.kind].page(notice.subject_id) if notice.kind in KINDS else None,
        following=queries.next_notice(notice),
        objections=[one for one in objections if permissions.can_view_objection(viewer(), one)],
        may_object=permissions.can_object(viewer(), notice),
        may_stop=permissions.can_stop_notice(viewer(), notice),
    )


@public_notices.get("/<int:notice_id>/evidence")
@guard(PUBLIC)
def show_evidence(notice_id: int) -> str:
    """What was shown, from when to when, and how it ended, on one page for the files."""
    notice = load(notice_id)
    return render_template(
        "public_notices/show_evidence.html",
        notice=notice, kind_name=kind_name, entries=history_of(notice),
        states=[one.state for one in queries.objections_to(notice)],
    )  # fmt: skip


@public_notices.get("/<int:notice_id>/evidence.pdf")
@guard(PUBLIC)
def download_evidence(notice_id: int) -> Response:
    """The same as a PDF for the files of both parties, with the fingerprint of what was shown."""
    notice = load(notice_id)
    paper = evidence_paper(notice, queries.objections_to(notice), history_of(notice))
    return send_made(paper, f"{notice.number}.pdf", PDF)


@public_notices.route("/<int:notice_id>/stop", methods=["GET", "POST"])
@guard(SIGNED_IN)
def stop_public_notice(notice_id: int) -> Answer:
    """Break a notice off, with a reason for everybody."""
    notice = load(notice_id)
    require(permissions.can_stop_notice(viewer(), notice))
    form = StopForm()
    if form.validate_on_submit():
        services.stop_notice(notice, actor=viewer(), reason=form.reason.data or "")
        flash(_("公示已停止，原因已显示在公示页上。"), "success")
        return redirect(url_for("public_notices.show_public_notice", notice_id=notice.id), 303)
    page = render_template("public_notices/stop_public_notice.html", notice=notice, form=form)
    return (page, 422) if form.errors else page
