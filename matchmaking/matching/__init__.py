"""The room `matching`: which demand and which achievement fit, and why."""

from flask import Flask

from matchmaking.core.panels import register_notes, register_panel
from matchmaking.listings.imports import register_lookalike
from matchmaking.listings.steps import register_row_source
from matchmaking.matching import (
    absence_views,
    adding_views,
    alike_jobs,
    alike_views,
    approach_panels,
    approach_views,
    combination_views,
    draft_panels,
    draft_views,
    feedback_panels,
    fit_jobs,
    jobs,
    judgment_views,
    learning_jobs,
    panels,
    quality_cli,
    quality_jobs,
    quality_views,
    rankers,
    receivers,
    rematch_views,
    review_views,
    sentence_cli,
    sentence_jobs,
)
from matchmaking.matching.adding import origin_words
from matchmaking.matching.alike import lookalike
from matchmaking.matching.cli import matching_commands
from matchmaking.matching.meaning import check_setting, state_of_meaning
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.views import matching

__all__ = [
    "sentence_cli",
    "sentence_jobs",
    "absence_views",
    "adding_views",
    "alike_jobs",
    "alike_views",
    "approach_views",
    "combination_views",
    "draft_views",
    "fit_jobs",
    "init_app",
    "jobs",
    "judgment_views",
    "quality_cli",
    "quality_jobs",
    "quality_views",
    "rankers",
    "receivers",
    "rematch_views",
    "review_views",
    "learning_jobs",
]


def init_app(app: Flask) -> None:
    """Attach pages and commands, and hang the reasons into the pages of the rooms below."""
    check_setting(app.config["MEANING_URL"])
    app.extensions["health_notes"]["meaning"] = state_of_meaning
    app.register_blueprint(matching)
    app.add_template_filter(origin_words, "match_origin")
    app.cli.add_command(matching_commands)
    register_panel(ACHIEVEMENT, panels.achievement_panels)
    register_panel(DEMAND, panels.demand_panels)
    register_panel(DEMAND, combination_views.demand_panels)
    register_panel(ACHIEVEMENT, feedback_panels.achievement_panels)
    register_panel(DEMAND, feedback_panels.demand_panels)
    register_panel(DEMAND, alike_views.demand_panels)
    register_panel(ACHIEVEMENT, approach_panels.achievement_panels)
    register_panel(DEMAND, approach_panels.demand_panels)
    register_panel("demand_invitees", approach_panels.invitee_panels)
    register_notes(ACHIEVEMENT, panels.achievement_notes)
    register_notes(DEMAND, panels.demand_notes)
    register_panel(f"{ACHIEVEMENT}_draft", draft_panels.achievement_draft_panels)
    register_panel(f"{DEMAND}_draft", draft_panels.demand_draft_panels)
    register_lookalike(lookalike)
    register_row_source(DEMAND, "criteria", draft_panels.criteria_in_text)
