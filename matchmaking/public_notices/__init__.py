"""Public notices (公示): what is shown to everybody for a fixed time before it holds, and objections to it."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.public_notices import jobs, objection_views
from matchmaking.public_notices.deadlines import register_objections
from matchmaking.public_notices.views import public_notices

__all__ = ["init_app", "jobs", "objection_views"]

register_topic(
    Topic(
        "public_notices",
        _l("公示异议"),
        _l("您提出的异议有了结论；您负责的公示收到异议。"),
        ("public_notices.",),
        place=37,
    )
)


def init_app(app: Flask) -> None:
    """Attach the pages, and bring the clock of objections."""
    register_objections()
    app.register_blueprint(public_notices)
