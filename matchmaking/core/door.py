"""The door of a request: opens the session, commits after a good answer, and does what must survive a bad one."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, g, request
from werkzeug.wrappers import Response

from matchmaking.core.db import current_session, open_session, unit_of_work

log = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def keep(write: Callable[[], Any]) -> None:
    """Run `write` in a transaction of its own after this request, whatever its outcome (refusals, failed tries)."""
    g.setdefault("kept_writes", []).append(write)


def after_commit(act: Callable[[], Any]) -> None:
    """Run `act` once the changes of this request are safely stored; not at all when they were rolled back."""
    g.setdefault("after_commit", []).append(act)


def init_app(app: Flask) -> None:
    """Attach the door. It is registered first, so that its after-request step runs last."""

    @app.before_request
    def open_door() -> None:
        g.close_session = open_session(writes=request.method not in SAFE_METHODS)

    @app.after_request
    def commit_or_roll_back(response: Response) -> Response:
        if "close_session" not in g:
            return response
        if response.status_code < 400 and request.method not in SAFE_METHODS:
            current_session().commit()
            for act in g.pop("after_commit", []):
                act()
        else:
            current_session().rollback()
        for write in g.pop("kept_writes", []):
            try:
                with unit_of_work():
                    write()
            except Exception:
                # The answer is decided; a busy database must not turn it into a failure.
                log.exception("a write after the answer failed")
        return response

    @app.teardown_request
    def close_door(_error: BaseException | None) -> None:
        close = g.pop("close_session", None)
        if close is not None:
            close()
