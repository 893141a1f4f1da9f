"""Slow senders: a piece reaches the pages only when it is all there."""

import asyncio
from typing import Any

from matchmaking.streaming import receiving
from matchmaking.streaming.receiving import PIECE_BYTES, Receiver
from tests.streaming.own_loop import run_alone

PIECE = {"type": "http", "method": "POST", "path": "/media/uploads/0af3"}


class Pages:
    """Stands behind the receiver and notes what reaches it."""

    def __init__(self) -> None:
        self.bodies: list[list[dict[str, Any]]] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.bodies.append([await receive()])
        await send({"type": "http.response.start", "status": 200})


def messages(*bodies: bytes, ends: bool = True) -> Any:
    """A sender of these parts of a body; without an end it goes away."""
    parts = [{"type": "http.request", "body": one, "more_body": True} for one in bodies]
    parts.append({"type": "http.request", "body": b"", "more_body": False} if ends else {"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return parts.pop(0)

    return receive


def run(pages: Pages, receive: Any, receiver: Receiver | None = None, **scope: Any) -> list[int]:
    """The statuses that are sent."""
    sent: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    run_alone((receiver or Receiver(pages))({**PIECE, **scope}, receive, send))
    return sent


def test_a_piece_is_handed_on_whole() -> None:
    pages = Pages()
    assert run(pages, messages(b"ab", b"cd")) == [200]
    assert pages.bodies == [[{"type": "http.request", "body": b"abcd", "more_body": False}]]


def test_other_requests_pass_as_they_come() -> None:
    pages = Pages()
    run(pages, messages(b"ab", b"cd"), path="/media/project/1/uploads")
    assert pages.bodies == [[{"type": "http.request", "body": b"ab", "more_body": True}]]


def test_who_goes_away_or_sends_too_much_or_too_many_reaches_no_page(monkeypatch: Any) -> None:
    pages = Pages()
    assert run(pages, messages(b"ab", ends=False)) == []
    assert run(pages, messages(b"x" * (PIECE_BYTES + 1))) == [413]
    full = Receiver(pages)
    full.count = receiving.MOST_AT_ONCE
    assert run(pages, messages(b"ab"), full) == [503]
    monkeypatch.setattr(receiving, "PIECE_SECONDS", 0)
    assert run(pages, messages(b"ab", b"cd")) == [503]
    assert pages.bodies == []
