"""The forms of a contest: the edition, entering, refusing, prizes, and a step of landing."""

import secrets
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from matchmaking.calls.forms import Places
from matchmaking.contests.states import LANDING_STEPS
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.forms import BaseForm, Day, LongText, Row, Rows, Text, WanYuan
from matchmaking.vocabulary.queries import choices


class DivisionRow(Row):
    """A division."""

    name = Text(_l("赛道"), limit=40)


class RoundRow(Row):
    """A round: how many of each division go on, and the last day for the judges."""

    name = Text(_l("轮次"), limit=20)
    advance_count = Places(_l("每个赛道晋级几个"), low=1, high=200)
    due_on = Day(_l("评分截止日"), validators=[Optional()])


class ContestForm(BaseForm):
    """An edition."""

    organisation_id = SelectField(_l("主办单位"), choices=[], coerce=int)
    title = Text(_l("名称"), limit=80, needed=_l("请填写名称和届次，例如“2026 年创新创业大赛”。"))
    about = LongText(_l("大赛介绍"), limit=3000, rows=4, needed=_l("请写明比什么、为了什么。"))
    conditions = LongText(_l("参赛条件"), limit=1500, rows=3, validators=[Optional()])
    prizes = LongText(_l("奖项和支持"), limit=1500, rows=3, validators=[Optional()])
    closes_on = Day(
        _l("报名截止日"), validators=[InputRequired(_l("请填写报名截止日。"))], description=_l("当天 24:00 截止。")
    )
    divisions = Rows(FormField(DivisionRow), _l("赛道"), most=12)
    rounds = Rows(FormField(RoundRow), _l("轮次"), most=6)
    form_key = HiddenField()

    def __init__(self, organisers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.organisation_id.choices = [SelectChoice(value, words) for value, words in organisers]
        if not self.form_key.data:
            self.form_key.data = secrets.token_hex(16)

    def validate_closes_on(self, field: Day) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(_("请填写今天或以后的日期。"))

    def validate_divisions(self, field: Rows) -> None:
        names = [row["name"] for row in field.filled()]
        if not names:
            raise ValidationError(_("请至少写一个赛道，例如“初创组”。"))
        if len(set(names)) != len(names):
            raise ValidationError(_("赛道的名称不能重复。"))

    def validate_rounds(self, field: Rows) -> None:
        if not field.filled():
            raise ValidationError(_("请至少写一轮，例如“决赛”。"))
        before = self.closes_on.data
        for entry in field.entries:
            row = entry.form
            if not any(entry.data[name] for name in ("name", "advance_count", "due_on")):
                continue
            if not row.name.data:
                row.name.errors = [*row.name.errors, _("请填写轮次的名称。")]
            if row.advance_count.data is None and not row.advance_count.errors:
                row.advance_count.errors = [_("请填写晋级几个；最后一轮填可以获奖的个数。")]
            if row.due_on.data is None:
                row.due_on.errors = row.due_on.errors or [_("请填写评分截止日。")]
            elif before is not None and row.due_on.data <= before:
                row.due_on.errors = [_("请填写报名截止日和上一轮之后的日期。")]
            before = row.due_on.data or before
            if row.name.errors or row.advance_count.errors or row.due_on.errors:
                self.has_wrong_rounds = True

    has_wrong_rounds = False

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that is wrong only together with another one is wrong too."""
        self.has_wrong_rounds = False
        return super().validate(extra_validators) and not self.has_wrong_rounds

    def values(self) -> dict[str, Any]:
        """The columns of a contest."""
        data = {name: getattr(self, name).data or "" for name in ("title", "about", "conditions", "prizes")}
        closes_at = datetime.combine(self.closes_on.data, time(23, 59, 59), SHANGHAI)
        return {**data, "closes_at": closes_at, "organisation_id": self.organisation_id.data}


class EnterForm(BaseForm):
    """Take part with a project."""

    project_id = RadioField(_l("参赛项目"), choices=[], coerce=int, validators=[InputRequired(_l("请选一个项目。"))])
    division_id = RadioField(_l("赛道"), choices=[], coerce=int, validators=[InputRequired(_l("请选一个赛道。"))])

    def __init__(self, projects: list[tuple[int, str]], divisions: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.project_id.choices = [SelectChoice(value, words) for value, words in projects]
        self.division_id.choices = [SelectChoice(value, words) for value, words in divisions]


class ReasonForm(BaseForm):
    """Why something ends."""

    reason = LongText(_l("原因"), limit=300, rows=3, needed=_l("请写明原因，参赛方会看到。"))


class PrizeRow(Row):
    """The prize of one entry; empty: none."""

    prize = Text(_l("奖项"), limit=40)


class AwardForm(BaseForm):
    """A row for each entry of the last ranking, in their order."""

    rows = Rows(FormField(PrizeRow), _l("奖项"), most=200)


class LandingForm(BaseForm):
    """A step on the way into the city."""

    kind = RadioField(
        _l("哪一步"),
        choices=[SelectChoice(code, words) for code, words in LANDING_STEPS.items()],
        validators=[InputRequired(_l("请选一步。"))],
    )
    on = Day(_l("日期"), validators=[InputRequired(_l("请填写日期。"))])
    amount = WanYuan(_l("金额"), description=_l("获得资金和首笔收入时填写。"))
    county_code = SelectField(_l("落在哪个县（市、区）"), choices=[], validate_choice=False)
    proof = LongText(
        _l("凭据"), limit=500, rows=3, needed=_l("请写明凭据，例如企业名称和统一社会信用代码、租赁合同或发票号。")
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.county_code.choices = [SelectChoice("", _("还没定")), *choices("county")]

    def validate_on(self, field: Day) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(_("请填写已经发生的日期。"))

    def validate_amount(self, field: WanYuan) -> None:
        if self.kind.data in ("funding", "revenue") and field.data is None:
            raise ValidationError(_("请填写金额。"))

    def validate_county_code(self, field: SelectField) -> None:
        if field.data and field.data not in {one.value for one in self.county_code.choices}:
            raise ValidationError(_("请从列表里选择。"))
