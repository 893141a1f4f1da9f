"""The buttons that this room hangs into other pages: under a list, on an organisation's page, beside the industries."""

from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import ACTIONS, BAR, FIRST, Panel, register_panel
from matchmaking.follows.queries import followed_industries, follows_organisation, follows_record, search_like
from matchmaking.follows.searches import cleaned, fingerprint
from matchmaking.follows.watched import WATCHED, Watched
from matchmaking.search.listing import Answer
from matchmaking.vocabulary.queries import terms


def register_watched(watched: Watched) -> None:
    """Let people follow the records of a side. Call it in the `init_app` of its room; a second application may too."""
    kind = watched.side.kind
    if kind not in WATCHED:
        register_panel(f"{kind}_list", partial(list_panels, kind))
        if watched.follows_records:
            register_panel(kind, partial(record_panels, kind))
    WATCHED[kind] = watched


def list_panels(kind: str, viewer: Viewer, answer: Answer) -> list[Panel]:
    """Save the search that the page shows, or find it among the saved ones."""
    watched = WATCHED[kind]
    pairs = [(name, value) for name, values in answer.arguments.items() for value in values]
    arguments = cleaned(watched, MultiDict(pairs))
    known = search_like(viewer.user_id or 0, fingerprint(kind, arguments)) if viewer.is_signed_in else None
    return [Panel("follows/_save_search.html", {"side": watched.side, "arguments": arguments, "known": known}, FIRST)]


def record_panels(kind: str, viewer: Viewer, record: Any) -> list[Panel]:
    """Follow a published record of somebody else: beside its price, and in the bar of a phone."""
    if not record.is_published or viewer.belongs_to(record.organisation_id):
        return []
    follows = viewer.is_signed_in and follows_record(viewer.user_id or 0, kind, record.id)
    context = {"kind": kind, "record": record, "follows": follows}
    return [
        Panel("follows/_follow_record.html", {**context, "bar": False}, ACTIONS),
        Panel("follows/_follow_record.html", {**context, "bar": True}, BAR),
    ]


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
