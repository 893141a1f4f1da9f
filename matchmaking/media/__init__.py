"""Decks and videos: pages as pictures with their text, uploads in pieces, conversion, captions, who may see them."""

from flask import Flask

from matchmaking.media import addresses, labels, serving_views, views

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    app.register_blueprint(views.media)
    app.register_blueprint(serving_views.serving)
    for address in addresses.GLOBALS:
        app.add_template_global(address)
    app.add_template_filter(labels.play_time)
    app.add_template_filter(labels.page_alt)
