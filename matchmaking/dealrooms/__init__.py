"""The room of a deal: minutes, files with versions, confidentiality statements, tasks, messages."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
