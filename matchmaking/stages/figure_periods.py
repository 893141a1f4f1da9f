"""Months, quarters and years in which sessions are counted, as they stand in addresses: 2026-11, 2026-Q4, 2026."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

FORM = re.compile(r"^(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$")
MONTHS_BACK, QUARTERS_BACK, YEARS_BACK = 12, 6, 4


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day to the last one."""

    code: str
    label: str
    first: date
    last: date


def period_of(code: str) -> Period | None:
    """What an address means; None when it means nothing."""
    found = FORM.match(code)
    if found is None:
        return None
    year = int(found[1])
    if found[2]:
        quarter = int(found[2])
        label = _("%(year)d 年第 %(quarter)d 季度", year=year, quarter=quarter)
        return _months(code, label, year, quarter * 3 - 2, 3)
    if found[3]:
        return _months(code, _("%(year)d 年 %(month)d 月", year=year, month=int(found[3])), year, int(found[3]), 1)
    return _months(code, _("%(year)d 年", year=year), year, 1, 12)


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return _known(f"{day.year}-Q{(day.month + 2) // 3}")


def choices(day: date) -> list[tuple[str, list[Period]]]:
    """What can be chosen on a day: the months, quarters and years up to it, the present ones first."""
    months, quarters = [day.replace(day=1)], [quarter_of(day)]
    while len(months) < MONTHS_BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    while len(quarters) < QUARTERS_BACK:
        quarters.append(quarter_of(quarters[-1].first - timedelta(days=1)))
    years = [_known(str(day.year - back)) for back in range(YEARS_BACK)]
    return [(_("按季度"), quarters), (_("按月"), [_known(f"{one:%Y-%m}") for one in months]), (_("按年"), years)]


def _known(code: str) -> Period:
    found = period_of(code)
    assert found is not None
    return found


def _months(code: str, label: str, year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    following = date(year + (month + count > 12), (month + count - 1) % 12 + 1, 1)
    return Period(code, label, first, following - timedelta(days=1))
