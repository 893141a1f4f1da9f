"""Where a live session stands now: the room of the stage, which is above, says so; without it the clock does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matchmaking.core.db import now
from matchmaking.roadshows.models import Pitch, Roadshow


@dataclass(frozen=True)
class Stage:
    """`pitch_id`: what is on now. `page`: of its deck. `viewer_count`: who looks now, None when nobody counts."""

    pitch_id: int | None = None
    page: int = 1
    viewer_count: int | None = None


_reads: list[Callable[[Roadshow], Stage | None]] = []
_rooms: list[Callable[[Roadshow], str]] = []


def register_stage(read: Callable[[Roadshow], Stage | None], room: Callable[[Roadshow], str]) -> None:
    """Have a room above say where a session stands, and on which page (a path) one is there or looks at it again."""
    if read not in _reads:
        _reads.append(read)
        _rooms.append(room)


def stage_of(roadshow: Roadshow, pitches: Sequence[Pitch]) -> Stage:
    """Where a session stands."""
    for read in _reads:
        found = read(roadshow)
        if found is not None:
            return found
    moment = now()
    present = next((one.id for one in pitches if one.starts_at <= moment < one.ends_at), None)
    return Stage(present if roadshow.is_live else None)


def room_of(roadshow: Roadshow) -> str | None:
    """The path of the live room and the replay; None where there is none."""
    return next((room(roadshow) for room in _rooms), None)
