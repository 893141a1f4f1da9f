"""What may be watched: rooms above say how their records are called and where they are shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from matchmaking.accounts.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """A kind of record. `shown(viewer, ids)` gives {id: (title, path)} of those that this viewer may see now."""

    shown: Callable[[Viewer, Collection[int]], Mapping[int, tuple[str, str]]]


_subjects: dict[str, Subject] = {}


def register_subject(subject_type: str, subject: Subject) -> None:
    """Let a kind of record be watched; a room calls it in `init_app`."""
    _subjects[subject_type] = subject


def titles(viewer: Viewer, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, str]]:
    """(type, id) → (title, path) of the records that the viewer may see; the others are left out."""
    found = {}
    for subject_type in {one for one, _id in wanted}:
        if subject_type in _subjects:
            ids = {subject_id for one, subject_id in wanted if one == subject_type}
            shown = _subjects[subject_type].shown(viewer, ids)
            found.update({(subject_type, subject_id): what for subject_id, what in shown.items()})
    return found
