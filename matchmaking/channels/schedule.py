"""What the perpetual channel plays at any moment: worked out from the clock alone, so that all viewers see the same."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256


@dataclass(frozen=True)
class Clip:
    """A pitch video of a project. `seconds` is its length, more than 0; `industry_codes` are those of the project."""

    video_id: int
    project_id: int
    seconds: float
    industry_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Showing:
    """One clip on the air: from when to when (UTC)."""

    clip: Clip
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(seconds=self.clip.seconds)

    def offset(self, moment: datetime) -> float:
        """How many seconds of the clip have gone by at `moment`."""
        return (moment - self.starts_at).total_seconds()


def programme(
    clips: Collection[Clip],
    day: date,
    *,
    pinned: Sequence[int] = (),
    skipped: Collection[int] = (),
    theme: Collection[str] = (),
) -> list[Clip]:
    """One round of a day: pinned projects first, in the order given, then the others in an order drawn for that day.

    Projects in `skipped` are left out. With a `theme` (codes of industries) only projects of these industries are
    played; when there is none, all are. The same arguments always give the same order.
    """
    allowed = [clip for clip in clips if clip.project_id not in skipped]
    themed = [clip for clip in allowed if set(clip.industry_codes) & set(theme)]
    places = {project_id: place for place, project_id in enumerate(pinned)}

    def key(clip: Clip) -> tuple[int, str]:
        drawn = sha256(f"{day.isoformat()}:{clip.video_id}".encode()).hexdigest()
        return places.get(clip.project_id, len(places)), drawn

    return sorted(themed or allowed, key=key)


def on_the_air(round_of: Sequence[Clip], starts_at: datetime, moment: datetime) -> Iterator[Showing]:
    """What is played from `moment` on, without end, when the round began at `starts_at` and is repeated ever since.

    The first one is on the air at `moment` (or begins the round, when `moment` lies before it). An empty round gives
    nothing.
    """
    length = sum(clip.seconds for clip in round_of)
    if not length:
        return
    gone = max(0.0, (moment - starts_at).total_seconds())
    begins = starts_at + timedelta(seconds=gone // length * length)
    while True:
        for clip in round_of:
            showing = Showing(clip, begins)
            begins = showing.ends_at
            if begins > moment:
                yield showing
