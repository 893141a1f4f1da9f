"""What a deal costs: the private range finder, payment structures, how the price was made, and its public notice."""

from flask import Flask

from matchmaking.pricing import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Attach the room."""
