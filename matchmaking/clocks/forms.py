"""The form of the time limits of one kind."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Optional

from matchmaking.clocks.rules import CENTRE, MOST_DAYS, Kind, Limits
from matchmaking.core.forms import BaseForm, Number


class WholeDays(Number):
    """A whole number of working days."""

    def __init__(self, label: Any = None, *, low: int = 0, **options: Any) -> None:
        super().__init__(label, low=low, high=MOST_DAYS, **options)

    def from_shown(self, value: Decimal) -> int:
        if value % 1:
            raise ValueError(_("请填写整数天。"))
        return int(value)


class RuleForm(BaseForm):
    """How long, when to remind, when to go up."""

    days = WholeDays(_l("办理期限"), low=1, validators=[InputRequired(_l("请填写办理期限。"))])
    remind_days = WholeDays(
        _l("到期前几个工作日提醒"),
        description=_l("填 0 表示到期当天早上提醒；不填表示不提前提醒。"),
        validators=[Optional()],
    )
    county_days = WholeDays(
        _l("逾期几个工作日后转县（市、区）"), description=_l("不填表示不转。"), validators=[Optional()]
    )
    city_days = WholeDays(_l("逾期几个工作日后转市级"), description=_l("不填表示不转。"), validators=[Optional()])

    def fit(self, kind: Kind) -> "RuleForm":
        """Leave out the levels that this kind cannot go up to."""
        if kind.first_level is None and not kind.goes_up:
            del self.city_days
        if kind.first_level != CENTRE and not kind.goes_up:
            del self.county_days
        return self

    def limits(self) -> Limits:
        """What was typed."""
        return Limits(
            days=int(self.days.data or 0),
            remind_days=self.remind_days.data,
            county_days=self.county_days.data if "county_days" in self else None,
            city_days=self.city_days.data if "city_days" in self else None,
        )

    def is_in_order(self) -> bool:
        """The county comes before the city."""
        limits = self.limits()
        if limits.county_days is None or limits.city_days is None or limits.county_days < limits.city_days:
            return True
        self.city_days.errors = [_("转市级要晚于转县（市、区），请填写更大的天数。")]
        return False
