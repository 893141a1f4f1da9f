"""What follows a pitch: interest, requests for material, next steps with an owner and a clock, and the match."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
