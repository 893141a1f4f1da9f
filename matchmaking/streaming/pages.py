"""Pages in threads. A file that a page sends is sent by the loop: a slow download keeps no thread from the others."""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder
from werkzeug.wsgi import FileWrapper, _RangeWrapper

from matchmaking.streaming.sending import Sender


class _Responder(WSGIResponder):
    """One request. `part` is the file that its answer sends: (open file, first byte, how many)."""

    part: tuple[int, int, int] | None = None

    def wsgi(self, environ: Any, start_response: Any) -> None:
        """Run in a thread: answer, but leave a file to the loop."""
        environ["wsgi.file_wrapper"] = FileWrapper
        answer = self.app(environ, start_response)
        self.part = _file_part(answer) if environ["REQUEST_METHOD"] != "HEAD" else None
        try:
            if self.part is None:
                for piece in answer:
                    self.send({"type": "http.response.body", "body": piece, "more_body": True})
                self.send({"type": "http.response.body", "body": b""})
        finally:
            getattr(answer, "close", lambda: None)()


class Pages(WSGIMiddleware):
    """Flask as an ASGI application."""

    def __init__(self, app: Any, threads: int, sender: Sender) -> None:
        super().__init__(app, workers=threads)
        self.sender = sender

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request in a thread; then, when it is a file, send that."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        responder = _Responder(self.app, self.executor, self.send_queue_size)
        await responder(scope, receive, send)
        if responder.part is not None:
            handle, first, count = responder.part
            try:
                await self.sender.stream(handle, first, count, receive, send)
            finally:
                os.close(handle)


def _file_part(answer: Any) -> tuple[int, int, int] | None:
    """The file behind an answer, opened once more, with the part to send; None when it is no file on the disk."""
    ranged, wrapped = (answer, answer.iterable) if isinstance(answer, _RangeWrapper) else (None, answer)
    if not isinstance(wrapped, FileWrapper) or not hasattr(wrapped.file, "fileno"):
        return None
    try:
        handle = os.dup(wrapped.file.fileno())
    except OSError:
        return None
    first, size = wrapped.file.tell(), os.fstat(handle).st_size
    if ranged is None:
        return handle, first, size - first
    first = ranged.start_byte
    return handle, first, ranged.byte_range if ranged.byte_range is not None else size - first
