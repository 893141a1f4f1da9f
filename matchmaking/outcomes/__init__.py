"""Reports on deals: pipeline, durations, reasons, contracts, amounts; for who stands outside only sums over many."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import ACTIONS, Panel, register_panel
from matchmaking.outcomes.scopes import scopes_of
from matchmaking.outcomes.views import outcomes


def board_panels(viewer: Viewer, _wanted: Any) -> Sequence[Panel]:
    """On the board: the way to the reports, for who has any."""
    return [Panel("outcomes/_to_reports.html", {}, ACTIONS)] if scopes_of(viewer) else []


def init_app(app: Flask) -> None:
    """Attach the pages, and the way to them."""
    app.register_blueprint(outcomes)
    register_panel("deal_board", board_panels)
