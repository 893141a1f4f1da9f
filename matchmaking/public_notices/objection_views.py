"""Raising an objection, reading it, and deciding on it."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.files.contents import Content, FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_upload
from matchmaking.public_notices import permissions
from matchmaking.public_notices.forms import DecisionForm, ObjectionForm
from matchmaking.public_notices.models import Objection
from matchmaking.public_notices.objections import raise_objection, reject_objection, uphold_objection
from matchmaking.public_notices.queries import objection_with_notice
from matchmaking.public_notices.states import UPHELD
from matchmaking.public_notices.views import Answer, load, public_notices


def load_objection(objection_id: int) -> Objection:
    """The objection, or 404; also 404 for who may not know of it."""
    objection = objection_with_notice(objection_id) or abort(404)
    require(permissions.can_view_objection(viewer(), objection), hide=True)
    return objection


@public_notices.route("/<int:notice_id>/object", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_objection(notice_id: int) -> Answer:
    """Hold something against a notice."""
    notice = load(notice_id)
    form = ObjectionForm(name=viewer().name, organisation=viewer().organisation_name)
    if not form.is_submitted():
        require(permissions.can_object(viewer(), notice))
        form.new_key()
    elif form.validate() and (proof := _proof(form)) is not False:
        objection = raise_objection(
            notice, name=form.name.data or "", organisation=form.organisation.data or "",
            contact=form.contact.data or "", text=form.text.data or "", actor=viewer(),
            form_key=form.form_key.data, proof=proof or None,
        )  # fmt: skip
        # The redirect needs the id.
        session.flush()
        flash(_("异议已提交，受理部门会核查并答复您。"), "success")
        return redirect(url_for("public_notices.show_objection", objection_id=objection.id), 303)
    page = render_template("public_notices/new_objection.html", notice=notice, form=form)
    return (page, 422) if form.errors else page


def _proof(form: ObjectionForm) -> Content | None | bool:
    """The examined file, None without one, False when it is refused."""
    if not form.proof.data:
        return None
    try:
        return read_upload(form.proof.data)
    except FileRefused as refused:
        form.proof.errors = [refused.message]
        return False


@public_notices.get("/objections/<int:objection_id>")
@guard(SIGNED_IN)
def show_objection(objection_id: int) -> str:
    """One objection, for its writer and those in charge."""
    return _page(load_objection(objection_id), DecisionForm())


@public_notices.post("/objections/<int:objection_id>/decide")
@guard(SIGNED_IN)
def decide_objection(objection_id: int) -> Response | tuple[str, int]:
    """Uphold or reject it."""
    objection = load_objection(objection_id)
    require(permissions.can_handle_objection(viewer(), objection))
    form = DecisionForm()
    if not (form.validate() and form.is_in_order()):
        return _page(objection, form), 422
    answer = form.answer.data or ""
    if form.decision.data == UPHELD:
        uphold_objection(objection, actor=viewer(), answer=answer, reason=form.reason.data or "")
        flash(_("异议成立，公示已停止，异议人会收到答复。"), "success")
    else:
        reject_objection(objection, actor=viewer(), answer=answer)
        flash(_("异议不成立，异议人会收到答复。"), "success")
    return redirect(url_for("public_notices.show_objection", objection_id=objection.id), 303)


def _page(objection: Objection, form: DecisionForm) -> str:
    return render_template(
        "public_notices/show_objection.html",
        objection=objection, notice=objection.notice, form=form, files=files_of("objections", objection.id),
        clock=lines_for("objections", [objection.id]).get(objection.id),
        may_decide=permissions.can_handle_objection(viewer(), objection),
    )  # fmt: skip
