"""Order-style demands: a problem, measurable criteria, a budget and a deadline."""

from flask import Flask

from matchmaking.demands import (
    deadline_views,
    desk,
    feed_views,
    following,
    invitation_views,
    jobs,
    receivers,
    renewal_views,
)
from matchmaking.demands.catalogue import CATALOGUE
from matchmaking.demands.cli import import_commands
from matchmaking.demands.documents import register_documents
from matchmaking.demands.extending import REASONS
from matchmaking.demands.invitation_rules import invitation_gate
from matchmaking.demands.modes import DECLINE_REASONS, mode_word
from matchmaking.demands.panels import register_panels
from matchmaking.demands.permissions import can_view_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.views import demands
from matchmaking.follows.panels import register_watched
from matchmaking.follows.watched import Watched
from matchmaking.listings.confirming import watch_ages
from matchmaking.listings.gates import register_gate

__all__ = [
    "deadline_views",
    "desk",
    "feed_views",
    "following",
    "init_app",
    "invitation_views",
    "jobs",
    "receivers",
    "renewal_views",
]


def init_app(app: Flask) -> None:
    """Attach the pages, which other modules add to when they are imported, and have the index follow."""
    app.register_blueprint(demands)
    app.cli.add_command(import_commands)
    app.add_template_filter(mode_word, "demand_mode")
    app.add_template_global(REASONS, "extension_reasons")
    app.add_template_global(DECLINE_REASONS, "decline_reasons")
    register_documents()
    register_panels()
    watch_ages(DEMANDS)
    register_gate(DEMANDS.kind, invitation_gate)
    named = Watched(DEMANDS, CATALOGUE, can_view_demand, lambda demand: not demand.hides_name, follows_records=True)
    register_watched(named)
