"""Who watched what for how long, for those who agreed to it; for all others only sums without a person."""

from flask import Flask

from matchmaking.watching import jobs
from matchmaking.watching.tickets import watched
from matchmaking.watching.views import watching

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Attach the pages, and the attributes by which a page has its watching counted."""
    app.register_blueprint(watching)
    app.add_template_global(watched)
