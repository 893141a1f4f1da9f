"""The room of one session while it is live and ever after: deck in step, questions, votes, polls, the host's desk."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
