"""The room `organisations`: who acts on the platform, who belongs to whom, and what an officer has verified."""

from flask import Flask

from matchmaking.accounts.counties import set_county_source
from matchmaking.accounts.current import set_membership_source
from matchmaking.organisations import desk, jobs, labels, member_views, queries, views
from matchmaking.vocabulary.queries import terms

__all__ = ["init_app", "jobs", "member_views"]


def init_app(app: Flask) -> None:
    """Attach the room to the application, and lend accounts what lies above them."""
    set_membership_source(app, queries.places_of)
    set_county_source(app, lambda: [(entry.code, entry.label()) for entry in terms("county")])
    app.register_blueprint(views.organisations)
    app.register_blueprint(desk.desk)
    app.context_processor(views.offer_acting_choices)
    app.add_template_filter(labels.organisation_event)
