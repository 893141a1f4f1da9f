"""Publishes events, makes tickets and ends them."""

import secrets
import time
from typing import Any

from flask import current_app
from sqlalchemy import text

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, database
from matchmaking.streaming.models import StreamEvent
from matchmaking.streaming.queries import ENDED, newest_id
from matchmaking.streaming.tickets import Ticket, sign

# Any constant works; it only has to be the same in every process.
STREAM_LOCK = 7_330_301


def publish(topic: str, kind: str, data: dict[str, Any]) -> None:
    """Tell the open pages of a topic, once this transaction is stored; not at all when it is rolled back.

    `data` goes to everybody who follows the topic: ids, numbers and public words only.
    """
    session = current_session()
    if database().engine.dialect.name == "postgresql":
        # Servers ask for what is newer than the last id they saw: ids must become visible in their order.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": STREAM_LOCK})
    session.add(StreamEvent(topic=topic, kind=kind, data=data))
    # The id is what orders events; taken now, under the lock of the database.
    session.flush()


def ticket(topic: str, viewer: Viewer) -> str:
    """A ticket for a topic that this viewer may follow; ask `may_follow` before. It begins with what is stored now."""
    user_id = viewer.user_id or 0
    who = f"u{user_id}" if user_id else secrets.token_hex(6)
    made = Ticket(topic, who, user_id, newest_id(topic), int(time.time()))
    return sign(current_app.config["SECRET_KEY"], made)


def end_tickets(topic: str, user_id: int | None = None) -> None:
    """End the tickets of a topic that were made until now: of one person, or of everybody. New ones ask for rights."""
    publish(topic, ENDED, {"user": user_id})
