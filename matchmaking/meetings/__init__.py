"""One-to-one meetings: slots that were opened, requests with a reason, answers, calendars, what came of them."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
