"""Technology contracts: kind, terms, drafts as .docx and PDF, versions and comments."""

from flask import Flask

from matchmaking.contracts import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Attach the room."""
