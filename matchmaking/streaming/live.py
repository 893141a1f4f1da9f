"""The asynchronous side: holds the connections of pages that follow a topic, and answers those that only ask."""

import asyncio
import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from matchmaking.streaming.hub import END, Client, Hub
from matchmaking.streaming.tickets import Ticket, read

Scope = dict[str, Any]
HEADERS = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
EVENTS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"), *HEADERS]
RETRY = [(b"retry-after", b"30")]


async def answer(send: Any, status: int, body: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None) -> None:
    """A short answer; JSON when there is a body."""
    kind = [(b"content-type", b"application/json")] if body else []
    length = [(b"content-length", str(len(body)).encode())]
    every = [*HEADERS, *kind, *length, *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": every})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> str:
    """A header of the request; empty when there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def address_of(scope: Scope, trusted_proxies: int) -> str:
    """Whose request it is: the peer, or what the outermost trusted proxy says of it."""
    if trusted_proxies:
        named = [part.strip() for part in header(scope, b"x-forwarded-for").split(",") if part.strip()]
        if len(named) >= trusted_proxies:
            return named[-trusted_proxies]
    return (scope.get("client") or ("", 0))[0]


class Live:
    """Answers `/live/…` beside the pages."""

    def __init__(self, hub: Hub, secret: str, *, most: int, per_address: int, trusted_proxies: int) -> None:
        self.hub, self.secret = hub, secret
        self.most, self.per_address, self.trusted_proxies = most, per_address, trusted_proxies
        self.count = 0
        self.addresses: Counter[str] = Counter()

    def takes(self, scope: Scope) -> bool:
        """Whether the request is one of ours."""
        parts = scope["path"].split("/")
        return scope["method"] == "GET" and parts[1] == "live" and (len(parts) == 3 or parts[3:] == ["events"])

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Hold the connection, or answer at once."""
        parts = scope["path"].split("/")
        ticket = read(self.secret, parts[2])
        if ticket is None:
            await answer(send, 403)
        elif len(parts) == 4:
            await self._list(ticket, self._after(scope, ticket), send)
        else:
            await self._follow(scope, ticket, receive, send)

    async def _list(self, ticket: Ticket, after: int, send: Any) -> None:
        found = await self.hub.since(ticket, after)
        if found is None:
            await answer(send, 403)
        else:
            await answer(send, 200, json.dumps(found, ensure_ascii=False).encode())

    async def _follow(self, scope: Scope, ticket: Ticket, receive: Any, send: Any) -> None:
        address = address_of(scope, self.trusted_proxies)
        is_full = self.count >= self.most or self.addresses[address] >= self.per_address
        if is_full or self.hub.stopping:
            await answer(send, 503, headers=RETRY)
            return
        self.count += 1
        self.addresses[address] += 1
        client = None
        try:
            client = await self.hub.join(ticket, self._after(scope, ticket))
            if client is None:
                await answer(send, 403)
                return
            await send({"type": "http.response.start", "status": 200, "headers": EVENTS})
            client.holder = asyncio.current_task()
            writer = asyncio.create_task(_write(client, send))
            try:
                # Ends when the browser is gone, and also when everything has been sent.
                while (await receive())["type"] != "http.disconnect":
                    pass
            except asyncio.CancelledError:
                # Too slow, see `Client.hand`: the connection is closed as it stands.
                pass
            finally:
                writer.cancel()
        finally:
            self.count -= 1
            self.addresses[address] -= 1
            if not self.addresses[address]:
                del self.addresses[address]
            if client is not None:
                self.hub.leave(client)

    def _after(self, scope: Scope, ticket: Ticket) -> int:
        """The last event that the page knows: what the browser says when it comes back, else the page, else the
        ticket."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
        for text in (header(scope, b"last-event-id"), asked):
            if text.isascii() and text.isdigit() and len(text) < 12:
                return int(text)
        return ticket.after


async def _write(client: Client, send: Any) -> None:
    """Send what is handed to the client; everything that waits goes out as one piece."""
    while True:
        piece = await client.rounds.get()
        while piece != END and not client.rounds.empty():
            more = client.rounds.get_nowait()
            if more == END:
                piece = END
            else:
                piece += more
        if piece == END:
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.body", "body": piece, "more_body": True})
