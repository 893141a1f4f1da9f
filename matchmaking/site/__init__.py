"""The top floor: home, search over everything, help, the workspace, and the invented sample data."""

from flask import Flask

from matchmaking.site import map_views
from matchmaking.site.cli import sample_commands
from matchmaking.site.views import site

__all__ = ["init_app", "map_views"]


def init_app(app: Flask) -> None:
    """Attach the pages (importing `map_views` adds its own to the blueprint) and the commands."""
    app.register_blueprint(site)
    app.cli.add_command(sample_commands)
