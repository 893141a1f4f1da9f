"""The room `proposals`: answers to demands, with a promise for every criterion, kept in every version."""

from flask import Flask

from matchmaking.core.panels import register_panel
from matchmaking.demands.answers import register_answers
from matchmaking.notifications.topics import register_topic
from matchmaking.proposals import answer_views, jobs, receivers, step_views, writing_views
from matchmaking.proposals.attachments import register_attachments
from matchmaking.proposals.deadlines import register_deadlines
from matchmaking.proposals.notices import PROPOSALS
from matchmaking.proposals.pages import state_name
from matchmaking.proposals.panels import demand_panels
from matchmaking.proposals.queries import answers_to
from matchmaking.proposals.views import proposals

__all__ = ["answer_views", "init_app", "jobs", "receivers", "step_views", "writing_views"]

register_topic(PROPOSALS)


def init_app(app: Flask) -> None:
    """Attach the pages, the clock, the files, and what hangs in the page of a demand."""
    app.register_blueprint(proposals)
    app.add_template_filter(state_name, "proposal_state")
    register_answers(answers_to)
    register_deadlines()
    register_attachments()
    register_panel("demand", demand_panels)
