"""Following: saved searches, organisations and industries, and alerts of what is newly published."""

from flask import Flask

from matchmaking.core.panels import register_panel
from matchmaking.follows import jobs, panels, receivers, search_views
from matchmaking.follows.alerts import ALERTS
from matchmaking.follows.records import FOLLOWED
from matchmaking.follows.views import follows
from matchmaking.notifications.topics import register_topic

__all__ = ["init_app", "jobs", "receivers", "search_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, and hang the buttons into the pages of organisations and of the vocabulary.

    The two sides bring their lists themselves, by `watched.register_watched`.
    """
    register_topic(ALERTS)
    register_topic(FOLLOWED)
    app.register_blueprint(follows)
    register_panel("organisation", panels.organisation_panels)
    register_panel("vocabulary", panels.vocabulary_panels)
