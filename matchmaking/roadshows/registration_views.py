"""Registering, giving it up, and the list of what one is registered for, with the secret address of one's calendar."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.history import record
from matchmaking.core.languages import current_language
from matchmaking.core.letters import link_to
from matchmaking.roadshows import permissions, queries, registering, registration_queries
from matchmaking.roadshows.addresses import make_address, token_of
from matchmaking.roadshows.states import WAITING
from matchmaking.roadshows.views import load, roadshows


@roadshows.post("/roadshows/<int:roadshow_id>/register")
@guard(SIGNED_IN)
def register(roadshow_id: int) -> Response:
    """Take a seat or a place on the waiting list."""
    roadshow = load(roadshow_id)
    require(permissions.can_register(viewer(), roadshow))
    registration = registering.register(roadshow, attends=request.form.get("attends", ""), actor=viewer())
    if registration.state == WAITING:
        place = registration_queries.place_in_queue(registration)
        flash(_("名额已满，您排在候补第 %(place)s 位。有名额时自动补上，并通知您。", place=place), "info")
    else:
        flash(_("已预约。开始前一天和一小时会提醒您；去不了请取消，把名额留给别人。"), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)


@roadshows.post("/roadshows/<int:roadshow_id>/leave")
@guard(SIGNED_IN)
def leave(roadshow_id: int) -> Response:
    """Give it up."""
    roadshow = load(roadshow_id)
    registration = registration_queries.registration_of(roadshow.id, viewer().user_id)
    if registration is not None and permissions.can_leave(viewer(), roadshow, registration):
        registering.leave(registration, actor=viewer())
        flash(_("已取消预约。"), "success")
    return redirect(url_for("roadshows.show_roadshow", roadshow_id=roadshow.id), 303)


@roadshows.get("/roadshows/registrations")
@guard(SIGNED_IN)
def list_registrations() -> str:
    """What the viewer is registered for, and the own calendar."""
    person = viewer()
    address = queries.calendar_address(person.user_id or 0)
    link = ""
    if address is not None:
        link = link_to("roadshows.send_own_calendar", language=current_language(), token=token_of(address))
    return render_template(
        "roadshows/list_registrations.html",
        rows=registration_queries.registrations_of(person.user_id or 0),
        tasks=queries.tasks_of(person.user_id or 0),
        link=link,
        subscribe_link=link.replace("https://", "webcal://").replace("http://", "webcal://"),
    )


@roadshows.post("/roadshows/calendar/renew")
@guard(SIGNED_IN)
def renew_calendar() -> Response:
    """Make the secret address of the own calendar, or a new one in place of the old one."""
    had_one = queries.calendar_address(viewer().user_id or 0) is not None
    make_address(viewer().user_id or 0)
    # The history needs nothing of the address but that it changed.
    session.flush()
    record("roadshows.calendar_renewed", "calendar", actor=viewer())
    flash(_("已换成新地址，旧地址立即失效。") if had_one else _("已生成您的日历地址。"), "success")
    return redirect(url_for("roadshows.list_registrations") + "#calendar", 303)
