"""Who comes: the list of those who receive them, ticking who is there, and the list as a workbook."""

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.door import keep
from matchmaking.core.downloads import send_sheet
from matchmaking.core.filters import moment
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.history import record
from matchmaking.core.pages import Page, page_number
from matchmaking.roadshows import permissions, queries, registering, registration_queries
from matchmaking.roadshows.models import Registration, Roadshow
from matchmaking.roadshows.states import LEFT, PRESENT, SEATED, WAITING
from matchmaking.roadshows.views import load, roadshows
from matchmaking.roadshows.wording import form_word, registration_word

ROWS = 50
# What the list can be narrowed to: everybody with a seat, who came, who waits, who gave it up.
STATES = {"seated": SEATED, "present": (PRESENT,), "waiting": (WAITING,), "left": (LEFT,)}


def _load(roadshow_id: int) -> Roadshow:
    roadshow = load(roadshow_id)
    require(permissions.can_see_participants(viewer(), roadshow))
    return roadshow


@roadshows.get("/roadshows/<int:roadshow_id>/participants")
@guard(SIGNED_IN)
def list_participants(roadshow_id: int) -> str:
    """Everybody who registered, found by a part of the name or the state, with a button for who is there."""
    roadshow = _load(roadshow_id)
    text = request.args.get("q", "").strip()[:50]
    state = request.args.get("state", "")
    query = registration_queries.participants(roadshow, text, STATES.get(state, ()))
    total = queries.count(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "roadshows/list_participants.html",
        roadshow=roadshow, page=Page(rows, number, ROWS, total), text=text,
        state=state if state in STATES else "", counts=registration_queries.counts_by_state(roadshow),
        may_check_in={one.id: permissions.can_check_in(viewer(), roadshow, one) for one in rows},
    )  # fmt: skip


@roadshows.get("/roadshows/<int:roadshow_id>/participants.xlsx")
@guard(SIGNED_IN)
def export_participants(roadshow_id: int) -> FileResponse:
    """The same as a workbook; that it was taken is kept. Addresses and numbers of people are not in it."""
    roadshow = _load(roadshow_id)
    rows = session.scalars(registration_queries.participants(roadshow, "").where(Registration.state != LEFT)).all()
    header = [_("姓名"), _("单位"), _("参加方式"), _("状态"), _("预约时间"), _("到场时间")]
    table = [
        [
            one.user.name,
            one.organisation.local_name if one.organisation else "",
            form_word(one.attends),
            registration_word(one.state),
            moment(one.queued_at),
            moment(one.present_at) if one.present_at else "",
        ]
        for one in rows
    ]
    actor, subject_id, count = viewer(), roadshow.id, len(table)
    keep(lambda: _note_export(subject_id, actor, count))
    return send_sheet(f"roadshow-{roadshow.id}.xlsx", _("参加名单"), header, table)


def _note_export(roadshow_id: int, actor: object, count: int) -> None:
    roadshow = queries.roadshow(roadshow_id)
    if roadshow is not None:
        record("roadshows.exported", roadshow, actor=actor, data={"count": count})


@roadshows.post("/roadshows/registrations/<int:registration_id>/present")
@guard(SIGNED_IN)
def check_in(registration_id: int) -> Response:
    """Tick that somebody is there, or take it back."""
    registration = registration_queries.registration_with(registration_id)
    require(registration is not None and permissions.can_see_participants(viewer(), registration.roadshow), hide=True)
    assert registration is not None
    require(permissions.can_check_in(viewer(), registration.roadshow, registration))
    if request.form.get("present") == "no":
        registering.undo_check_in(registration, actor=viewer())
    else:
        registering.check_in(registration, actor=viewer())
        flash(_("%(name)s已到场。", name=registration.user.name), "success")
    back = url_for("roadshows.list_participants", roadshow_id=registration.roadshow_id, q=request.form.get("q") or None)
    return redirect(back + f"#registration-{registration.id}", 303)
