"""The notices of the person who is signed in."""

from flask import Blueprint, abort, flash, g, has_request_context, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.core.languages import current_language
from matchmaking.core.pages import Page, page_number
from matchmaking.notifications import queries, services
from matchmaking.notifications.models import Notice

notifications = Blueprint("notifications", __name__, url_prefix="/notices")
SHOWN = 20


@notifications.get("")
@guard(SIGNED_IN)
def list_notices() -> str:
    """Notices, newest first; `show=unread` leaves out the read ones."""
    number, only_unread = page_number(request.args), request.args.get("show") == "unread"
    rows, total = queries.notices_of(
        viewer().user_id or 0, only_unread=only_unread, limit=SHOWN, offset=(number - 1) * SHOWN
    )
    shown = [(notice, *services.words_of(notice, current_language())) for notice in rows]
    page = Page(shown, number, SHOWN, total)
    return render_template("notifications/list_notices.html", page=page, only_unread=only_unread)


@notifications.post("/<int:notice_id>/open")
@guard(SIGNED_IN)
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and go on to what it is about."""
    notice = _own(notice_id)
    services.mark_read(notice)
    return redirect(own_address(notice.path) or url_for("notifications.list_notices"), 303)


@notifications.post("/<int:notice_id>/read")
@guard(SIGNED_IN)
def mark_read(notice_id: int) -> Response:
    """Mark a notice as read and stay in the list."""
    services.mark_read(_own(notice_id))
    return redirect(url_for("notifications.list_notices", show=request.args.get("show")), 303)


@notifications.post("/read")
@guard(SIGNED_IN)
def mark_all_read() -> Response:
    """Mark everything as read."""
    count = services.mark_all_read(viewer().user_id or 0)
    flash(
        ngettext("已把 %(num)s 条消息标为已读。", "已把 %(num)s 条消息标为已读。", count)
        if count
        else _("没有未读消息。"),
        "success",
    )
    return redirect(url_for("notifications.list_notices"), 303)


def _own(notice_id: int) -> Notice:
    """A notice of the viewer; those of others do not exist."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.user_id != viewer().user_id:
        abort(404)
    return notice


def offer_unread_count() -> dict[str, int]:
    """How many notices are unread, for the bell of every page; counted once per request."""
    if not has_request_context() or not viewer().is_signed_in:
        return {"unread_count": 0}
    if "unread_count" not in g:
        g.unread_count = 0
        try:
            g.unread_count = queries.unread_count(viewer().user_id or 0)
        except SQLAlchemyError:
            # The page that says that the database failed must not fail for want of a number.
            return {"unread_count": 0}
    return {"unread_count": g.unread_count}


def forget_unread_count(_error: BaseException | None) -> None:
    """A request inside a longer context (a test, a command) must not hand its number to the next one."""
    g.pop("unread_count", None)
