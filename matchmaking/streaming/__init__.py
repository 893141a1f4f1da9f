"""Events that reach open pages at once: topics, tickets, what was missed while away; it knows no room."""

from flask import Flask

from matchmaking.streaming import jobs
from matchmaking.streaming.presence import Register
from matchmaking.streaming.views import live_stream, streaming

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Attach the addresses and what pages say to be told; the server that can hold connections says so itself."""
    app.register_blueprint(streaming)
    app.add_template_global(live_stream)
    app.extensions["stream_register"] = Register()
    app.extensions["holds_connections"] = False
