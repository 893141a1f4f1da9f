"""Projects of the permanent hall: what is pitched, its team, its funding need, its deck and video."""

from flask import Flask

from matchmaking.follows.panels import register_watched
from matchmaking.follows.watched import Watched
from matchmaking.listings.confirming import watch_ages
from matchmaking.projects import desk, feed_views, jobs, link_views, receivers, renewal_views
from matchmaking.projects.catalogue import CATALOGUE
from matchmaking.projects.documents import register_documents
from matchmaking.projects.matched import register_matching
from matchmaking.projects.media import register_media
from matchmaking.projects.panels import register_panels
from matchmaking.projects.permissions import can_see_project
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.views import projects
from matchmaking.projects.watched import register_watching

__all__ = ["desk", "feed_views", "init_app", "jobs", "link_views", "receivers", "renewal_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, which other modules add to when they are imported, and have the index follow."""
    app.register_blueprint(projects)
    register_documents()
    register_matching()
    register_media()
    register_panels()
    watch_ages(PROJECTS)
    register_watching()
    register_watched(Watched(PROJECTS, CATALOGUE, can_see_project, is_named=lambda project: not project.hides_name))
