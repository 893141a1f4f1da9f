"""How each side approves a contract, and the signed text with its hash."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
