"""One archive of a deal that can be read without this software."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
