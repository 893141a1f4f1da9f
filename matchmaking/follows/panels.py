"""The buttons that this room hangs into other pages: under a list, on an organisation's page, beside the industries."""

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import FIRST, Panel, register_panel
from matchmaking.follows.queries import followed_industries, follows_organisation, search_like
from matchmaking.follows.searches import cleaned, fingerprint
from matchmaking.follows.watched import WATCHED, Watched
from matchmaking.search.listing import Answer
from matchmaking.vocabulary.queries import terms


def register_watched(watched: Watched) -> None:
    """Let people follow the records of a side. Call it once in the `init_app` of its room."""
    WATCHED[watched.side.kind] = watched
    register_panel(f"{watched.side.kind}_list", _list_panels(watched))


def _list_panels(watched: Watched) -> Callable[[Viewer, Answer], list[Panel]]:
    def panels(viewer: Viewer, answer: Answer) -> list[Panel]:
        """Save the search that the page shows, or find it among the saved ones."""
        pairs = [(name, value) for name, values in answer.arguments.items() for value in values]
        arguments = cleaned(watched, MultiDict(pairs))
        known = viewer.is_signed_in and search_like(viewer.user_id or 0, fingerprint(watched.side.kind, arguments))
        context = {"side": watched.side, "arguments": arguments, "known": known or None}
        return [Panel("follows/_save_search.html", context, FIRST)]

    return panels


def organisation_panels(viewer: Viewer, organisation: Any) -> list[Panel]:
    """Follow a public organisation; one's own needs no following."""
    if not organisation.is_public or viewer.belongs_to(organisation.id):
        return []
    follows = viewer.is_signed_in and follows_organisation(viewer.user_id or 0, organisation.id)
    return [Panel("follows/_follow_organisation.html", {"organisation": organisation, "follows": follows}, FIRST)]


def vocabulary_panels(viewer: Viewer, _nothing: Any) -> list[Panel]:
    """Choose the industries to follow."""
    chosen = followed_industries(viewer.user_id or 0) if viewer.is_signed_in else set()
    return [Panel("follows/_industries.html", {"industries": terms("industry"), "chosen": chosen}, FIRST)]
