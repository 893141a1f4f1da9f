"""Decks and videos: pages as pictures with their text, uploads in pieces, conversion, captions, who may see them."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
