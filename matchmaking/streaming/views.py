"""Tickets for pages, and what is new for browsers whose connection cannot be held."""

import time

from flask import Blueprint, abort, current_app, jsonify, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.door import keep
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.streaming import presence, services, topics
from matchmaking.streaming.queries import INNER, events_after, has_ended, newest_id
from matchmaking.streaming.tickets import Ticket, read

streaming = Blueprint("streaming", __name__)


@streaming.get("/live/<ticket>")
@guard(PUBLIC)
def follow(ticket: str) -> Response:
    """Events as they happen. A server that cannot hold connections comes here and says so; pages then ask instead."""
    _read(ticket)
    # To a browser this means: do not connect again.
    return current_app.make_response(("", 204))


@streaming.get("/live/<ticket>/events")
@guard(PUBLIC)
def list_events(ticket: str) -> Response:
    """What is new since the event `after`, as JSON."""
    found = _read(ticket)
    text = request.args.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else found.after
    if has_ended(found):
        abort(403)
    rows, too_many = events_after(found.topic, after)
    register: presence.Register = current_app.extensions["stream_register"]
    register.asked(found.topic, found.who)
    due = register.due()
    if due:
        keep(lambda: presence.write(due, presence.server_name()))
    events = [{"id": row.id, "kind": row.kind, "data": row.data} for row in rows if not row.kind.startswith(INNER)]
    last = rows[-1].id if rows else after
    viewers = presence.count(found.topic)
    return jsonify({"events": [] if too_many else events, "reset": too_many, "last": last, "viewers": viewers})


@streaming.get("/live-tickets/<topic>")
@guard(PUBLIC)
def renew_ticket(topic: str) -> Response:
    """The next ticket of an open page; rights are asked anew."""
    require(topics.may_follow(viewer(), topic), hide=True)
    return jsonify({"address": address_of(topic)})


def address_of(topic: str) -> str:
    """Where a page that may follow the topic follows it; the same in every language."""
    return url_for("streaming.follow", ticket=services.ticket(topic, viewer())).removeprefix("/en")


def live_stream(topic: str) -> Markup:
    """The attributes with which an element of a page follows a topic; none for who may not."""
    if not topics.may_follow(viewer(), topic):
        return Markup("")
    renew = url_for("streaming.renew_ticket", topic=topic).removeprefix("/en")
    held = ' data-stream-held=""' if current_app.extensions["holds_connections"] else ""
    return Markup('data-stream="{}" data-stream-renew="{}" data-stream-last="{}"' + held).format(
        address_of(topic), renew, newest_id(topic)
    )


def _read(ticket: str) -> Ticket:
    found = read(current_app.config["SECRET_KEY"], ticket)
    if found is None or time.time() > found.ends_at:
        abort(403)
    return found


__all__ = ["live_stream", "streaming"]
