"""Times of meetings: the five minutes that they take, and series of slots; all in the city's time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
CELL = timedelta(minutes=5)
LENGTHS = (15, 20, 30, 45, 60)
MOST_SLOTS = 60


def cells_of(starts_at: datetime, ends_at: datetime) -> list[int]:
    """The numbers of the five minutes between two moments, counted since 1970; a begun one counts whole."""
    size = int(CELL.total_seconds())
    first, last = int(starts_at.timestamp()) // size, -(-int(ends_at.timestamp()) // size)
    return list(range(first, last))


@dataclass(frozen=True)
class Series:
    """Slots of one length on some weekdays (0 is Monday) of some days, between two times of day."""

    first_on: date
    last_on: date
    weekdays: Sequence[int]
    begins: time
    ends: time
    minutes: int
    pause: int = 0

    def slots(self) -> Iterator[tuple[datetime, datetime]]:
        """(beginning, end) of each; the last one of a day ends in time."""
        length, step = timedelta(minutes=self.minutes), timedelta(minutes=self.minutes + self.pause)
        day = self.first_on
        while day <= self.last_on:
            if day.weekday() in self.weekdays:
                moment, end = (datetime.combine(day, one, SHANGHAI) for one in (self.begins, self.ends))
                while moment + length <= end:
                    yield moment, moment + length
                    moment += step
            day += timedelta(days=1)


def free_of(
    slots: Iterable[tuple[datetime, datetime]], taken: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Those slots that touch none of the times that are taken."""
    return [(begin, end) for begin, end in slots if not any(begin < last and first < end for first, last in taken)]


A_YEAR = timedelta(days=365)
