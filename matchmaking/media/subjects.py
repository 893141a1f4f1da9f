"""The records that can have media; their rooms, which are above, say who may see and change them."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaking.accounts.viewer import Viewer
from matchmaking.media.models import COVER, DECK, PITCH, SUMMARY

Ask = Callable[[Viewer, int], bool]
PROJECT_KINDS = (DECK, PITCH, COVER, SUMMARY)


@dataclass(frozen=True)
class Subject:
    """What a room says of the media of its records.

    * `may_see(viewer, id)`: sees what is ready; `may_change(viewer, id)`: uploads, replaces, deletes, orders.
    * `page(id)`: the path of the record's page. `owner(id)`: the organisation whose quota is used, or None.
    * `title(id)`: how the record is called by those who may change it; None when there is no such record, and then
      what is left of its media is swept away.
    * `kinds`: what can be uploaded: "deck", "pitch", "cover", "summary", "recording".
    * `most_videos`: how many videos of one purpose it may have.
    """

    may_see: Ask
    may_change: Ask
    page: Callable[[int], str]
    owner: Callable[[int], int | None]
    title: Callable[[int], str | None]
    kinds: tuple[str, ...] = PROJECT_KINDS
    most_videos: int = 5


_subjects: dict[str, Subject] = {}


def register_subject(
    subject_type: str,
    *,
    may_see: Ask,
    may_change: Ask,
    page: Callable[[int], str],
    owner: Callable[[int], int | None],
    title: Callable[[int], str | None],
    kinds: tuple[str, ...] = PROJECT_KINDS,
    most_videos: int = 5,
) -> None:
    """Let the records of a type ("project", "roadshow", "pitch") have media; call it in a room's `init_app`.

    The functions are asked on every request, so that rights end at once.
    """
    _subjects[subject_type] = Subject(may_see, may_change, page, owner, title, kinds, most_videos)


def subject_of(subject_type: str) -> Subject | None:
    """What was said about a type; None where nothing can have media."""
    return _subjects.get(subject_type)


def known_types() -> list[str]:
    """All types that were registered."""
    return list(_subjects)
