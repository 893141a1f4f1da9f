"""Sending messages, taking them back, and marking them as read."""

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import messages, queries
from matchmaking.dealrooms.forms import MessageForm
from matchmaking.dealrooms.pages import message_form
from matchmaking.dealrooms.permissions import can_see_message
from matchmaking.dealrooms.views import Answered, acting, back, dealrooms, room_page
from matchmaking.deals.permissions import side_of
from matchmaking.deals.views import load_deal


@dealrooms.post("/deals/<int:deal_id>/room/messages")
@guard(SIGNED_IN)
def send_message(deal_id: int) -> Answered:
    """Write a message."""
    deal, person = load_deal(deal_id), viewer()
    side = acting(deal)
    form = message_form(person, deal, MessageForm())
    if not form.validate():
        return room_page(deal, message=form), 422
    messages.send_message(
        deal, form.text.data or "", audience=form.audience.data, side=side, actor=person, form_key=form.form_key.data
    )
    return back(deal, "#message-form")


@dealrooms.post("/deals/<int:deal_id>/room/messages/read")
@guard(SIGNED_IN)
def mark_read(deal_id: int) -> Response:
    """Remember until where the viewer has read."""
    deal, person = load_deal(deal_id), viewer()
    until = request.form.get("until", "")
    if until.isascii() and until.isdigit() and len(until) < 12:
        messages.mark_read(deal, int(until), side=side_of(person, deal) or "", actor=person)
    return back(deal, "#messages")


@dealrooms.post("/deals/<int:deal_id>/room/messages/<int:message_id>/take-back")
@guard(SIGNED_IN)
def take_back(deal_id: int, message_id: int) -> Response:
    """Take one's own message back."""
    deal, person = load_deal(deal_id), viewer()
    message = queries.message_with(deal, message_id) or abort(404)
    require(can_see_message(person, message), hide=True)
    require(message.user_id == person.user_id)
    messages.take_back(message, actor=person)
    flash(_("消息已撤回。"), "success")
    return back(deal, "#messages")
