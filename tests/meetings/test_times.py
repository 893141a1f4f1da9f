"""Series of slots and the five minutes that a meeting takes."""

from datetime import UTC, date, datetime, time

from matchmaking.meetings.times import SHANGHAI, Series, cells_of, free_of


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_a_series_fills_the_chosen_weekdays_in_the_citys_time() -> None:
    series = Series(date(2026, 11, 23), date(2026, 11, 27), [0, 2], time(14), time(15, 10), 30, 5)
    found = list(series.slots())
    assert found == [
        (at(23, 14), at(23, 14, 30)), (at(23, 14, 35), at(23, 15, 5)),
        (at(25, 14), at(25, 14, 30)), (at(25, 14, 35), at(25, 15, 5)),
    ]  # fmt: skip
    assert found[0][0].astimezone(UTC).hour == 6


def test_a_slot_that_touches_something_else_is_left_out() -> None:
    slots = [(at(23, 14), at(23, 14, 30)), (at(23, 14, 30), at(23, 15))]
    assert free_of(slots, [(at(23, 14, 25), at(23, 14, 30))]) == [slots[1]]
    assert free_of(slots, [(at(23, 15), at(23, 16))]) == slots


def test_a_begun_five_minutes_counts_whole() -> None:
    first, second = cells_of(at(23, 14), at(23, 14, 30)), cells_of(at(23, 14, 30), at(23, 14, 31))
    assert (len(first), len(second)) == (6, 1)
    assert first[-1] + 1 == second[0]
