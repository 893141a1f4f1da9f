"""The room `selections`: choosing among the answers to a demand, with reviewers, reasons and a promised day."""

from flask import Flask

from matchmaking.core.panels import register_panel
from matchmaking.demands.answers import register_decision
from matchmaking.notifications.topics import register_topic
from matchmaking.proposals.pages import register_decision_days
from matchmaking.proposals.permissions import register_blindness, register_reader
from matchmaking.selections import (
    candidate_views,
    decision_views,
    jobs,
    panels,
    permissions,
    receivers,
    reviewer_views,
)
from matchmaking.selections.deadlines import register_deadlines
from matchmaking.selections.notices import SELECTIONS
from matchmaking.selections.queries import has_decision
from matchmaking.selections.views import selections

__all__ = ["candidate_views", "decision_views", "init_app", "jobs", "receivers", "reviewer_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, the clocks and the panels, and tell the room of the proposals who reads what, and when."""
    app.register_blueprint(selections)
    register_topic(SELECTIONS)
    register_deadlines()
    register_decision(has_decision)
    register_reader(permissions.proposals_to_review)
    register_blindness(permissions.proposals_to_hide, panels.is_blind_for_owner)
    register_decision_days(panels.promised_days)
    register_panel("demand", panels.demand_panels)
    register_panel("answers", panels.answers_panels)
    register_panel("proposal", panels.proposal_panels)
