"""The sessions at which a project is pitched, as far as follow-up must know them; their room, which is above, tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Session:
    """A session at which a project was pitched: `ended_at` is empty until it is over."""

    id: int
    title: str
    path: str
    starts_at: datetime
    ended_at: datetime | None


SessionsOf = Callable[[int], Sequence[Session]]
SessionsWith = Callable[[Iterable[int]], Mapping[int, Session]]
_sessions_of: list[SessionsOf] = []
_sessions_with: list[SessionsWith] = []


def register_sessions(of_project: SessionsOf, with_ids: SessionsWith) -> None:
    """Say at which public sessions a project was or will be pitched, and how sessions are called."""
    _sessions_of[:], _sessions_with[:] = [of_project], [with_ids]


def sessions_of(project_id: int) -> list[Session]:
    """The sessions of a project, the latest first."""
    found = [one for ask in _sessions_of for one in ask(project_id)]
    return sorted(found, key=lambda one: one.starts_at, reverse=True)


def sessions_with(ids: Iterable[int | None]) -> dict[int, Session]:
    """id → session, for those that are still there."""
    wanted = sorted({one for one in ids if one is not None})
    return {one: found for ask in _sessions_with for one, found in ask(wanted).items()} if wanted else {}


def session_in_address(text: str) -> int | None:
    """The session that a part of an address names, if there is one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return number if number in sessions_with([number]) else None
