"""Reads new events from the database four times a second and hands them to everybody who follows their topic."""

import asyncio
import json
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import sessionmaker

from matchmaking.streaming.models import StreamEvent
from matchmaking.streaming.presence import Register
from matchmaking.streaming.queries import ENDED, INNER, REPLAYED, last_events
from matchmaking.streaming.tickets import GRACE, Ticket

log = logging.getLogger(__name__)

TICK = 0.25
# With very many viewers each round takes longer than a tick; then the next one waits for as long as the last one took.
HEARTBEAT_SLOTS, COUNT_SLOTS = 60, 20
# So many rounds of events may wait for a slow client; then it is let go, and gets what it missed when it is back.
WAITING_ROUNDS = 40
MOST_AT_ONCE = 2000
# A topic that nobody follows any more is kept at hand for so long, in seconds.
KEPT_OPEN = 300.0
HEARTBEAT = b": \n\n"
END = b""


# (what is due, topics) → how many follow these topics at all servers; it writes what is due first.
Exchange = Callable[[dict[str, int], list[str]], dict[str, int]]


def frame(event_id: int | None, kind: str, data: Any) -> bytes:
    """One event as it goes over the line."""
    text = json.dumps({"kind": kind, "data": data}, ensure_ascii=False, separators=(",", ":"))
    return (f"id: {event_id}\n" if event_id else "").encode() + f"data: {text}\n\n".encode()


class Client:
    """One open page. `rounds` are the pieces still to be sent to it; END closes the connection."""

    __slots__ = ("ends_at", "holder", "is_told", "rounds", "ticket")

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.ends_at = ticket.ends_at
        self.is_told = False
        self.holder: asyncio.Task[Any] | None = None
        self.rounds: asyncio.Queue[bytes] = asyncio.Queue()

    def hand(self, piece: bytes) -> bool:
        """Put a piece into the queue; False when the client is too slow and is let go."""
        if self.rounds.qsize() < WAITING_ROUNDS:
            self.rounds.put_nowait(piece)
            return True
        if self.holder is not None:
            # Its writer waits for a browser that reads nothing; a last piece would wait behind it.
            self.holder.cancel()
        return False

    def let_go(self) -> None:
        """Close the connection; what waits for it comes with the next one."""
        while not self.rounds.empty():
            self.rounds.get_nowait()
        self.rounds.put_nowait(END)


class Ring:
    """The last events of one topic and who follows it. Every event after `start` is in it."""

    def __init__(self, rows: Sequence[Any], last: int) -> None:
        self.events: deque[tuple[int, str, Any]] = deque((row.id, row.kind, row.data) for row in rows[:REPLAYED][::-1])
        self.start = rows[REPLAYED].id if len(rows) > REPLAYED else 0
        self.last = self.events[-1][0] if self.events else last
        self.clients: set[Client] = set()
        self.left_at = time.monotonic()
        # user id (None: everybody) → the event that ended the tickets made before it.
        self.ended: dict[int | None, int] = {}

    def add(self, event_id: int, kind: str, data: Any) -> None:
        """Keep a new event; the oldest gives way."""
        self.events.append((event_id, kind, data))
        self.last = event_id
        if len(self.events) > REPLAYED:
            self.start = self.events.popleft()[0]

    def missed(self, after: int) -> bytes:
        """What somebody gets who saw everything until `after`; who missed too much is told to load the page anew."""
        if after < self.start:
            return frame(self.last, "reset", {})
        return b"".join(frame(*event) for event in self.events if event[0] > after and not event[1].startswith(INNER))

    def refuses(self, ticket: Ticket) -> bool:
        """Whether the ticket was ended before its time."""
        return any(ticket.after < self.ended.get(who, 0) for who in (None, ticket.user_id))


class Hub:
    """All topics that are followed at this server."""

    def __init__(self, engine: Engine, register: Register, exchange: Exchange) -> None:
        self.sessions = sessionmaker(engine)
        self.register = register
        self.exchange = exchange
        self.rings: dict[str, Ring] = {}
        self.last = 0
        self.stopping = False
        self._opening = asyncio.Lock()
        # The database is asked in threads of our own: pages may keep all the others busy.
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="stream")
        self._viewers: dict[str, int] = {}

    async def open(self, topic: str) -> Ring:
        """The ring of a topic, loaded from the database once, however many come back at the same moment."""
        async with self._opening:
            if topic not in self.rings:
                rows, last = await self._in_thread(self._load, topic)
                if not self.rings:
                    self.last = last
                ring = self.rings[topic] = Ring(rows, last)
                for event_id, kind, data in ring.events:
                    self._obey(ring, event_id, kind, data)
            return self.rings[topic]

    async def join(self, ticket: Ticket, after: int) -> Client | None:
        """Begin to follow; None when the ticket was ended. The client first gets what it missed."""
        ring = await self.open(ticket.topic)
        if ring.refuses(ticket):
            return None
        client = Client(ticket)
        # Between these lines nothing else runs: no event is missed, none comes twice.
        missed = ring.missed(after)
        client.hand(f"retry: {random.randint(1000, 4000)}\n".encode() + (missed or b"\n"))
        viewers = self._viewers.get(ticket.topic)
        if viewers:
            client.hand(frame(None, "viewers", {"count": viewers}))
        ring.clients.add(client)
        self.register.join(ticket.topic, ticket.who)
        return client

    def leave(self, client: Client) -> None:
        """The connection is closed, whoever closed it."""
        ring = self.rings.get(client.ticket.topic)
        if ring is not None and client in ring.clients:
            ring.clients.discard(client)
            ring.left_at = time.monotonic()
            self.register.leave(client.ticket.topic, client.ticket.who)

    async def since(self, ticket: Ticket, after: int) -> dict[str, Any] | None:
        """The answer to who asks instead of holding a connection; None when the ticket was ended."""
        ring = await self.open(ticket.topic)
        ring.left_at = time.monotonic()
        if ring.refuses(ticket):
            return None
        self.register.asked(ticket.topic, ticket.who)
        viewers = self._viewers.get(ticket.topic, 0)
        if after < ring.start:
            return {"events": [], "reset": True, "last": ring.last, "viewers": viewers}
        found = [
            {"id": event_id, "kind": kind, "data": data}
            for event_id, kind, data in ring.events
            if event_id > after and not kind.startswith(INNER)
        ]
        return {"events": found, "reset": False, "last": max(ring.last, after), "viewers": viewers}

    async def run(self) -> None:
        """Work until the server stops. A failure of the database is waited out: the events are still there."""
        number = 0
        while not self.stopping:
            begun = time.monotonic()
            try:
                if self.rings:
                    await self._read()
                self._beat(number % HEARTBEAT_SLOTS)
                if number % COUNT_SLOTS == 0:
                    await self._count()
            except Exception:
                log.exception("events will be read again")
                await asyncio.sleep(1)
            number += 1
            await asyncio.sleep(max(TICK, time.monotonic() - begun))
        # The server stops: it waits for nobody, and the pages come back by themselves.
        for ring in self.rings.values():
            for client in list(ring.clients):
                client.let_go()

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._readers, work, *arguments)

    def _load(self, topic: str) -> tuple[Sequence[Any], int]:
        with self.sessions() as session:
            last = session.scalar(select(func.max(StreamEvent.id))) or 0
            return session.execute(last_events(topic)).all(), last

    def _newer(self, after: int) -> Sequence[Any]:
        query = select(StreamEvent.id, StreamEvent.topic, StreamEvent.kind, StreamEvent.data)
        with self.sessions() as session:
            return session.execute(
                query.where(StreamEvent.id > after).order_by(StreamEvent.id).limit(MOST_AT_ONCE)
            ).all()

    async def _read(self) -> None:
        """Take what is new, one piece for each topic: many events of one moment cost each client one write."""
        rows = await self._in_thread(self._newer, self.last)
        pieces: dict[str, list[bytes]] = {}
        for event_id, topic, kind, data in rows:
            self.last = event_id
            ring = self.rings.get(topic)
            if ring is None or event_id <= ring.last:
                continue
            ring.add(event_id, kind, data)
            self._obey(ring, event_id, kind, data)
            if not kind.startswith(INNER):
                pieces.setdefault(topic, []).append(frame(event_id, kind, data))
        for topic, frames in pieces.items():
            await self._hand_out(self.rings[topic], b"".join(frames))

    async def _hand_out(self, ring: Ring, piece: bytes) -> None:
        """Hand a piece to everybody, with room for other work in between."""
        for number, client in enumerate(list(ring.clients), 1):
            client.hand(piece)
            if number % 200 == 0:
                await asyncio.sleep(0)

    def _obey(self, ring: Ring, event_id: int, kind: str, data: Any) -> None:
        """End the tickets that an event for the servers ends."""
        if kind != ENDED:
            return
        ring.ended[data["user"]] = event_id
        for client in list(ring.clients):
            if ring.refuses(client.ticket):
                client.let_go()

    def _beat(self, slot: int) -> None:
        """Keep connections alive, a part of them in each round, and tell pages when their ticket ends."""
        moment = time.time()
        for ring in self.rings.values():
            for client in list(ring.clients):
                if id(client) // 64 % HEARTBEAT_SLOTS != slot:
                    continue
                if moment > client.ends_at + GRACE:
                    client.let_go()
                elif moment > client.ends_at and not client.is_told:
                    client.is_told = True
                    client.hand(frame(None, "$renew", {}))
                else:
                    client.hand(HEARTBEAT)

    async def _count(self) -> None:
        """Write how many follow each topic here, hear of the other servers, tell the pages what changed."""
        for topic, ring in list(self.rings.items()):
            if not ring.clients and time.monotonic() - ring.left_at > KEPT_OPEN:
                del self.rings[topic]
        due = self.register.due()
        if not due and not self.rings:
            return
        found = await self._in_thread(self.exchange, due, list(self.rings))
        for topic in list(self.rings):
            number = found.get(topic, 0)
            if number != self._viewers.get(topic):
                self._viewers[topic] = number
                await self._hand_out(self.rings[topic], frame(None, "viewers", {"count": number}))
        for topic in self._viewers.keys() - self.rings.keys():
            del self._viewers[topic]
