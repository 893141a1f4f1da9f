"""Takes the pieces of uploads in before a thread is given to them, so that slow senders keep no page waiting."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

# What a piece may weigh, a little more than the page sends; a piece that takes longer than this is sent again.
PIECE_BYTES, PIECE_SECONDS = 4 * 1024 * 1024 + 1024, 180
# So many pieces at once are held in memory; others are asked to come again.
MOST_AT_ONCE = 32
PIECES = re.compile(r"^(/en)?/media/uploads/[0-9a-f]+$")
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Receiver:
    """An application around another one: what comes slowly is handed on when it is all there."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages
        self.count = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hand a request on, a piece of an upload with its whole body."""
        if scope["type"] != "http" or scope["method"] != "POST" or not PIECES.match(scope["path"]):
            await self.pages(scope, receive, send)
            return
        if self.count >= MOST_AT_ONCE:
            await _answer(send, 503)
            return
        self.count += 1
        try:
            async with asyncio.timeout(PIECE_SECONDS):
                body = await _whole(receive)
        except TimeoutError:
            await _answer(send, 503)
            return
        finally:
            self.count -= 1
        if body is None:
            return
        if len(body) > PIECE_BYTES:
            await _answer(send, 413)
            return
        await self.pages(scope, _replayed(body, receive), send)


async def _whole(receive: Any) -> bytes | None:
    """The body, as far as it is not too long; None when the sender is gone."""
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if not message.get("more_body") or length > PIECE_BYTES:
            return b"".join(parts)


def _replayed(body: bytes, receive: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What the application receives: the whole body at once, and afterwards whatever else comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> dict[str, Any]:
        return waiting.pop() if waiting else await receive()

    return replay


async def _answer(send: Any, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"5"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
