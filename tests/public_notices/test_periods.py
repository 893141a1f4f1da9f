"""How long a notice runs: calendar days and working days, the day of the start not counted, to the second."""

from datetime import UTC, date, datetime

import pytest

from matchmaking.public_notices.periods import CALENDAR, WORKING, closes_at, last_day


@pytest.mark.parametrize(
    ("starts_on", "days", "counting", "expected"),
    [
        # Fifteen calendar days, weekends and holidays among them.
        (date(2026, 3, 2), 15, CALENDAR, date(2026, 3, 17)),
        (date(2026, 2, 10), 15, CALENDAR, date(2026, 2, 25)),
        # Friday to Friday is five working days.
        (date(2026, 3, 6), 5, WORKING, date(2026, 3, 13)),
        # Spring festival 2026 lasts from 15 to 23 February; the Saturdays 14 and 28 are worked instead.
        (date(2026, 2, 13), 6, WORKING, date(2026, 2, 28)),
        # Started on a Sunday: Monday is the first day.
        (date(2026, 3, 8), 1, WORKING, date(2026, 3, 9)),
    ],
)
def test_the_last_day_follows_from_the_way_of_counting(
    starts_on: date, days: int, counting: str, expected: date
) -> None:
    assert last_day(starts_on, days, counting) == expected


def test_a_day_is_over_at_midnight_in_the_city() -> None:
    assert closes_at(date(2026, 3, 13)) == datetime(2026, 3, 13, 16, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(("days", "counting"), [(0, CALENDAR), (-1, WORKING), (5, "lunar")])
def test_nonsense_is_refused(days: int, counting: str) -> None:
    with pytest.raises(ValueError, match="at least one calendar or working day"):
        last_day(date(2026, 3, 2), days, counting)
