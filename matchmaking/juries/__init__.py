"""Juries: people score projects with a weighted sheet, for calls and contests; who is close to a project does not."""

from flask import Flask

from matchmaking.juries import desk
from matchmaking.juries.services import TOPIC, register_clock
from matchmaking.juries.states import JUROR_NAMES
from matchmaking.juries.views import juries
from matchmaking.notifications.topics import register_topic

__all__ = ["desk", "init_app"]

register_topic(TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages, the words and the clock."""
    app.register_blueprint(juries)
    app.add_template_filter(lambda state: JUROR_NAMES[state], "juror_state")
    register_clock()
