"""Trials and 先用后转: what was tried, against which criteria, with what result, and what came of it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
