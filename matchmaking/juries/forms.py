"""The forms of a jury: its sheet, whom to ask, the declaration, and the points for one project."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, LongText, Row, Rows, Text
from matchmaking.selections.forms import MOST_CRITERIA, ScoreRow, Weight, check_criteria

NO_INTEREST, SOME_INTEREST, INTEREST = "none", "some", "all"
MAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("邮箱格式不对，例如 name@example.com。"))


class CriterionRow(Row):
    """What is scored, what to look at, and how much it counts."""

    name = Text(_l("评审项"), limit=40)
    note = Text(_l("看什么"), limit=120)
    weight = Weight(_l("权重（%）"))


class CriteriaForm(BaseForm):
    """The sheet of a jury."""

    due_on = Day(_l("评分截止日"), validators=[Optional()], description=_l("当天 24:00 截止；不填按办理期限规则。"))
    criteria = Rows(FormField(CriterionRow), _l("评审项和权重"), most=MOST_CRITERIA)

    def validate_due_on(self, field: Day) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(_("请填写今天或以后的日期。"))

    def validate_criteria(self, field: Rows) -> None:
        check_criteria(field)


class AskForm(BaseForm):
    """Whom to ask."""

    email = Text(
        _l("评审人的邮箱"),
        limit=254,
        needed=_l("请填写邮箱。"),
        validators=[MAIL],
        description=_l("对方要先有账号。平台会自动核查他与参评项目有没有关联。"),
    )


class DeclarationForm(BaseForm):
    """What a juror signs before scoring."""

    declaration = RadioField(
        _l("我和参评项目"),
        choices=[
            SelectChoice(NO_INTEREST, _l("没有利害关系：没有任职、持股、投资、合作、亲属或师生关系")),
            SelectChoice(SOME_INTEREST, _l("和其中一部分项目有利害关系，不评这些项目")),
            SelectChoice(INTEREST, _l("有利害关系或不便评审，退出这次评审")),
        ],
        validators=[InputRequired(_l("请选一项。"))],
    )
    projects = SelectMultipleField(
        _l("有利害关系的项目"), choices=[], coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    interest = LongText(_l("是什么关系"), limit=300, rows=2)
    promise = BooleanField(
        _l("我会保密，按评审项独立打分，不把看到的内容用于评审以外的事"),
        validators=[InputRequired(_l("请确认以后再签署。"))],
    )

    def __init__(self, projects: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.projects.choices = [SelectChoice(value, words) for value, words in projects]

    def validate_projects(self, field: SelectMultipleField) -> None:
        if self.declaration.data == SOME_INTEREST and not field.data:
            raise ValidationError(_("请勾选有利害关系的项目；都没有，就选“没有利害关系”。"))

    def validate_interest(self, field: LongText) -> None:
        if self.declaration.data == SOME_INTEREST and not (field.data or "").strip():
            raise ValidationError(_("请写明是什么关系。"))


class PointsRow(ScoreRow):
    """Points for one criterion, without a remark."""

    remark = None


class SheetForm(BaseForm):
    """The points for one project: a row for each criterion, in their order."""

    rows = Rows(FormField(PointsRow), _l("打分"), most=MOST_CRITERIA)
    comment = LongText(
        _l("意见"), limit=1000, rows=4, validators=[Optional()],
        description=_l("组织方能看到；决定后可以由组织方转给项目方，不写姓名。"),
    )  # fmt: skip

    def is_complete(self) -> bool:
        """Whether every criterion has points; marks those that have none."""
        missing = [entry for entry in self.rows.entries if not entry.form.points.data]
        for entry in missing:
            entry.form.points.errors = [_("请打分。")]
        return not missing
