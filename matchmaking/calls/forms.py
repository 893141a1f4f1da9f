"""The forms of a call and of an application."""

import secrets
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from matchmaking.calls.states import ACCEPTED, REASONS, REFUSED, WAITING
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.forms import BaseForm, Day, LongText, Number, Text
from matchmaking.listings.forms import Codes

MOST_PLACES = 500


class Places(Number):
    """How many projects; a whole number."""

    def from_shown(self, value: Any) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class CallForm(BaseForm):
    """A call for projects."""

    organisation_id = SelectField(_l("主办单位"), choices=[], coerce=int)
    title = Text(_l("名称"), limit=80, needed=_l("请填写名称，例如“2026 年第四季度泵阀专场征集”。"))
    about = LongText(_l("征集什么"), limit=2000, rows=4, needed=_l("请写明征集什么样的项目、为了什么。"))
    conditions = LongText(
        _l("报名条件"), limit=1500, rows=4, validators=[Optional()],
        description=_l("谁能报、要到什么成熟度、要有哪些材料。不符合条件的，初审时按条件退回。"),
    )  # fmt: skip
    offers = LongText(
        _l("入选以后"), limit=1000, rows=3, validators=[Optional()],
        description=_l("安排在哪一场路演、什么时候，有什么辅导或支持。"),
    )  # fmt: skip
    industry_codes = Codes(_l("面向的产业"), "industry", most=10, description=_l("不勾选就不限产业。"))
    closes_on = Day(
        _l("报名截止日"), validators=[InputRequired(_l("请填写报名截止日。"))], description=_l("当天 24:00 截止。")
    )
    decides_on = Day(
        _l("最迟公布结果的日期"), validators=[InputRequired(_l("请填写公布结果的日期。"))],
        description=_l("报名的人会看到这一天。"),
    )  # fmt: skip
    places = Places(
        _l("名额"), low=1, high=MOST_PLACES, validators=[Optional()], description=_l("最多入选几个项目；不填就不限。")
    )
    form_key = HiddenField()

    def __init__(self, organisers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.organisation_id.choices = [SelectChoice(value, words) for value, words in organisers]
        if not self.form_key.data:
            self.form_key.data = secrets.token_hex(16)

    def validate_closes_on(self, field: Day) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(_("请填写今天或以后的日期。"))

    def validate_decides_on(self, field: Day) -> None:
        if field.data is not None and self.closes_on.data is not None and field.data <= self.closes_on.data:
            raise ValidationError(_("请填写报名截止日之后的日期，要留出初审和评分的时间。"))

    def values(self) -> dict[str, Any]:
        """The columns of a call."""
        names = ("title", "about", "conditions", "offers", "industry_codes", "decides_on", "places")
        data = {name: getattr(self, name).data for name in names}
        data |= {name: data[name] or "" for name in ("about", "conditions", "offers")}
        closes_at = datetime.combine(self.closes_on.data, time(23, 59, 59), SHANGHAI)
        return {**data, "closes_at": closes_at, "organisation_id": self.organisation_id.data}


class CancelForm(BaseForm):
    """Call a call off."""

    reason = LongText(_l("原因"), limit=300, rows=3, needed=_l("请写明原因，报名的人会看到。"))


class ApplyForm(BaseForm):
    """Apply with a project."""

    project_id = RadioField(
        _l("用哪个项目报名"), choices=[], coerce=int, validators=[InputRequired(_l("请选一个项目。"))]
    )
    text = LongText(
        _l("想通过这次路演得到什么"), limit=600, rows=4, needed=_l("请写一两句，例如想找什么样的投资人或应用企业。")
    )
    speaker = Text(_l("谁来讲"), limit=60, needed=_l("请填写讲解人的姓名和职务。"))

    def __init__(self, projects: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.project_id.choices = [SelectChoice(value, words) for value, words in projects]


class RefuseForm(BaseForm):
    """Not passed in screening."""

    reason_code = SelectField(
        _l("原因"), choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        validators=[DataRequired(_l("请选一个原因。"))],
    )  # fmt: skip
    sentence = LongText(
        _l("说明"), limit=300, rows=3, needed=_l("请写一句说明：差在哪里，补上什么以后可以报下一次征集。")
    )


class OutcomeForm(BaseForm):
    """What is intended for one project."""

    outcome = RadioField(
        _l("结果"),
        choices=[
            SelectChoice(ACCEPTED, _l("入选")),
            SelectChoice(WAITING, _l("候补")),
            SelectChoice(REFUSED, _l("不入选")),
        ],
        validators=[InputRequired(_l("请选一项。"))],
    )
    reason_code = SelectField(
        _l("不入选的原因"),
        choices=[SelectChoice("", _l("请选择原因")), *(SelectChoice(code, words) for code, words in REASONS.items())],
    )
    sentence = LongText(_l("写给项目方的一句话"), limit=300, rows=2)

    def validate_reason_code(self, field: SelectField) -> None:
        if self.outcome.data == REFUSED and not field.data:
            raise ValidationError(_("请选一个原因，项目方会看到。"))

    def validate_sentence(self, field: LongText) -> None:
        if self.outcome.data == REFUSED and not (field.data or "").strip():
            raise ValidationError(_("请写一句说明，项目方会看到。"))
