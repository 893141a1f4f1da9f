"""The room `accounts`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
