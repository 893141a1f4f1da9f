"""The top floor: home, search over everything, help, the workspace, and the invented sample data."""

from flask import Flask

from matchmaking.site import home_views, map_views, search_views
from matchmaking.site.cli import sample_commands
from matchmaking.site.health import register_health_checks
from matchmaking.site.views import site
from matchmaking.site.workspace_views import offer_tabs

__all__ = ["home_views", "init_app", "map_views", "search_views"]


def init_app(app: Flask) -> None:
    """Attach pages (importing the modules adds theirs to the blueprint), tabs, health checks and commands."""
    app.register_blueprint(site)
    offer_tabs(app)
    register_health_checks(app)
    app.cli.add_command(sample_commands)
