"""Achievements: what teams offer, with measured values and rights."""

from flask import Flask

from matchmaking.achievements import desk, feed_views, renewal_views
from matchmaking.achievements.catalogue import CATALOGUE
from matchmaking.achievements.cli import import_commands
from matchmaking.achievements.documents import register_documents
from matchmaking.achievements.panels import register_panels
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.views import achievements
from matchmaking.follows.panels import register_watched
from matchmaking.follows.watched import Watched
from matchmaking.listings.confirming import watch_ages

__all__ = ["desk", "feed_views", "init_app", "renewal_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, which other modules add to when they are imported, and have the index follow."""
    app.register_blueprint(achievements)
    app.cli.add_command(import_commands)
    register_documents()
    register_panels()
    watch_ages(ACHIEVEMENTS)
    register_watched(Watched(ACHIEVEMENTS, CATALOGUE, can_view_achievement))
