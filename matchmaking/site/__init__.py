"""The top floor: home, search over everything, help, the workspace, and the invented sample data."""

from flask import Flask

from matchmaking.site.cli import sample_commands


def init_app(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(sample_commands)
