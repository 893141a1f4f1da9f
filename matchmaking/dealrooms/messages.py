"""Messages between the sides, and until where each person has read."""

import hashlib
import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.dealrooms import queries
from matchmaking.dealrooms.models import DealMessage, DealRead
from matchmaking.dealrooms.permissions import can_take_back
from matchmaking.dealrooms.states import readers
from matchmaking.dealrooms.telling import tell
from matchmaking.deals import logs
from matchmaking.deals.models import Deal


def send_message(
    deal: Deal, text: str, *, audience: str, side: str, actor: Viewer, form_key: str | None = None,
    at: datetime | None = None,
) -> DealMessage:  # fmt: skip
    """Write to the sides of `audience`; the same form a second time gives the message that it made.

    The others hear of it at most once in an hour, and not what it says.
    """
    if form_key:
        before = current_session().scalar(select(DealMessage).where(DealMessage.form_key == form_key))
        if before is not None and before.deal_id == deal.id:
            return before
    message = DealMessage(
        deal=deal, side=side, user_id=actor.user_id, audience=audience, text=text, at=at or now(),
        salt=secrets.token_hex(16), form_key=form_key or None,
    )  # fmt: skip
    message.sha256 = hashlib.sha256(hashed_text(message).encode()).hexdigest()
    current_session().add(message)
    current_session().flush()
    logs.keep(
        deal, "dealrooms.message", actor=actor, message_id=message.id, side=side, sha256=message.sha256,
        sides=sorted(readers(audience, side)),
    )  # fmt: skip
    mark_read(deal, message.id, side=side, actor=actor)
    hour = f"{now().astimezone(SHANGHAI):%Y%m%d%H}"
    tell(
        deal, "message", f"dealrooms:message:{deal.id}:{hour}", readers(audience, side), actor=actor, anchor="#messages"
    )
    return message


def hashed_text(message: DealMessage) -> str:
    """The text over which the hash of a message is taken."""
    return f"{message.salt}\n{message.text}"


def take_back(message: DealMessage, *, actor: Viewer) -> None:
    """Take a message back: its words are gone, a mark stays. Raises RuleBroken after five minutes."""
    if message.taken_back_at is not None:
        return
    if not can_take_back(actor, message):
        raise RuleBroken(_("发出超过 5 分钟的消息不能撤回。可以再发一条说明。"))
    message.text, message.taken_back_at = "", now()
    logs.keep(
        message.deal, "dealrooms.message_taken_back", actor=actor, message_id=message.id, side=message.side,
        sides=sorted(readers(message.audience, message.side)),
    )  # fmt: skip


def mark_read(deal: Deal, message_id: int, *, side: str, actor: Viewer) -> None:
    """Remember that somebody has read until here; it never goes back, and never past what there is."""
    message_id = min(message_id, queries.newest_message_id(deal, side))
    if not message_id:
        return
    mark = queries.read_of(deal, actor.user_id)
    if mark is None:
        current_session().add(
            DealRead(deal_id=deal.id, user_id=actor.user_id, side=side, message_id=message_id, at=now())
        )
    elif mark.message_id < message_id:
        mark.message_id, mark.at, mark.side = message_id, now(), side
    current_session().flush()
