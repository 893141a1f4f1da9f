"""The agenda as its makers see it: by form, by buttons, by drag; each way ends in the same services."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls.queries import accepted_of
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.roadshows import engaging, permissions, programme, queries
from matchmaking.roadshows.agenda_forms import USUAL, ItemForm
from matchmaking.roadshows.conflicts import Impossible
from matchmaking.roadshows.models import SPEAKER, Pitch, Roadshow
from matchmaking.roadshows.sources import project_lines, projects_to_choose
from matchmaking.roadshows.states import ACCEPTED, ASKED, WITHDRAWN
from matchmaking.roadshows.views import load, roadshows, steps_for

Answered = str | Response | tuple[str, int]
UP, DOWN = "up", "down"


@roadshows.route("/roadshows/<int:roadshow_id>/agenda", methods=["GET", "POST"])
@guard(SIGNED_IN)
def show_agenda(roadshow_id: int) -> Answered:
    """The agenda with its tools; posting adds an item."""
    roadshow = load(roadshow_id)
    require(permissions.can_change_agenda(viewer(), roadshow))
    form = _form()
    reasons: list[str] = []
    if request.method != "POST":
        form.minutes.data = USUAL
        wanted = request.args.get("project", "")
        form.project_id.data = int(wanted) if wanted.isdecimal() and int(wanted) in form.known else None
    elif form.validate():
        try:
            programme.add_item(roadshow, form.values(roadshow, programme.next_free(roadshow)), actor=viewer())
        except Impossible as broken:
            reasons = broken.reasons
        else:
            flash(_("已加入议程。"), "success")
            return redirect(url_for("roadshows.show_agenda", roadshow_id=roadshow.id) + "#items", 303)
    page = _agenda_page(roadshow, form, reasons)
    return (page, 422) if form.errors or reasons else page


def _form() -> ItemForm:
    form = ItemForm()
    projects = projects_to_choose(viewer())
    form.fill_choices(projects, accepted_of([one for one, _name in projects]))
    return form


def _agenda_page(roadshow: Roadshow, form: ItemForm, reasons: list[str]) -> str:
    pitches = queries.agenda(roadshow)
    tasks = queries.engagements_of(roadshow)
    by_pitch = {one.pitch_id: one for one in tasks if one.task == SPEAKER and one.state != WITHDRAWN}
    projects = project_lines(viewer(), [one.project_id for one in pitches])
    askable = engaging.to_ask(pitches, by_pitch)
    return render_template(
        "roadshows/show_agenda.html",
        roadshow=roadshow, pitches=pitches, tasks=by_pitch, projects=projects, form=form,
        reasons=[("#begin", one) for one in reasons], askable=len(askable), may=steps_for(roadshow, None),
        next_free=programme.next_free(roadshow),
        host_task=next((one for one in tasks if one.task != SPEAKER and one.state in (ASKED, ACCEPTED)), None),
    )  # fmt: skip


def load_item(pitch_id: int) -> Pitch:
    """An item of an agenda that the viewer may change; 404 for who does not see the session."""
    pitch = queries.pitch_with(pitch_id)
    require(pitch is not None and permissions.can_see_roadshow(viewer(), pitch.roadshow), hide=True)
    assert pitch is not None
    require(permissions.can_change_agenda(viewer(), pitch.roadshow))
    return pitch


@roadshows.route("/roadshows/items/<int:pitch_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_item(pitch_id: int) -> Answered:
    """Change an item."""
    pitch = load_item(pitch_id)
    form, reasons = _form(), []
    if request.method != "POST":
        form.fill_from(pitch)
        form.version.data = str(pitch.roadshow.version)
    elif form.validate():
        if form.seen_version != pitch.roadshow.version:
            raise Conflict(_("议程刚被别人改过，您的修改没有保存。请打开最新版本再改一次。"))
        try:
            programme.change_item(pitch, form.values(pitch.roadshow, pitch.starts_at), actor=viewer())
        except Impossible as broken:
            reasons = broken.reasons
        else:
            flash(_("已保存。"), "success")
            return redirect(url_for("roadshows.show_agenda", roadshow_id=pitch.roadshow_id) + "#items", 303)
    page = render_template(
        "roadshows/edit_item.html", pitch=pitch, roadshow=pitch.roadshow, form=form,
        reasons=[("#begin", one) for one in reasons],
    )  # fmt: skip
    return (page, 422) if form.errors or reasons else page


@roadshows.post("/roadshows/items/<int:pitch_id>/remove")
@guard(SIGNED_IN)
def remove_item(pitch_id: int) -> Response:
    """Take an item out."""
    pitch = load_item(pitch_id)
    roadshow_id = pitch.roadshow_id
    programme.remove_item(pitch, actor=viewer())
    flash(_("已从议程中删除。"), "success")
    return redirect(url_for("roadshows.show_agenda", roadshow_id=roadshow_id) + "#items", 303)


@roadshows.post("/roadshows/items/<int:pitch_id>/move")
@guard(SIGNED_IN)
def move_item(pitch_id: int) -> Response:
    """One place up or down; the times follow."""
    pitch = load_item(pitch_id)
    programme.move_item(pitch, -1 if request.form.get("to") == UP else 1, actor=viewer())
    return redirect(url_for("roadshows.show_agenda", roadshow_id=pitch.roadshow_id) + f"#item-{pitch.id}", 303)


@roadshows.post("/roadshows/<int:roadshow_id>/arrange")
@guard(SIGNED_IN)
def arrange_agenda(roadshow_id: int) -> Response:
    """The order that was dragged; the times follow."""
    roadshow = load(roadshow_id)
    require(permissions.can_change_agenda(viewer(), roadshow))
    texts = request.form.get("order", "").split(",")
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in texts):
        raise RuleBroken(_("顺序没有传完整。请刷新页面再排一次。"))
    if request.form.get("version") != str(roadshow.version):
        raise Conflict(_("议程刚被别人改过，顺序没有保存。请刷新后再排一次。"))
    programme.arrange_agenda(roadshow, [int(one) for one in texts], actor=viewer())
    flash(_("新的顺序已保存，时间已顺延。"), "success")
    return redirect(url_for("roadshows.show_agenda", roadshow_id=roadshow.id) + "#items", 303)


@roadshows.post("/roadshows/<int:roadshow_id>/ask")
@guard(SIGNED_IN)
def ask_speakers(roadshow_id: int) -> Response:
    """Ask everybody of the agenda who was not asked yet."""
    roadshow = load(roadshow_id)
    require(permissions.can_change_agenda(viewer(), roadshow))
    count = engaging.ask_speakers(roadshow, actor=viewer())
    words = ngettext("已请 %(num)s 位讲者确认。", "已请 %(num)s 位讲者确认。", count)
    flash(words if count else _("没有要请的人了。"), "success" if count else "info")
    return redirect(url_for("roadshows.show_agenda", roadshow_id=roadshow.id) + "#items", 303)
