"""The room `proposals`: answers to demands, with a promise for every criterion, kept in every version."""

from flask import Flask

from matchmaking.proposals.pages import state_name


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    app.add_template_filter(state_name, "proposal_state")
