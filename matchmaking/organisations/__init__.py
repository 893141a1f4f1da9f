"""The room `organisations`: who acts on the platform, who belongs to whom, and what an officer has verified."""

from flask import Flask

from matchmaking.accounts.current import set_membership_source
from matchmaking.organisations import queries


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    set_membership_source(app, queries.places_of)
