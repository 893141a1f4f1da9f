"""Service bases: where something can be verified, tried at scale, tested or shown, and the demands that need it."""

from flask import Flask

from matchmaking.facilities import desk, renewal_views
from matchmaking.facilities.documents import register_documents
from matchmaking.facilities.matched import register_matching
from matchmaking.facilities.panels import register_panels
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.views import facilities
from matchmaking.listings.confirming import watch_ages

__all__ = ["desk", "init_app", "renewal_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, which other modules add to when they are imported, and have the index follow."""
    app.register_blueprint(facilities)
    register_documents()
    register_matching()
    register_panels()
    watch_ages(FACILITIES)
