"""Working days of China, on the days that catch people out."""

from datetime import date, datetime

import pytest

from matchmaking.clocks.working_days import (
    LAST_YEAR,
    SHANGHAI,
    add_working_days,
    is_known,
    is_working_day,
    working_days_before,
    working_days_between,
)


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-10-01", False),  # National Day
        ("2026-10-07", False),  # the last day of that week
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday worked instead
        ("2026-09-20", True),  # a Sunday worked instead
        ("2026-02-14", True),  # a Saturday before the Spring Festival
        ("2026-02-16", False),  # the eve of the Spring Festival
        ("2026-02-17", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # a Saturday after it
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-23", True),  # a plain Monday
    ],
)
def test_holidays_and_weekends_worked_instead_are_known(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-22", 2, "2026-11-24"),  # from a Sunday: Monday and Tuesday
        ("2026-11-20", 1, "2026-11-23"),  # from a Friday over the weekend
        ("2026-09-30", 1, "2026-10-08"),  # over National Day
        ("2026-10-08", 2, "2026-10-10"),  # onto the worked Saturday
        ("2026-02-13", 3, "2026-02-25"),  # the worked Saturday, the whole Spring Festival, then two days
        ("2026-02-27", 1, "2026-02-28"),  # onto the worked Saturday
        ("2026-11-23", 0, "2026-11-23"),  # the same day
        ("2026-11-21", 0, "2026-11-23"),  # the same day is a Saturday
    ],
)
def test_a_time_limit_ends_with_office_hours_of_the_last_working_day(start: str, days: int, due: str) -> None:
    assert add_working_days(at(start), days) == at(due, "17:30")


def test_the_day_is_that_of_the_city_not_of_greenwich() -> None:
    late = datetime.fromisoformat("2026-11-22T16:30:00+00:00")
    assert add_working_days(late, 1) == at("2026-11-24", "17:30")
    assert add_working_days(at("2026-11-23", "17:31"), 0) == at("2026-11-24", "17:30")


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        add_working_days(at("2026-11-22"), -1)


def test_the_way_back_skips_holidays_too() -> None:
    assert working_days_before(date(2026, 10, 8), 1) == at("2026-09-30", "08:30")
    assert working_days_before(date(2026, 10, 8), 0) == at("2026-10-08", "08:30")


def test_days_between_count_the_last_but_not_the_first() -> None:
    assert working_days_between(at("2026-09-30"), at("2026-10-08")) == 1
    assert working_days_between(at("2026-11-23", "09:00"), at("2026-11-23", "17:00")) == 0
    assert working_days_between(at("2026-11-24"), at("2026-11-23")) == 0


def test_years_that_are_not_known_yet_fall_back_on_monday_to_friday() -> None:
    later = LAST_YEAR + 1
    assert is_known(2026)
    assert not is_known(later)
    national_day = date(later, 10, 1)
    assert is_working_day(national_day) is (national_day.weekday() < 5)
    assert not is_working_day(date(2033, 10, 1))  # a Saturday
