"""The pages of those who run a jury: its sheet, its people, how far they are, and what they gave."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.downloads import send_sheet
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.juries import services
from matchmaking.juries.forms import AskForm, CriteriaForm
from matchmaking.juries.models import Jury, JurySheet
from matchmaking.juries.queries import conflicts, handed_in, scores, to_score
from matchmaking.juries.subjects import subject_of
from matchmaking.juries.views import Answer, juries, load


def load_managed(jury_id: int) -> Jury:
    """The jury, or 404 for whoever does not run it: who judges is not told."""
    jury = load(jury_id)
    subject = subject_of(jury.subject_type)
    require(subject is not None and subject.may_manage(viewer(), jury.subject_id), hide=True)
    return jury


@juries.route("/<int:jury_id>/manage", methods=["GET", "POST"])
@guard(SIGNED_IN)
def manage_jury(jury_id: int) -> Answer:
    """Ask somebody; see who has scored what, and the result so far."""
    jury = load_managed(jury_id)
    form = AskForm()
    if form.validate_on_submit():
        try:
            services.ask_juror(jury, email=form.email.data or "", actor=viewer())
        except RuleBroken as broken:
            form.email.errors = [str(broken)]
        else:
            flash(_("已发出邀请。"), "success")
            return redirect(url_for("juries.manage_jury", jury_id=jury.id), 303)
    barred = conflicts(jury, [one.user_id for one in jury.jurors])
    subject = subject_of(jury.subject_type)
    page = render_template(
        "juries/manage_jury.html", jury=jury, form=form, empty=EmptyForm(), scored=scores(jury),
        sheets=handed_in(jury),
        to_do={one.id: to_score(one, barred[one.user_id]) for one in jury.jurors},
        done={one.id: {two.entry_id for two in one.sheets if two.handed_in_at} for one in jury.jurors},
        record_url=subject.page(jury.subject_id) if subject else None,
    )  # fmt: skip
    return (page, 422) if form.errors else page


@juries.route("/<int:jury_id>/criteria", methods=["GET", "POST"])
@guard(SIGNED_IN)
def set_criteria(jury_id: int) -> Answer:
    """The sheet and its last day."""
    jury = load_managed(jury_id)
    form = CriteriaForm()
    if request.method != "POST":
        form.due_on.data = jury.due_on
        for one in jury.criteria:
            form.criteria.append_entry({"name": one.name, "note": one.note, "weight": one.weight})
    elif not form.criteria.handle_buttons(request.form) and form.validate():
        services.set_criteria(jury, form.criteria.filled(), due_on=form.due_on.data, actor=viewer())
        flash(_("评分表已保存。"), "success")
        return redirect(url_for("juries.manage_jury", jury_id=jury.id), 303)
    page = render_template("juries/set_criteria.html", jury=jury, form=form)
    return (page, 422) if form.errors else page


@juries.post("/<int:jury_id>/jurors/<int:juror_id>/remove")
@guard(SIGNED_IN)
def remove_juror(jury_id: int, juror_id: int) -> Response:
    """Take somebody out of a jury."""
    jury = load_managed(jury_id)
    juror = next((one for one in jury.jurors if one.id == juror_id), None) or abort(404)
    services.remove_juror(juror, actor=viewer())
    flash(_("已移出，其评分不再计入。需要时可以重新邀请。"), "success")
    return redirect(url_for("juries.manage_jury", jury_id=jury.id), 303)


@juries.post("/<int:jury_id>/sheets/<int:sheet_id>/return")
@guard(SIGNED_IN)
def return_sheet(jury_id: int, sheet_id: int) -> Response:
    """Let a juror score anew."""
    jury = load_managed(jury_id)
    sheet = session.get(JurySheet, sheet_id)
    require(sheet is not None and sheet.juror.jury_id == jury.id, hide=True)
    services.return_sheet(sheet or abort(404), actor=viewer())
    flash(_("已退回，评审人会收到通知。"), "success")
    return redirect(url_for("juries.manage_jury", jury_id=jury.id), 303)


@juries.get("/<int:jury_id>/scores.xlsx")
@guard(SIGNED_IN)
def export_scores(jury_id: int) -> Response:
    """The result and every sheet as a table."""
    jury = load_managed(jury_id)
    sheets = handed_in(jury)
    header = [
        _("名次"),
        _("项目"),
        _("单位"),
        _("评审人"),
        *(one.name for one in jury.criteria),
        _("加权分"),
        _("意见"),
    ]
    rows = []
    for one in scores(jury):
        place, project = one.place or "", one.entry.project
        blank = [""] * len(jury.criteria)
        mean = str(one.result.mean) if one.result else ""
        rows.append([place, project.title, project.organisation.local_name, _("平均"), *blank, mean, ""])
        for juror, sheet in sheets.get(one.entry.id, ()):
            points = [sheet.points.get(str(criterion.id), "") for criterion in jury.criteria]
            rows.append([place, project.title, "", juror.user.name, *points, "", sheet.comment])
    name = f"scores-{jury.id}.xlsx"
    return send_sheet(name, _("评分"), header, rows)
