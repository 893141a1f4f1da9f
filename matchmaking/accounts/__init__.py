"""The room `accounts`: people, how they sign in, and who is looking."""

from flask import Flask

from matchmaking.accounts import current, passwords
from matchmaking.accounts.views import accounts


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    passwords.init_app(app)
    current.init_app(app)
    app.register_blueprint(accounts)
