"""The room `enquiries`: asking an expert or a service base for a talk, and the answer."""

from flask import Flask

from matchmaking.enquiries.services import TOPIC, register_clock
from matchmaking.enquiries.views import enquiries
from matchmaking.enquiries.wording import asker_words, reason_words
from matchmaking.notifications.topics import register_topic

__all__ = ["init_app"]

register_topic(TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages, the words and the clock."""
    app.register_blueprint(enquiries)
    app.add_template_filter(reason_words, "enquiry_reason")
    app.add_template_global(asker_words, "enquiry_asker")
    register_clock()
