"""The mark of 先用后转 on the page of an achievement: conditions for enterprises, the switch for its owner."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import FIRST, SIDE, Panel, register_panel
from matchmaking.trials import queries
from matchmaking.trials.permissions import can_enter_pool, can_manage_pool


def achievement_panels(viewer: Viewer, achievement: Any) -> list[Panel]:
    """Beside an achievement that stands in the pool; for its owner also beside one that could."""
    entry = queries.standing_entry(achievement.id)
    manages = can_manage_pool(viewer, achievement)
    if entry is None and not (manages and can_enter_pool(achievement)):
        return []
    # Whether somebody may apply is decided where the organisation is at hand; here nobody of the owner is offered it.
    applies = entry is not None and not viewer.belongs_to(achievement.organisation_id)
    context = {"entry": entry, "achievement": achievement, "manages": manages, "applies": applies}
    return [Panel("trials/_panel.html", context, SIDE)]


def list_panels(_viewer: Viewer, answer: Any) -> list[Panel]:
    """The way from the list of achievements to the pool, while nothing else is asked for or just that."""
    asks_for_it = "try_before_pay" in str(answer.arguments.get("mode", ""))
    return [Panel("trials/_to_pool.html", {}, FIRST)] if asks_for_it or not answer.is_filtered else []


def register_panels() -> None:
    """Hang them in."""
    register_panel("achievement", achievement_panels)
    register_panel("achievement_list", list_panels)
