"""Whose jury it is: rooms above say who runs it and where its record is."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaking.accounts.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """`may_manage(viewer, id)`: sets the sheet, asks jurors, reads all sheets. `page(id)`: the path of the record."""

    may_manage: Callable[[Viewer, int], bool]
    page: Callable[[int], str]


_subjects: dict[str, Subject] = {}


def register_subject(subject_type: str, subject: Subject) -> None:
    """Let the records of a table have juries; a room calls it in `init_app`."""
    _subjects[subject_type] = subject


def subject_of(subject_type: str) -> Subject | None:
    """What a room said about its table."""
    return _subjects.get(subject_type)
