"""Until when a demand takes answers, to the second, in the city's time. Everything asks here."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from matchmaking.core.filters import SHANGHAI, today


def end_of_day(day: date) -> datetime:
    """24:00 of a day in the city: the first moment that no longer belongs to it."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def is_over(deadline_on: date | None, at: datetime | None = None) -> bool:
    """Whether a deadline has passed, now or at a moment. The day itself counts in full; no deadline never passes."""
    if deadline_on is None:
        return False
    return today() > deadline_on if at is None else at >= end_of_day(deadline_on)


def not_over(column: Any) -> ColumnElement[bool]:
    """`not is_over` for a column of days, as a condition that holds now."""
    return or_(column.is_(None), column >= today())
