"""Technology contracts: kind, terms, drafts as .docx and PDF, versions and comments."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
