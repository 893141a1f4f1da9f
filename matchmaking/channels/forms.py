"""Forms of curators."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Optional, ValidationError

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, LongText, Text
from matchmaking.listings.forms import Codes


class _Until(BaseForm):
    until_on = Day(
        _l("到哪一天为止"), validators=[Optional()], description=_l("当天 24:00 止；不填就一直有效，直到取消。")
    )

    def validate_until_on(self, field: Any) -> None:
        """A mark that ended before it began does nothing."""
        if field.data is not None and field.data < today():
            raise ValidationError(_("请填写今天或以后的日期。"))


class PinForm(_Until):
    """Play a project first."""


class SkipForm(_Until):
    """Leave a project out."""

    reason = LongText(
        _l("原因"), limit=300, rows=3, needed=_l("请写明原因，项目方会看到。"), description=_l("项目方会收到这段话。")
    )


class ThemeForm(BaseForm):
    """Give a day a theme."""

    on = Day(_l("日期"), validators=[DataRequired(_l("请选择日期。"))])
    title = Text(_l("主题"), limit=40, needed=_l("请填写主题，例如“泵阀专场日”。"))
    industry_codes = Codes(
        _l("当天播放的产业"),
        "industry",
        most=5,
        validators=[DataRequired(_l("请至少选一个产业。"))],
        description=_l("当天只播这些产业的项目；一个也没有时，照常播放全部项目。"),
    )

    def validate_on(self, field: Any) -> None:
        """The past has been played."""
        if field.data is not None and field.data < today():
            raise ValidationError(_("请填写今天或以后的日期。"))
