"""What can go wrong, and the pages that say so."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

log = logging.getLogger(__name__)


class RuleBroken(Exception):
    """A rule of the platform refuses the step; the message says to the user what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(str(message))
        self.message = str(message)


class Conflict(RuleBroken):
    """Somebody else changed the record since the form was opened.

    `theirs` and `mine` are (label, value) pairs, so that the page can show both versions side by side.
    """

    def __init__(
        self, message: str, *, theirs: Sequence[tuple[str, str]] = (), mine: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(message)
        self.theirs, self.mine = list(theirs), list(mine)


def _page(status: int, **values: Any) -> tuple[str, int]:
    return render_template(f"errors/{status}.html", **values), status


def init_app(app: Flask) -> None:
    """Register a page for every error; none shows a trace."""

    @app.errorhandler(HTTPException)
    def answer_http_error(error: HTTPException) -> Any:
        status = error.code or 500
        if isinstance(error, SecurityError):
            # A host name that is not ours: no address can be built, so there is no page either.
            return Response("This site does not answer to that host name.\n", status, content_type="text/plain")
        if status < 400:
            return error
        template = status if status in {400, 401, 403, 404, 405, 409, 413, 422, 429} else (400 if status < 500 else 500)
        body = render_template(f"errors/{403 if template == 401 else template}.html", error=error, error_number="")
        response = error.get_response()
        response.data = body
        response.content_type = "text/html; charset=utf-8"
        return response

    @app.errorhandler(CSRFError)
    def answer_missing_token(error: CSRFError) -> Any:
        message = _("页面打开得太久，提交凭证已过期。请返回上一页刷新后再提交，填写的内容还在浏览器里。")
        return _page(400, error=error, message=message)

    @app.errorhandler(RuleBroken)
    def answer_broken_rule(error: RuleBroken) -> Any:
        return _page(409, message=error.message, theirs=getattr(error, "theirs", []), mine=getattr(error, "mine", []))

    @app.errorhandler(StaleDataError)
    def answer_stale_data(error: StaleDataError) -> Any:
        message = _("这条记录刚被别人修改过，您的修改没有保存。请打开最新版本再改一次。")
        return _page(409, message=message, theirs=[], mine=[])

    @app.errorhandler(Exception)
    def answer_failure(error: Exception) -> Any:
        number = secrets.token_hex(4).upper()
        log.exception("failure", extra={"error_number": number, "endpoint": request.endpoint})
        if app.config.get("PROPAGATE_FAILURES"):
            raise error
        return _page(500, error_number=number)
