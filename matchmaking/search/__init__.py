"""Search: finds public records by text and filters, and gives matching its candidates. It knows no room."""

from flask import Flask

from matchmaking.search import jobs, receivers
from matchmaking.search.cli import search_commands
from matchmaking.search.whoosh_engine import open_engine

__all__ = ["init_app", "jobs", "receivers"]


def init_app(app: Flask) -> None:
    """Give the application its engine and the commands; importing the room attached its jobs and receivers."""
    app.extensions["search"] = open_engine(app.config["SEARCH_URL"])
    app.cli.add_command(search_commands)
