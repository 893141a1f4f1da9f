"""What investors look for: field, stage, ticket, county, and the projects that fit it, with reasons."""

from flask import Flask

from matchmaking.investors import jobs, receivers
from matchmaking.investors.panels import register_panels
from matchmaking.investors.views import investors

__all__ = ["init_app", "jobs", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the pages and hang what fits into those of projects and organisations."""
    app.register_blueprint(investors)
    register_panels()
