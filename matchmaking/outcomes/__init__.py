"""Reports on deals: pipeline, durations, reasons, amounts."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
