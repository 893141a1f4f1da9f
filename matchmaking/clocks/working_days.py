"""Working days of China: public holidays, and the weekends worked instead, as the State Council sets them.

The dates come from the package `chinesecalendar`, a year at a time; for years that it does not know yet every Monday
to Friday counts, and `is_known` says so.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar.constants import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN, END = time(8, 30), time(17, 30)
FIRST_YEAR, LAST_YEAR = min(holidays).year, max(holidays).year
ONE_DAY = timedelta(days=1)


def is_known(year: int) -> bool:
    """Whether the holidays of a year are known."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_working_day(day: date) -> bool:
    """Whether offices are open on a day."""
    return bool(chinese_calendar.is_workday(day)) if is_known(day.year) else day.weekday() < 5


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in the city."""
    return moment.astimezone(SHANGHAI).date()


def add_working_days(moment: datetime, days: int) -> datetime:
    """The end of office hours on the last of so many working days after a moment.

    The day of the moment itself does not count (Civil Code, article 201). No days at all: the end of that same day, or
    of the next working day when the offices are closed by then. Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("a time limit is not negative")
    day = local_day(moment)
    if days == 0 and not (is_working_day(day) and moment <= end_of(day)):
        days = 1
    for _one in range(days):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return end_of(day)


def working_days_before(day: date, days: int) -> datetime:
    """The beginning of office hours so many working days before a working day."""
    for _one in range(days):
        day -= ONE_DAY
        while not is_working_day(day):
            day -= ONE_DAY
    return datetime.combine(day, BEGIN, SHANGHAI)


def working_days_between(first: datetime, last: datetime) -> int:
    """How many working days lie after the day of `first`, up to and with the day of `last`; 0 on the same day."""
    day, end, count = local_day(first), local_day(last), 0
    while day < end:
        day += ONE_DAY
        count += is_working_day(day)
    return count


def end_of(day: date) -> datetime:
    """The end of office hours on a day."""
    return datetime.combine(day, END, SHANGHAI)
