"""The records that can be asked about; their rooms, which are above, register how to find and describe them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer


@dataclass(frozen=True)
class Subjects:
    """What a room says of the records of one table.

    * `load(id)`: the record, or None; it has `id`, `title`, `number`, `county_code`, `organisation_id` and its
      organisation. `may_view(viewer, record)`: know that it is there. `page(id)`: its path.
    * `locked(viewer, record)`: group → its words, for what this viewer may not read now and may ask for.
    * `words(group)`: a group in words. `needs_statement(record, group)`: also a signed statement is asked for.
    * `may_open(viewer, record)`: look at what is locked for a recorded reason, at the desk.
    * `hides_name(record)`: not everybody learns whose it is.
    """

    load: Callable[[int], Any]
    may_view: Callable[[Viewer, Any], bool]
    page: Callable[[int], str]
    locked: Callable[[Viewer, Any], Mapping[str, str]]
    words: Callable[[str], str]
    needs_statement: Callable[[Any, str], bool]
    may_open: Callable[[Viewer, Any], bool]
    hides_name: Callable[[Any], bool]


_subjects: dict[str, Subjects] = {}


def register_subjects(subject_type: str, subjects: Subjects) -> None:
    """Let people ask to see parts of the records of a table."""
    _subjects[subject_type] = subjects


def subjects_of(subject_type: str) -> Subjects | None:
    """What was said about a table; None where nothing can be asked for."""
    return _subjects.get(subject_type)


def group_words(subject_type: str, group: str) -> str:
    """A group in words."""
    subjects = subjects_of(subject_type)
    return subjects.words(group) if subjects else group
