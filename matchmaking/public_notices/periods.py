"""How long a public notice runs: in calendar days or in working days, the day on which it starts not counted."""

from datetime import date, datetime, time, timedelta

from matchmaking.clocks.working_days import ONE_DAY, SHANGHAI, add_working_days

# The law knows both: prices agreed by public institutes are shown for calendar days, cash rewards for working days.
CALENDAR, WORKING = "calendar", "working"
COUNTINGS = (CALENDAR, WORKING)
MOST_DAYS = 60


def last_day(starts_on: date, days: int, counting: str) -> date:
    """The last day of a period. Raises ValueError for no days at all and for an unknown way of counting."""
    if days < 1 or counting not in COUNTINGS:
        raise ValueError("a public notice runs for at least one calendar or working day")
    if counting == CALENDAR:
        return starts_on + timedelta(days=days)
    return add_working_days(datetime.combine(starts_on, time(12), SHANGHAI), days).astimezone(SHANGHAI).date()


def closes_at(ends_on: date) -> datetime:
    """The moment at which the last day is over in the city: its 24:00."""
    return datetime.combine(ends_on + ONE_DAY, time(0), SHANGHAI)
