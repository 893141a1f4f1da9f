"""The room `accounts`: people, how they sign in, and who is looking."""

from flask import Flask

from matchmaking.accounts import cli, current, desk, jobs, labels, passwords, settings_views, views

__all__ = ["init_app", "jobs", "settings_views"]


def init_app(app: Flask) -> None:
    """Attach the room to the application."""
    passwords.init_app(app)
    current.init_app(app)
    app.register_blueprint(views.accounts)
    app.register_blueprint(desk.desk)
    app.cli.add_command(cli.accounts)
    app.add_template_filter(labels.browser_name)
    app.add_template_filter(labels.account_event)
    app.add_template_global(labels.account_role)
