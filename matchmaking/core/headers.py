"""Security headers of every answer, and refusal of forms and characters that no honest browser sends."""

from flask import Flask, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
YEAR = 31_536_000


def init_app(app: Flask) -> None:
    """Attach the checks before a request and the headers after it."""

    @app.before_request
    def refuse_large_forms() -> None:
        # Werkzeug keeps to these two limits in multipart forms only.
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
            if sum(len(values) for _name, values in request.form.lists()) > app.config["MAX_FORM_PARTS"]:
                abort(413)

    @app.before_request
    def refuse_odd_characters() -> None:
        values = [request.path, *request.args.keys(), *request.args.values()]
        if request.method == "POST":
            values += [*request.form.keys(), *request.form.values()]
        for value in values:
            if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
                abort(400, _("提交的内容里有看不见的控制字符，请删除后重新输入。"))

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if app.config["BEHIND_TLS"]:
            headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
        if request.endpoint == "static":
            versioned = request.args.get("v")
            headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if versioned else "public, max-age=300"
        else:
            # Pages depend on who is looking; a shared cache must not keep them, the back button may.
            if not response.cache_control.no_store:
                response.cache_control.private = True
            if list(response.cache_control) == ["private"]:
                response.cache_control.no_cache = True
            headers.setdefault("Vary", "Cookie")
        return response
