"""The room `vocabulary`: official lists and words of the trade, as data."""

from flask import Flask

from matchmaking.vocabulary import cli, desk, queries, views


def init_app(app: Flask) -> None:
    """Attach the pages, the commands and what templates need to name a term."""
    app.register_blueprint(views.vocabulary)
    app.register_blueprint(desk.vocabulary_desk)
    app.cli.add_command(cli.vocabulary)
    app.add_template_global(queries.label, "term")
    app.add_template_global(queries.note, "term_note")
    app.add_template_filter(lambda code, kind: queries.label(kind, code), "term")
