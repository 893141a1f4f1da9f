"""What makes a programme impossible, and how times follow an order: plain data in, plain data out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OVERLAP, TOO_EARLY, TOO_LATE = "overlap", "too_early", "too_late"


@dataclass(frozen=True)
class Item:
    """One item of an agenda. `key` is its id, or 0 for one that is not stored yet."""

    key: int
    title: str
    starts_at: datetime
    ends_at: datetime
    project_id: int | None = None
    speaker_id: int | None = None

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it takes place during a time; what only touches it does not meet it."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True)
class Plan:
    """A session as it would be: `place` is empty where nobody comes together."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    host_id: int | None = None
    items: Sequence[Item] = ()

    def people_during(self, starts_at: datetime, ends_at: datetime) -> set[int]:
        """Who is busy here during a time: the host all along, speakers with their own items."""
        found = {one.speaker_id for one in self.items if one.speaker_id and one.meets(starts_at, ends_at)}
        if self.host_id and self.starts_at < ends_at and starts_at < self.ends_at:
            found.add(self.host_id)
        return found


@dataclass(frozen=True)
class Clash:
    """Two items that meet, or one that leaves the hours of its session."""

    kind: str
    item: Item
    other: Item | None = None


def clashes(plan: Plan) -> list[Clash]:
    """What is wrong inside one session, in the order of the agenda."""
    found = []
    ordered = sorted(plan.items, key=lambda one: (one.starts_at, one.ends_at, one.key))
    for place, item in enumerate(ordered):
        if item.starts_at < plan.starts_at:
            found.append(Clash(TOO_EARLY, item))
        if item.ends_at > plan.ends_at:
            found.append(Clash(TOO_LATE, item))
        found += [Clash(OVERLAP, item, other) for other in ordered[place + 1 :] if other.starts_at < item.ends_at]
    return found


def arranged(items: Sequence[Item], before: Sequence[Item]) -> list[Item]:
    """`items` in a new order, each as long as it was, from the first beginning of `before` on.

    The pauses stay where they were in the day: between the first and the second item, and so on.
    """
    if not items:
        return []
    gaps = [
        max(later.starts_at - earlier.ends_at, timedelta()) for earlier, later in zip(before, before[1:], strict=False)
    ]
    at, found = min(one.starts_at for one in before), []
    for place, item in enumerate(items):
        length = item.ends_at - item.starts_at
        found.append(replace(item, starts_at=at, ends_at=at + length))
        at += length + (gaps[place] if place < len(gaps) else timedelta())
    return found
