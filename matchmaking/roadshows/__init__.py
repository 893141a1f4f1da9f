"""Sessions and their programme: agenda, hosts, registrations, calendars, the lobby."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
