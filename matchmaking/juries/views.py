"""The pages of jurors: what I am asked to score, the declaration, and the sheet of one project."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.juries import services
from matchmaking.juries.forms import INTEREST, SOME_INTEREST, DeclarationForm, SheetForm
from matchmaking.juries.models import Juror, Jury
from matchmaking.juries.queries import conflicts, juries_of, juror_of, jury_with, scores, sheet_of, to_score
from matchmaking.juries.states import ASKED, SIGNED
from matchmaking.juries.subjects import subject_of

juries = Blueprint("juries", __name__, url_prefix="/juries")
Answer = str | Response | tuple[str, int]


def load(jury_id: int) -> Jury:
    """The jury, or 404."""
    return jury_with(jury_id) or abort(404)


def own_part(jury: Jury) -> Juror:
    """The viewer's part in a jury, or 404: who judges is not told."""
    juror = juror_of(jury, viewer().user_id)
    require(juror is not None, hide=True)
    return juror or abort(404)


@juries.get("")
@guard(SIGNED_IN)
def list_juries() -> str:
    """What the viewer was asked to score."""
    found = juries_of(viewer().user_id or 0)
    return render_template("juries/list_juries.html", jurors=found)


@juries.get("/tasks/<int:juror_id>")
@guard(SIGNED_IN)
def show_task(juror_id: int) -> Response:
    """From the list of tasks to the page where they are done."""
    juror = session.get(Juror, juror_id) or abort(404)
    require(juror.user_id == viewer().user_id, hide=True)
    return redirect(url_for("juries.show_jury", jury_id=juror.jury_id), 303)


@juries.route("/<int:jury_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def show_jury(jury_id: int) -> Answer:
    """The declaration first, then the projects to score and how far they are."""
    jury = load(jury_id)
    juror = own_part(jury)
    standing = [one for one in jury.entries if not one.is_out]
    form = DeclarationForm([(one.project_id, one.project.title) for one in standing])
    if request.method == "POST" and juror.state == ASKED:
        services.require_open(jury)
        if form.validate():
            some = form.declaration.data == SOME_INTEREST
            services.declare(
                juror,
                excluded=form.projects.data or [] if some else [],
                steps_back=form.declaration.data == INTEREST,
                interest=form.interest.data or "",
                actor=viewer(),
            )
            flash(_("声明已签署。") if juror.state == SIGNED else _("您已退出这次评审，组织方会收到通知。"), "success")
            return redirect(url_for("juries.show_jury", jury_id=jury.id), 303)
    barred = conflicts(jury, [juror.user_id])[juror.user_id]
    own = to_score(juror, barred)
    is_done = jury.is_open is False or all((sheet := sheet_of(juror, one)) and sheet.handed_in_at for one in own)
    page = render_template(
        "juries/show_jury.html", jury=jury, juror=juror, form=form, entries=own,
        clock=lines_for(Juror.__tablename__, [juror.id]).get(juror.id),
        avoided=[one for one in standing if one not in own],
        sheets={one.entry_id: one for one in juror.sheets},
        # What others gave is read only after one's own is fixed.
        scored=scores(jury) if juror.state == SIGNED and own and is_done else [],
    )  # fmt: skip
    return (page, 422) if form.errors else page


@juries.route("/<int:jury_id>/entries/<int:entry_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_sheet(jury_id: int, entry_id: int) -> Answer:
    """Score one project: keep for later, or hand in."""
    jury = load(jury_id)
    juror = own_part(jury)
    barred = conflicts(jury, [juror.user_id])[juror.user_id]
    entry = next((one for one in to_score(juror, barred) if one.id == entry_id), None) or abort(404)
    require(juror.state == SIGNED)
    sheet = sheet_of(juror, entry)
    form = SheetForm()
    # The sheet decides how many rows there are, whatever was sent.
    while len(form.rows.entries) > len(jury.criteria):
        form.rows.pop_entry()
    while len(form.rows.entries) < len(jury.criteria):
        form.rows.append_entry()
    if request.method != "POST" and sheet is not None:
        form.comment.data = sheet.comment
        for row, criterion in zip(form.rows.entries, jury.criteria, strict=True):
            row.form.points.data = str(sheet.points.get(str(criterion.id), ""))
    if request.method == "POST":
        hand_in = "hand_in" in request.form
        if form.validate() and (not hand_in or form.is_complete()):
            points = {
                criterion.id: int(row.form.points.data)
                for row, criterion in zip(form.rows.entries, jury.criteria, strict=True)
                if row.form.points.data
            }
            services.write_sheet(juror, entry, points, form.comment.data or "", hand_in=hand_in, actor=viewer())
            flash(_("评分已提交。") if hand_in else _("已保存，还没有提交。"), "success")
            return redirect(url_for("juries.show_jury", jury_id=jury.id), 303)
    subject = subject_of(jury.subject_type)
    page = render_template(
        "juries/write_sheet.html", jury=jury, entry=entry, sheet=sheet, form=form,
        record_url=subject.page(jury.subject_id) if subject else None,
    )  # fmt: skip
    return (page, 422) if request.method == "POST" else page
