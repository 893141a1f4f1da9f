"""Decks and videos: pages as pictures with their text, uploads in pieces, conversion, captions, who may see them."""

from flask import Flask

from matchmaking.media import addresses, failures, jobs, labels, manage_views, serving_views, upload_views, views

__all__ = ["init_app", "jobs", "manage_views"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    app.register_blueprint(views.media)
    app.register_blueprint(upload_views.uploads)
    app.register_blueprint(serving_views.serving)
    for address in addresses.GLOBALS:
        app.add_template_global(address)
    app.add_template_global(failures.words, "media_failure")
    app.add_template_filter(labels.play_time)
    app.add_template_filter(labels.page_alt)
    app.add_template_filter(labels.caption_language)
