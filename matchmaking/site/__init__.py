"""The top floor: home, search over everything, help, the workspace, and the invented sample data."""

from flask import Flask

from matchmaking.site import home_views, map_views, search_views
from matchmaking.site.cli import sample_commands
from matchmaking.site.views import site
from matchmaking.site.workspace_views import offer_tabs

__all__ = ["home_views", "init_app", "map_views", "search_views"]


def init_app(app: Flask) -> None:
    """Attach the pages (importing the modules adds theirs to the blueprint), the tabs and the commands."""
    app.register_blueprint(site)
    offer_tabs(app)
    app.cli.add_command(sample_commands)
