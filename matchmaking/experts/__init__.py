"""Experts: what a person can do for enterprises, shown as that person agreed to, and the demands that fit."""

from flask import Flask

from matchmaking.experts import desk, link_views, receivers, renewal_views
from matchmaking.experts.documents import register_documents
from matchmaking.experts.linking import register_clock
from matchmaking.experts.matched import register_matching
from matchmaking.experts.panels import register_panels
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.views import experts
from matchmaking.listings.confirming import watch_ages

__all__ = ["desk", "init_app", "link_views", "receivers", "renewal_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, which other modules add to when they are imported, and have the index follow."""
    app.register_blueprint(experts)
    register_documents()
    register_matching()
    register_panels()
    register_clock()
    watch_ages(EXPERTS)
