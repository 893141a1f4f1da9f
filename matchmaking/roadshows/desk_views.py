"""The organiser's pages: the own sessions, the announcement, and the steps from draft to end."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls.models import ORGANISING_KINDS
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows import permissions, queries, registration_queries, services
from matchmaking.roadshows.conflicts import Impossible, hours
from matchmaking.roadshows.forms import CancelForm, RoadshowForm
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.views import load, roadshows
from matchmaking.roadshows.wording import form_word, full_day

Answered = str | Response | tuple[str, int]
ROWS = 20


@roadshows.get("/roadshows/mine")
@guard(SIGNED_IN)
def list_own() -> str:
    """The sessions that the viewer organises or hosts."""
    person = viewer()
    query = queries.own_roadshows(person)
    total = queries.count(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    ids = [one.id for one in rows]
    return render_template(
        "roadshows/list_own.html",
        page=Page(rows, number, ROWS, total),
        counts=registration_queries.counts_by_way(ids),
        items={one: len(pitches) for one, pitches in queries.agendas(ids).items()},
        may_organise=bool(queries.organisers(ORGANISING_KINDS, person)),
    )


@roadshows.route("/roadshows/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_roadshow() -> Answered:
    """Make a draft in the name of an organisation that the viewer may hold sessions for."""
    person = viewer()
    form = RoadshowForm()
    made = queries.by_form_key(form.form_key.data or "", person.user_id or 0)
    if made is not None:
        return redirect(url_for("roadshows.show_agenda", roadshow_id=made.id), 303)
    organisations = queries.organisers(ORGANISING_KINDS, person)
    require(bool(organisations))
    form.fill_choices(organisations)
    reasons: list[str] = []
    if request.method != "POST":
        form.new_key()
        form.organisation_id.data = _usual(organisations, person.organisation_id)
    elif form.validate():
        chosen = next(one for one in organisations if one.id == form.organisation_id.data)
        try:
            roadshow = services.create_roadshow(
                form.values(), organisation=chosen, actor=person, host=form.host, form_key=form.form_key.data
            )
        except Impossible as broken:
            reasons = broken.reasons
        else:
            # The address needs the id.
            session.flush()
            flash(_("草稿已保存。接着排议程，排好后发布。"), "success")
            return redirect(url_for("roadshows.show_agenda", roadshow_id=roadshow.id), 303)
    return _page(form, None, reasons)


def _usual(organisations: list[Organisation], acting_id: int | None) -> int:
    ids = [one.id for one in organisations]
    return acting_id if acting_id in ids else ids[0]


@roadshows.route("/roadshows/<int:roadshow_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_roadshow(roadshow_id: int) -> Answered:
    """Change the announcement."""
    roadshow = load(roadshow_id)
    require(permissions.can_change_roadshow(viewer(), roadshow))
    form = RoadshowForm()
    # Who holds it stays: calendars, notices and rights hang on it.
    form.fill_choices([roadshow.organisation])
    form.stored_start = roadshow.starts_at
    reasons: list[str] = []
    if request.method != "POST":
        form.fill_from(roadshow)
    elif form.validate():
        _refuse_stale(form, roadshow)
        try:
            changed = services.change_roadshow(roadshow, form.values(), actor=viewer(), host=form.host)
        except Impossible as broken:
            reasons = broken.reasons
        else:
            flash(_("已保存。") if changed else _("没有改动。"), "success")
            return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)
    return _page(form, roadshow, reasons)


def _refuse_stale(form: RoadshowForm, roadshow: Roadshow) -> None:
    """Somebody else, or a drag in the agenda, changed the session since the form was opened."""
    if form.seen_version == roadshow.version:
        return
    values = form.values()
    stored = {name: getattr(roadshow, name) for name in values}
    labels = {"title": _("名称"), "place": _("地点"), "description": _("简介")}
    theirs, mine = ([(labels[name], str(one[name])) for name in labels] for one in (stored, values))
    for rows, one in ((theirs, stored), (mine, values)):
        when = f"{full_day(one['starts_at'])} {hours(one['starts_at'], one['ends_at'])}"
        rows += [(_("时间"), when), (_("形式"), form_word(one["form"]))]
    raise Conflict(
        _("您打开这一页之后，别人改过这一场，您的修改没有保存。请打开最新版本再改一次。"), theirs=theirs, mine=mine
    )


def _page(form: RoadshowForm, roadshow: Roadshow | None, reasons: list[str]) -> Answered:
    page = render_template(
        "roadshows/edit_roadshow.html",
        form=form, roadshow=roadshow, reasons=[("#day", one) for one in reasons],
        live_hosts=current_app.config["LIVE_HOSTS"],
    )  # fmt: skip
    return (page, 422) if form.errors or reasons else page


@roadshows.post("/roadshows/<int:roadshow_id>/announce")
@guard(SIGNED_IN)
def announce_roadshow(roadshow_id: int) -> Response:
    """Show it to everybody."""
    roadshow = load(roadshow_id)
    require(permissions.can_announce_roadshow(viewer(), roadshow))
    asked = services.announce_roadshow(roadshow, actor=viewer())
    words = _("已发布，可以预约了。")
    flash(words + (_("已请 %(count)s 位讲者确认。", count=asked) if asked else ""), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)


@roadshows.route("/roadshows/<int:roadshow_id>/cancel", methods=["GET", "POST"])
@guard(SIGNED_IN)
def cancel_roadshow(roadshow_id: int) -> Answered:
    """Call it off with a reason."""
    roadshow = load(roadshow_id)
    require(permissions.can_cancel_roadshow(viewer(), roadshow))
    form = CancelForm()
    if form.validate_on_submit():
        services.cancel_roadshow(roadshow, reason=form.reason.data, actor=viewer())
        flash(_("已取消，预约的人都会收到原因。"), "success")
        return redirect(url_for("roadshows.list_own"), 303)
    count = registration_queries.counts_by_way([roadshow.id]).get(roadshow.id, (0, 0))[0]
    page = render_template("roadshows/cancel_roadshow.html", roadshow=roadshow, form=form, count=count)
    return (page, 422) if form.errors else page


@roadshows.post("/roadshows/<int:roadshow_id>/open")
@guard(SIGNED_IN)
def open_roadshow(roadshow_id: int) -> Response:
    """Begin."""
    roadshow = load(roadshow_id)
    require(permissions.can_open_roadshow(viewer(), roadshow))
    services.open_roadshow(roadshow, actor=viewer())
    flash(_("已开始。"), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)


@roadshows.post("/roadshows/<int:roadshow_id>/close")
@guard(SIGNED_IN)
def close_roadshow(roadshow_id: int) -> Response:
    """End."""
    roadshow = load(roadshow_id)
    require(permissions.can_close_roadshow(viewer(), roadshow))
    services.close_roadshow(roadshow, actor=viewer())
    flash(_("已结束，页面现在是回看。"), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)


@roadshows.post("/roadshows/<int:roadshow_id>/reopen")
@guard(SIGNED_IN)
def reopen_roadshow(roadshow_id: int) -> Response:
    """Go on after it was closed by mistake."""
    roadshow = load(roadshow_id)
    require(permissions.can_reopen_roadshow(viewer(), roadshow))
    services.undo_closing(roadshow, actor=viewer())
    flash(_("已恢复直播。"), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)
