"""Sends files in pieces, the part that was asked for, without a thread for each reader: slow ones cost little."""

import asyncio
import os
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from matchmaking.streaming.live import answer, header

PIECE = 64 * 1024
# A reader that takes nothing for so many seconds is gone.
LONGEST_WAIT = 60
MOST_READERS = 500
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
Head = list[tuple[bytes, bytes]]


class OutOfRange(Exception):
    """The part that was asked for lies outside of the file."""


def part_of(text: str, size: int) -> tuple[int, int] | None:
    """(first byte, how many) of a Range header; None when it asks for several parts or makes no sense: send it all.

    Raises OutOfRange.
    """
    found = _RANGE.match(text.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        count = min(int(last), size)
        if not count:
            raise OutOfRange
        return size - count, count
    begin, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < begin:
        return None
    if begin >= size:
        raise OutOfRange
    return begin, end - begin + 1


class Sender:
    """Sends files to many readers with a few threads that read them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="files")
        self.count = 0

    async def send(
        self, scope: dict[str, Any], receive: Any, send: Any, path: Path, *, tag: str, headers: Mapping[str, str]
    ) -> None:
        """Answer with the file, or the part of it that was asked for.

        `tag` is its strong ETag in quotes; `headers` name its type, who may keep it, and that parts are sent.
        """
        if self.count >= MOST_READERS:
            await answer(send, 503, headers=[(b"retry-after", b"10")])
            return
        try:
            handle = await asyncio.get_running_loop().run_in_executor(self._threads, os.open, path, os.O_RDONLY)
        except OSError:
            await answer(send, 404)
            return
        try:
            size = os.fstat(handle).st_size
            head = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
            head.append((b"etag", tag.encode()))
            if header(scope, b"if-none-match") == tag:
                await _begin(send, 304, head)
                await _end(send)
                return
            is_same = header(scope, b"if-range") in ("", tag)
            try:
                part = part_of(header(scope, b"range"), size) if is_same else None
            except OutOfRange:
                await answer(send, 416, headers=[(b"content-range", f"bytes */{size}".encode())])
                return
            first, count = part or (0, size)
            if part:
                head.append((b"content-range", f"bytes {first}-{first + count - 1}/{size}".encode()))
            head.append((b"content-length", str(count).encode()))
            await _begin(send, 206 if part else 200, head)
            if scope["method"] == "HEAD" or not count:
                await _end(send)
            else:
                await self.stream(handle, first, count, receive, send)
        finally:
            os.close(handle)

    async def stream(self, handle: int, first: int, count: int, receive: Any, send: Any) -> None:
        """Send `count` bytes of an open file as the body; who closes the page is sent nothing more."""
        self.count += 1
        reader = asyncio.create_task(self._stream(handle, first, count, send))
        listener = asyncio.create_task(_until_gone(receive))
        try:
            await asyncio.wait((reader, listener), return_when=asyncio.FIRST_COMPLETED)
        finally:
            listener.cancel()
            reader.cancel()
            await asyncio.gather(reader, listener, return_exceptions=True)
            self.count -= 1

    async def _stream(self, handle: int, first: int, count: int, send: Any) -> None:
        loop = asyncio.get_running_loop()
        while count > 0:
            piece = await loop.run_in_executor(self._threads, os.pread, handle, min(PIECE, count), first)
            if not piece:
                return
            first, count = first + len(piece), count - len(piece)
            # `send` waits while the reader is slow; meanwhile nothing else does.
            async with asyncio.timeout(LONGEST_WAIT):
                await send({"type": "http.response.body", "body": piece, "more_body": count > 0})


async def _begin(send: Any, status: int, head: Head) -> None:
    await send({"type": "http.response.start", "status": status, "headers": head})


async def _end(send: Any) -> None:
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any) -> None:
    """Wait until the browser closes the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
