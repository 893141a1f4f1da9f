"""Projects of the permanent hall: what is pitched, its team, its funding need, its deck and video."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
