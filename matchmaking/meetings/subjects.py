"""The records that meetings can be about; their rooms register them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """What a room says of its records.

    `load(id)`: the record, or None; it has `title`, `organisation_id` and `county_code`. `sees(viewer, record)`: know
    that it is there. `may_ask(viewer, record)`: ask for a meeting in the own name. `speaks(viewer, record)`: open times
    for it. `page(id)`: its path. `who(viewer, record)`: whose it is, as far as this viewer may know.
    """

    load: Callable[[int], Any]
    sees: Callable[[Viewer, Any], bool]
    may_ask: Callable[[Viewer, Any], bool]
    speaks: Callable[[Viewer, Any], bool]
    page: Callable[[int], str]
    who: Callable[[Viewer, Any], str]


_subjects: dict[str, Subject] = {}


def register_subject(subject_type: str, subject: Subject) -> None:
    """Let people meet about the records of a table."""
    _subjects[subject_type] = subject


def subject_of(subject_type: str) -> Subject | None:
    """What was said about a table; None where nobody can meet about it."""
    return _subjects.get(subject_type)
