"""How many are looking on: each server writes its number rarely, and a number that is not renewed no longer counts."""

import os
import socket
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select

from matchmaking.core.db import current_session, now
from matchmaking.streaming.models import StreamPresence

# A number is written when it changed, at most this often in seconds; unchanged, this often; and counts so long.
WRITE_EVERY, RENEW_EVERY = 5.0, 40.0
COUNTS = timedelta(seconds=90)
# Who only asks now and then is looking on for so long after each question, in seconds.
ASKED_LATELY = 30.0


def count(topic: str) -> int:
    """How many people follow a topic now, at all servers."""
    return counts([topic]).get(topic, 0)


def counts(topics: Sequence[str]) -> dict[str, int]:
    """The same for several topics; those that nobody follows are missing."""
    query = select(StreamPresence.topic, func.sum(StreamPresence.viewer_count)).where(
        StreamPresence.topic.in_(topics), StreamPresence.at > now() - COUNTS
    )
    found = current_session().execute(query.group_by(StreamPresence.topic)).all()
    return {topic: total for topic, total in found if total}


def server_name() -> str:
    """This process, told apart from the other servers of the site."""
    return f"{socket.gethostname()}:{os.getpid()}"


def write(numbers: dict[str, int], server: str) -> None:
    """Write how many follow each topic at one server."""
    session = current_session()
    present = {
        row.topic: row
        for row in session.scalars(
            select(StreamPresence).where(StreamPresence.server == server, StreamPresence.topic.in_(list(numbers)))
        )
    }
    for topic, number in numbers.items():
        row = present.get(topic)
        if row is None:
            session.add(StreamPresence(topic=topic, server=server, viewer_count=number, at=now()))
        else:
            row.viewer_count, row.at = number, now()


def forget(server: str) -> None:
    """Take the numbers of a server away that stops."""
    current_session().execute(delete(StreamPresence).where(StreamPresence.server == server))


class Register:
    """Who follows what at this server: by an open connection, or because of a question a moment ago."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, dict[str, int]] = {}
        self._asked: dict[str, dict[str, float]] = {}
        self._written: dict[str, tuple[int, float]] = {}

    def join(self, topic: str, who: str) -> None:
        """Somebody opened a connection."""
        with self._lock:
            people = self._open.setdefault(topic, {})
            people[who] = people.get(who, 0) + 1

    def leave(self, topic: str, who: str) -> None:
        """A connection was closed; a person with two pages still looks on with the other."""
        with self._lock:
            people = self._open.get(topic, {})
            people[who] = people.get(who, 0) - 1
            if people[who] <= 0:
                del people[who]

    def asked(self, topic: str, who: str) -> None:
        """Somebody without a connection asked for what is new."""
        with self._lock:
            self._asked.setdefault(topic, {})[who] = time.monotonic()

    def number(self, topic: str) -> int:
        """How many follow a topic here."""
        with self._lock:
            return self._number(topic, time.monotonic())

    def _number(self, topic: str, moment: float) -> int:
        asked = self._asked.get(topic)
        if asked:
            for who in [who for who, at in asked.items() if at < moment - ASKED_LATELY]:
                del asked[who]
        return len(self._open.get(topic, {}).keys() | (asked or {}).keys())

    def due(self) -> dict[str, int]:
        """The numbers that should be written now; they count as written."""
        with self._lock:
            moment, found = time.monotonic(), {}
            for topic in self._open.keys() | self._asked.keys() | self._written.keys():
                number = self._number(topic, moment)
                before, at = self._written.get(topic, (0, -RENEW_EVERY))
                changed = number != before and moment - at >= WRITE_EVERY
                if changed or (number and moment - at >= RENEW_EVERY):
                    found[topic] = number
                    self._written[topic] = (number, moment)
                if not number and not before:
                    self._written.pop(topic, None)
            for kept in (self._open, self._asked):
                for topic in [topic for topic, people in kept.items() if not people]:
                    del kept[topic]
            return found
