"""Sends files in pieces, the part that was asked for, without a thread for each reader: slow ones cost little."""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Any

from matchmaking.streaming.live import answer, header

PIECE = 256 * 1024
# A reader that takes nothing for so many seconds is gone.
LONGEST_WAIT = 60
MOST_READERS = 500
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def part_of(text: str, size: int) -> tuple[int, int] | None:
    """(first byte, how many) of a Range header; everything when it asks for several parts or makes no sense.

    None when the part lies outside of the file.
    """
    found = _RANGE.match(text.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        count = min(int(last), size)
        return (size - count, count) if count else None
    begin = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if begin >= size or (last and int(last) < begin):
        return None
    return begin, end - begin + 1


class Sender:
    """Sends files to many readers with a few threads that read them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="files")
        self.count = 0

    async def send(
        self, scope: dict[str, Any], receive: Any, send: Any, path: Path, headers: list[tuple[bytes, bytes]]
    ) -> None:
        """Answer with the file, or the part of it that was asked for; `headers` name its type and who may keep it."""
        if self.count >= MOST_READERS:
            await answer(send, 503, headers=[(b"retry-after", b"10")])
            return
        self.count += 1
        reader = asyncio.create_task(self._send(scope, send, path, headers))
        listener = asyncio.create_task(_until_gone(receive))
        try:
            # Who closes the page is sent nothing more, however much of the file is left.
            await asyncio.wait((reader, listener), return_when=asyncio.FIRST_COMPLETED)
        finally:
            listener.cancel()
            if not reader.done():
                reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            self.count -= 1

    async def _send(self, scope: dict[str, Any], send: Any, path: Path, headers: list[tuple[bytes, bytes]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            handle = await loop.run_in_executor(self._threads, os.open, path, os.O_RDONLY)
        except OSError:
            await answer(send, 404)
            return
        try:
            found = os.fstat(handle)
            tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
            every = [
                (b"accept-ranges", b"bytes"), (b"etag", tag.encode()), (b"x-content-type-options", b"nosniff"),
                (b"last-modified", formatdate(found.st_mtime, usegmt=True).encode()), *headers,
            ]  # fmt: skip
            if header(scope, b"if-none-match") == tag:
                await send({"type": "http.response.start", "status": 304, "headers": every})
                await send({"type": "http.response.body", "body": b""})
                return
            asked = header(scope, b"range")
            if asked and header(scope, b"if-range") not in ("", tag):
                asked = ""
            part = part_of(asked, found.st_size)
            if part is None:
                await answer(send, 416, headers=[(b"content-range", f"bytes */{found.st_size}".encode())])
                return
            begin, count = part
            status = 206 if asked and _RANGE.match(asked.strip()) and asked.strip() != "bytes=-" else 200
            if status == 206:
                every.append((b"content-range", f"bytes {begin}-{begin + count - 1}/{found.st_size}".encode()))
            every.append((b"content-length", str(count).encode()))
            await send({"type": "http.response.start", "status": status, "headers": every})
            if scope["method"] == "HEAD":
                count = 0
            while count > 0:
                piece = await loop.run_in_executor(self._threads, os.pread, handle, min(PIECE, count), begin)
                if not piece:
                    break
                begin, count = begin + len(piece), count - len(piece)
                # `send` waits while the reader is slow; meanwhile nothing else does.
                async with asyncio.timeout(LONGEST_WAIT):
                    await send({"type": "http.response.body", "body": piece, "more_body": count > 0})
            else:
                if scope["method"] == "HEAD" or part[1] == 0:
                    await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            return
        finally:
            os.close(handle)


async def _until_gone(receive: Any) -> None:
    """Wait until the browser closes the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
