"""Calls for projects: applications, screening, scores of reviewers, and the decision with its reason."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Nothing to attach yet."""
