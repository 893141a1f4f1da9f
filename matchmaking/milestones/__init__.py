"""Performance of a contract: milestones, acceptance against criteria, payments, changes, disputes."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
