"""The room `notifications`: telling people, in the site and by e-mail, once."""

from flask import Flask

from matchmaking.notifications import jobs, receivers, views

__all__ = ["init_app", "jobs", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    app.register_blueprint(views.notifications)
    app.context_processor(views.offer_unread_count)
    app.teardown_request(views.forget_unread_count)
