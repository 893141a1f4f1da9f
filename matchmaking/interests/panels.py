"""What interests hang into other pages: the buttons of a project, the way to its hub, the interests behind a match."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import ACTIONS, BAR, FIRST, Panel
from matchmaking.interests.permissions import can_raise_interest, can_view_hub, can_view_interest, shows_demand
from matchmaking.interests.queries import interests_of_match, own_interests
from matchmaking.interests.wording import asker_words
from matchmaking.matching.models import Match
from matchmaking.projects.models import Project


def buttons(viewer: Viewer, project: Any, roadshow_id: int | None = None) -> dict[str, Any]:
    """What `interest_buttons` shows: who may press them, and what this viewer has raised already."""
    may = can_raise_interest(viewer, project)
    return {
        "project_id": project.id,
        "roadshow_id": roadshow_id,
        "may": may,
        "asks_to_sign_in": not viewer.is_signed_in and project.is_published,
        "own": own_interests(viewer, project.id) if may else {},
    }


def project_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """The three buttons beside the money, in the bar of a phone, and for those who work on it the way to the hub."""
    found = []
    context = {"project": project, "buttons": buttons(viewer, project)}
    if context["buttons"]["may"] or context["buttons"]["asks_to_sign_in"]:
        found += [Panel("interests/_panel.html", context, ACTIONS), Panel("interests/_bar.html", context, BAR)]
    if can_view_hub(viewer, project):
        found.append(Panel("interests/_to_hub.html", {"project": project}, ACTIONS))
    return found


def match_panels(viewer: Viewer, match: Match) -> Sequence[Panel]:
    """On the page of a pair: the interests that put it into the list, for those who may see them."""
    if match.id is None or match.added_at is None:
        return []
    rows = [
        (one, asker_words(one, viewer))
        for one in interests_of_match(match.id)
        if can_view_interest(viewer, one) and shows_demand(viewer, one, match.demand)
    ]
    return [Panel("interests/_of_match.html", {"rows": rows}, FIRST)] if rows else []
