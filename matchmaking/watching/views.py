"""Counting what a page reports, and each person's own record of it."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.core.pages import Page, page_number
from matchmaking.watching import services
from matchmaking.watching.queries import has_agreed, spans_of
from matchmaking.watching.subjects import titles
from matchmaking.watching.tickets import PART, read_ticket, ticket_for

watching = Blueprint("watching", __name__, url_prefix="/watching")
ROWS = 30


@watching.post("/count")
@guard(PUBLIC)
def count_watching() -> Response:
    """Take what a page reports: `ticket`, `part` and `seconds` since it last did; answer with the next ticket."""
    ticket = read_ticket(request.form.get("ticket", ""))
    part, text = request.form.get("part", ""), request.form.get("seconds", "")
    if ticket is None or not PART.match(part) or not (text.isascii() and text.isdigit() and len(text) < 4):
        abort(400, _("这条观看记录不完整，没有计入。请刷新页面。"))
    services.count_watching(ticket, part, float(text), viewer=viewer())
    return jsonify(ticket=ticket_for(ticket.subject_type, ticket.subject_id, is_first=False))


@watching.get("")
@guard(SIGNED_IN)
def my_watching() -> str:
    """What is kept of the person's watching, and whether others may see it."""
    number = page_number(request.args)
    found, total = spans_of(viewer().user_id or 0, limit=ROWS, offset=(number - 1) * ROWS)
    return render_template(
        "watching/my_watching.html",
        page=Page(found, number, ROWS, total),
        titles=titles(viewer(), {(one.subject_type, one.subject_id) for one in found}),
        has_agreed=has_agreed(viewer().user_id),
        form=EmptyForm(),
    )


@watching.post("/agree")
@guard(SIGNED_IN)
def agree() -> Response:
    """Let others see it from now on."""
    services.agree(viewer())
    flash(_("已同意。从现在起，项目方能看到您看了哪些内容、看了多久；随时可以收回。"), "success")
    return redirect(url_for("watching.my_watching"), 303)


@watching.post("/disagree")
@guard(SIGNED_IN)
def disagree() -> Response:
    """Take it back, and delete what was kept."""
    services.disagree(viewer())
    flash(_("已收回同意，记在您名下的观看记录已删除。"), "success")
    return redirect(url_for("watching.my_watching"), 303)
