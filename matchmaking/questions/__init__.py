"""The room `questions`: public questions and answers about a demand."""

from flask import Flask

from matchmaking.core.panels import register_panel
from matchmaking.matching.asking import register_way_to_ask
from matchmaking.notifications.topics import register_topic
from matchmaking.questions import wording
from matchmaking.questions.panels import demand_panels
from matchmaking.questions.services import QUESTIONS, register_clock
from matchmaking.questions.views import address_to_ask, questions

__all__ = ["init_app"]

register_topic(QUESTIONS)


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clock, what hangs in the page of a demand, the way from a pair."""
    app.register_blueprint(questions)
    app.add_template_filter(wording.reason_words, "question_reason")
    app.add_template_global(wording.asker_words)
    app.add_template_global(wording.answerer_words)
    register_clock()
    register_panel("demand", demand_panels)
    register_way_to_ask(address_to_ask)
