"""Events that reach open pages at once: topics, tickets, what was missed while away; it knows no room."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
