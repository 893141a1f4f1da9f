"""The room of a deal: minutes, files with versions, confidentiality statements, tasks, messages."""

from flask import Flask

from matchmaking.dealrooms import queries

__all__ = ["init_app", "queries"]


def init_app(app: Flask) -> None:
    """Attach the room."""
