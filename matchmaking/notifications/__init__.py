"""The room `notifications`: telling people, in the site and by e-mail, once, and in the way that each wants."""

from flask import Flask

from matchmaking.notifications import jobs, preference_views, receivers, views
from matchmaking.notifications.topics import ACCOUNT, ORGANISATIONS, register_topic

__all__ = ["init_app", "jobs", "preference_views", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    register_topic(ACCOUNT)
    register_topic(ORGANISATIONS)
    app.register_blueprint(views.notifications)
    app.context_processor(views.offer_unread_count)
    app.teardown_request(views.forget_unread_count)
