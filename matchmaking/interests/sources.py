"""What rooms above add to the hub of a project: sections (questions, who watched), readers, sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.meetings.sessions import Session, register_sessions, sessions_of, sessions_with


@dataclass(frozen=True)
class Row:
    """A line of a section: when, who as far as this viewer may know, what, and its page. `is_open`: work is left."""

    at: datetime
    who: str
    text: str
    path: str = ""
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Source:
    """A section of the hub. `rows(viewer, project, since)` gives its lines since a moment, the latest first; None: the
    section is not for this viewer.

    `place` orders the sections; `empty` is said when there are none.
    """

    code: str
    title: Any
    empty: Any
    rows: Callable[[Viewer, Any, datetime], Sequence[Row] | None]
    place: int = 50


MayRead = Callable[[Viewer, Any], bool]
_sources: dict[str, Source] = {}
_readers: list[MayRead] = []


def register_source(source: Source) -> None:
    """Add a section to the hub of every project."""
    _sources[source.code] = source


def sources() -> list[Source]:
    """The sections in their order."""
    return sorted(_sources.values(), key=lambda one: (one.place, one.code))


def register_hub_reader(may_read: MayRead) -> None:
    """Let further people read the hub of a project: hosts of its sessions."""
    if may_read not in _readers:
        _readers.append(may_read)


def may_read_hub(viewer: Viewer, project: Any) -> bool:
    """Whether a room above lets this viewer read it."""
    return any(ask(viewer, project) for ask in _readers)


__all__ = [
    "Row", "Session", "Source", "may_read_hub", "register_hub_reader", "register_sessions", "register_source",
    "sessions_of", "sessions_with", "sources",
]  # fmt: skip
