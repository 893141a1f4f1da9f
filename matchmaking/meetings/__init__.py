"""One-to-one meetings: slots that were opened, requests with a reason, answers, calendars, what came of them."""

from flask import Flask

from matchmaking.meetings import jobs, slot_views, wording
from matchmaking.meetings.clocks import register_clocks
from matchmaking.meetings.receivers import register_projects
from matchmaking.meetings.views import meetings

__all__ = ["init_app", "jobs", "slot_views"]


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, and the records that meetings can be about."""
    app.register_blueprint(meetings)
    app.add_template_filter(wording.state_words, "meeting_state")
    app.add_template_filter(wording.form_words, "meeting_form")
    app.add_template_filter(wording.reason_words, "meeting_reason")
    app.add_template_filter(wording.outcome_words, "meeting_outcome")
    app.add_template_filter(wording.when_words, "meeting_when")
    register_clocks()
    register_projects()
