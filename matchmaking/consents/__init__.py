"""The room `consents`: who has agreed that whom sees what, confidentiality statements, and what the desk opened."""

from flask import Flask

from matchmaking.consents import desk, jobs
from matchmaking.consents.deadlines import register_requests
from matchmaking.consents.views import consents

__all__ = ["desk", "init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Attach the pages, and bring the clock of requests."""
    register_requests()
    app.register_blueprint(consents)
