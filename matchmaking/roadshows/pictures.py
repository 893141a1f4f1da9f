"""Tells the room of decks and videos about sessions (cover, recording) and items (a deck or clip of their own)."""

from collections.abc import Callable

from matchmaking.accounts.viewer import Viewer
from matchmaking.media.models import COVER, DECK, PITCH, RECORDING
from matchmaking.media.subjects import register_subject
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.permissions import can_edit_roadshow, can_see_roadshow
from matchmaking.roadshows.queries import pitch_with, roadshow
from matchmaking.roadshows.telling import page_of

Rule = Callable[[Viewer, Roadshow], bool]


def _session_of_item(pitch_id: int) -> Roadshow | None:
    pitch: Pitch | None = pitch_with(pitch_id)
    return pitch.roadshow if pitch else None


def _asked(find: Callable[[int], Roadshow | None], rule: Rule) -> Callable[[Viewer, int], bool]:
    def ask(viewer: Viewer, subject_id: int) -> bool:
        found = find(subject_id)
        return found is not None and rule(viewer, found)

    return ask


def _owner(find: Callable[[int], Roadshow | None]) -> Callable[[int], int | None]:
    return lambda subject_id: found.organisation_id if (found := find(subject_id)) else None


def _page(find: Callable[[int], Roadshow | None]) -> Callable[[int], str]:
    return lambda subject_id: page_of(found) if (found := find(subject_id)) else "/roadshows"


def _item_title(pitch_id: int) -> str | None:
    pitch = pitch_with(pitch_id)
    return pitch.title if pitch else None


def _title(roadshow_id: int) -> str | None:
    found = roadshow(roadshow_id)
    return found.title if found else None


def register_media() -> None:
    """A session has a cover and a recording; an item may have a deck or a clip that differs from its project's."""
    for name, find, title, kinds in (
        ("roadshow", roadshow, _title, (COVER, RECORDING)),
        ("pitch", _session_of_item, _item_title, (DECK, PITCH)),
    ):
        register_subject(
            name,
            may_see=_asked(find, can_see_roadshow),
            may_change=_asked(find, can_edit_roadshow),
            page=_page(find),
            owner=_owner(find),
            title=title,
            kinds=kinds,
        )
