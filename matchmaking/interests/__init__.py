"""What follows a pitch: interest, material, talks, next steps with an owner, the hub of a project."""

from flask import Flask

from matchmaking.accounts.current import viewer
from matchmaking.core.panels import register_panel
from matchmaking.interests import desk, hub_views, jobs, meeting_views, receivers, wording
from matchmaking.interests.clocks import register_clocks
from matchmaking.interests.hub import register_sources
from matchmaking.interests.pairing import register_way
from matchmaking.interests.panels import buttons, match_panels, project_panels
from matchmaking.interests.views import interests
from matchmaking.projects.side import PROJECTS

__all__ = ["desk", "hub_views", "init_app", "jobs", "meeting_views", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks and the panels."""
    app.register_blueprint(interests)
    app.add_template_filter(wording.kind_words, "interest_kind")
    app.add_template_filter(wording.state_words, "interest_state_word")
    app.add_template_filter(wording.reason_words, "interest_reason")
    app.add_template_filter(wording.side_words, "interest_side")
    app.add_template_global(wording.asker_words, "interest_asker")
    app.add_template_global(lambda project, roadshow_id=None: buttons(viewer(), project, roadshow_id), "interest_state")
    register_clocks()
    register_way()
    register_sources()
    register_panel(PROJECTS.kind, project_panels)
    register_panel("match", match_panels)
