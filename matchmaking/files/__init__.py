"""The room `files`: uploads that are what they say they are, and that only the right people can download."""

from flask import Flask

from matchmaking.files import jobs, labels, proofs, views

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    app.register_blueprint(views.files)
    app.add_template_filter(labels.file_size)
    proofs.register()
