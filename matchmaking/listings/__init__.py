"""The floor between search and the two sides: everything that achievements and demands do in the same way."""

from flask import Flask

from matchmaking.core.audiences import audience_words
from matchmaking.listings import jobs
from matchmaking.listings.locks import attached_lines, audience_lines

__all__ = ["init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Offer the words about who may read what to the templates."""
    app.add_template_global(audience_words)
    app.add_template_global(audience_lines)
    app.add_template_global(attached_lines)
