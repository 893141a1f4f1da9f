"""The perpetual channel: the hall's videos round the clock, the same for everybody at the same moment."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
