"""Looking at the desk at what a record keeps back, for a reason that its owner reads."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.consents import services
from matchmaking.consents.forms import OpenForm
from matchmaking.consents.views import Answer, consents, load_subject
from matchmaking.core.addresses import own_address
from matchmaking.core.guards import guard, require, role

AT_DESK = role(Role.BROKER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


@consents.route("/open/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@guard(AT_DESK)
def open_locked(subject_type: str, subject_id: int) -> Answer:
    """Say why, and see it from then on."""
    subjects, record = load_subject(subject_type, subject_id)
    require(subjects.may_open(viewer(), record))
    form, locked = OpenForm(), dict(subjects.locked(viewer(), record))
    form.offer(locked, request.args.getlist("group"))
    page = own_address(subjects.page(subject_id)) or "/"
    if not locked:
        flash(_("这条记录的内容您都能看到。"), "info")
        return redirect(page, 303)
    if form.validate_on_submit():
        services.open_for_reason(record, form.groups.data or [], form.reason.data or "", actor=viewer())
        flash(_("已打开并记录，提交单位看得到是谁、什么时候、为什么查看。请不要转告他人。"), "success")
        return redirect(page, 303)
    answer = render_template("consents/open_locked.html", form=form, record=record, page=page)
    return (answer, 422) if form.errors else answer
