"""Contests: editions, divisions, rounds, judges and sheets, rankings, and where the winners land."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
