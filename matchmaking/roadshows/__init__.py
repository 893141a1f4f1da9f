"""Sessions and their programme: agenda, hosts, registrations, calendars, the lobby."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.roadshows.following import register_following
from matchmaking.roadshows.views import roadshows

__all__ = ["init_app"]

register_topic(
    Topic(
        "roadshows",
        _l("云路演"),
        _l("您预约的场次快开始了、改时间或取消了；请您主持或上台；候补有了名额。"),
        ("roadshows.",),
        place=36,
    )
)


def init_app(app: Flask) -> None:
    """Attach the pages."""
    app.register_blueprint(roadshows)
    register_following()
