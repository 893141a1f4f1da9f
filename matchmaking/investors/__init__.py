"""What investors look for: fields, stages, ticket and counties, and which projects fit."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
