"""The planted city's topic of events, which everybody who is signed in may follow, and a ticket for it."""

import time
from typing import Any

from matchmaking.streaming.tickets import Ticket, sign
from matchmaking.streaming.topics import register_topic


def plant_streaming(world: Any) -> None:
    """A topic of no room."""
    register_topic("planted", lambda viewer, number: viewer.is_signed_in)
    ticket = Ticket("planted:1", "somebody", 0, 0, int(time.time()))
    world.places["stream_topic"] = {"topic": "planted:1"}
    world.places["stream_ticket"] = {"ticket": sign(world.app.config["SECRET_KEY"], ticket)}
