"""Sessions and their programme: agenda, hosts, registrations, calendars, the lobby."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.roadshows import (
    agenda_views,
    desk_views,
    engagement_views,
    feed_views,
    jobs,
    participant_views,
    registration_views,
)
from matchmaking.roadshows.engaging import register_clock
from matchmaking.roadshows.following import register_following
from matchmaking.roadshows.panels import register_panels
from matchmaking.roadshows.pictures import register_media
from matchmaking.roadshows.views import roadshows
from matchmaking.roadshows.wording import FILTERS

__all__ = [
    "agenda_views", "desk_views", "engagement_views", "feed_views", "init_app", "jobs", "participant_views",
    "registration_views",
]  # fmt: skip

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
    """Attach the pages, the words, the clock, the panel of projects, and covers and recordings."""
    app.register_blueprint(roadshows)
    register_following()
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)
    register_clock()
    register_panels()
    register_media()
