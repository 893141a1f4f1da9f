"""One archive of a deal that can be read without this software."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.evidence.views import evidence


def init_app(app: Flask) -> None:
    """Attach the log of a deal and its archive."""
    app.register_blueprint(evidence)
    register_tab(DealTab("evidence.show_log", _l("存证"), 80))
