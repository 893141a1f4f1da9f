"""The room `clocks`: every open item has somebody whose turn it is, a time limit, reminders and a way up."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.clocks import jobs, wording
from matchmaking.clocks.desk import clock_desk
from matchmaking.clocks.receivers import register_organisations
from matchmaking.notifications.topics import Topic, register_topic

__all__ = ["init_app", "jobs"]

register_topic(
    Topic("clocks", _l("办理时限"), _l("轮到您处理的事项快到期、已逾期，或因逾期转到您这里。"), ("clocks.",), place=35)
)


def init_app(app: Flask) -> None:
    """Attach the pages and the words, and start the clocks of organisations."""
    register_organisations()
    app.register_blueprint(clock_desk)
    app.add_template_filter(wording.kind_word, "clock_kind")
    app.add_template_filter(wording.clock_moment)
