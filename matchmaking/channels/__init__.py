"""The perpetual channel: the hall's videos round the clock, the same for everybody at the same moment."""

from flask import Flask

from matchmaking.channels import desk, jobs, receivers
from matchmaking.channels.services import TOPIC
from matchmaking.channels.views import channels
from matchmaking.notifications.topics import register_topic

__all__ = ["desk", "init_app", "jobs", "receivers"]

register_topic(TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages."""
    app.register_blueprint(channels)
