"""The forms of a selection: when and how is chosen, who reviews, scores, and what is decided."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.accounts.queries import fold_email
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.forms import BaseForm, Day, LongText, Number, Row, Rows, Text, Words
from matchmaking.selections.reviewing import INTEREST, NO_INTEREST, SOME_INTEREST
from matchmaking.selections.scoring import MOST_POINTS, WHOLE
from matchmaking.vocabulary.queries import choices

REASON = "decline_reason"
HOURS = [f"{hour:02d}:{minute:02d}" for hour in range(8, 21) for minute in (0, 30)]
LONGEST_SENTENCE = 300
MOST_CRITERIA = 12


class Weight(Number):
    """A whole number of percent."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, low=1, high=WHOLE, **options)

    def from_shown(self, value: Any) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class CriterionRow(Row):
    """What is scored, and how much it counts."""

    name = Text(_l("评审项"), limit=40)
    weight = Weight(_l("权重（%）"))


def check_criteria(field: Rows) -> None:
    """Criteria with their weights: all named, none twice, 100 percent together. Raises ValidationError."""
    rows = field.filled()
    if not rows:
        raise ValidationError(_("请至少写一项评审项。"))
    for entry in field.entries:
        data = entry.data
        if data["name"] and data["weight"] is None and not entry.form.weight.errors:
            entry.form.weight.errors = [_("请填写权重。")]
        if data["weight"] is not None and not data["name"]:
            entry.form.name.errors = [*entry.form.name.errors, _("请填写评审项的名称。")]
    total = sum(row["weight"] or 0 for row in rows)
    if total != WHOLE:
        raise ValidationError(_("各项权重加起来要等于 100，现在是 %(total)s。", total=total))
    if len({row["name"] for row in rows}) != len(rows):
        raise ValidationError(_("评审项的名称不能重复。"))


class SetUpForm(BaseForm):
    """When everybody hears of the decision, what is scored, and whether it is blind."""

    decides_on = Day(
        _l("公布决定的日期"),
        validators=[InputRequired(_l("请填写公布决定的日期。"))],
        description=_l("应答单位会看到这一天；到时所有应答单位同时收到结果。"),
    )
    decides_time = SelectField(
        _l("时间（北京时间）"), choices=[SelectChoice(one, one) for one in HOURS], default="17:30"
    )
    reason = LongText(
        _l("改时间的原因"), limit=LONGEST_SENTENCE, rows=2, validators=[Optional()],
        description=_l("已经有单位应答时要写，应答单位和评审人会看到。"),
    )  # fmt: skip
    criteria = Rows(FormField(CriterionRow), _l("评审项和权重"), most=MOST_CRITERIA)
    is_blind = BooleanField(
        _l("匿名评审：评审人只看到方案 A、B、C"),
        description=_l(
            "单位、人员、成果名称和联系方式都遮住，文字里出现的也遮住；附件只给 PDF 和图片，文件名改为中性名称。"
        ),
    )
    is_blind_for_owner = BooleanField(
        _l("我单位也不看名称，确认决定以后才显示"),
        description=_l("请在收到应答之前就选上；已经看过名称的人没法再忘掉。"),
    )

    @property
    def decides_at(self) -> datetime:
        """The moment that was typed, in the city's time."""
        hour, minute = (self.decides_time.data or "17:30").split(":")
        return datetime.combine(self.decides_on.data, time(int(hour), int(minute)), SHANGHAI)

    def read_moment(self, moment: datetime) -> None:
        """Show a stored moment; one that is not on the list is offered as it is."""
        local = moment.astimezone(SHANGHAI)
        self.decides_on.data = local.date()
        self.decides_time.data = local.strftime("%H:%M")
        self.offer(moment)

    def offer(self, moment: datetime) -> None:
        """Keep the stored time of day among the choices."""
        stored = moment.astimezone(SHANGHAI).strftime("%H:%M")
        if stored not in HOURS:
            self.decides_time.choices = [SelectChoice(one, one) for one in sorted([*HOURS, stored])]

    def validate_criteria(self, field: Rows) -> None:
        check_criteria(field)


class ScreenForm(BaseForm):
    """What becomes of the ticked answers."""

    letters = SelectMultipleField(
        _l("应答"), choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reason_code = SelectField(_l("原因"), choices=[], validate_choice=False)
    sentence = Text(_l("说明"), limit=LONGEST_SENTENCE)

    def __init__(self, letters: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.letters.choices = [SelectChoice(one, one) for one in letters]
        self.reason_code.choices = reasons()

    def check(self, *, declines: bool) -> bool:
        """Whether it can be done: something is ticked, and a refusal has its reason and its sentence."""
        sound = self.validate()
        if not self.letters.data:
            self.letters.errors = [*self.letters.errors, _("请先勾选应答。")]
            sound = False
        if declines:
            sound = _reason_is_complete(self.reason_code, self.sentence) and sound
        return sound


def _pairs(pairs: list[tuple[Any, str]]) -> list[SelectChoice]:
    """(value, words) as choices."""
    return [SelectChoice(value, words) for value, words in pairs]


def reasons() -> list[SelectChoice]:
    """The reasons of a refusal, after an empty choice."""
    return [SelectChoice("", _("请选择原因")), *choices(REASON)]


def _reason_is_complete(code: SelectField, sentence: Text) -> bool:
    known = {one.value for one in choices(REASON)}
    if code.data not in known:
        code.errors = [_("请选一个原因，应答单位会看到。")]
    if not (sentence.data or "").strip():
        sentence.errors = [*sentence.errors, _("请写一句说明，应答单位会看到。")]
    return not code.errors and not sentence.errors


class InviteForm(BaseForm):
    """Whom to ask: an address, or somebody whom the platform knows."""

    email = Text(
        _l("评审人的邮箱"),
        limit=254,
        validators=[
            Optional(),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("邮箱格式不对，例如 name@example.com。")),
        ],
        description=_l("有账号的人在平台上收到邀请；没有账号的会收到一封邮件，用这个邮箱注册后就能评审。"),
    )
    known = SelectField(_l("或者从本单位成员和技术经理人里选"), choices=[], validate_choice=False)

    def __init__(self, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.known.choices = [SelectChoice("", _("暂不选")), *_pairs(people)]
        self.addresses = {email for email, _name in people}

    @property
    def address(self) -> str:
        """Whom it is about."""
        return fold_email(self.email.data or self.known.data or "")

    def validate_known(self, field: SelectField) -> None:
        if field.data and field.data not in self.addresses:
            raise ValidationError(_("请从列表里选择一项。"))
        if not field.data and not self.email.data:
            raise ValidationError(_("请填写邮箱，或者选一个人。"))


class DeclarationForm(BaseForm):
    """What a reviewer signs before seeing anything."""

    declaration = RadioField(
        _l("我和这条需求、和可能的应答方"),
        choices=[
            SelectChoice(NO_INTEREST, _l("没有利害关系：没有任职、持股、合作项目、亲属或师生关系")),
            SelectChoice(SOME_INTEREST, _l("和其中一部分应答方有利害关系，不评这些方案")),
            SelectChoice(INTEREST, _l("有利害关系或不便评审，退出这次评审")),
        ],
        validators=[InputRequired(_l("请选一项。"))],
    )
    organisations = SelectMultipleField(
        _l("有利害关系的应答方"), choices=[], coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    names = Words(
        _l("与您有利害关系的单位"), most=20, longest=60,
        description=_l("匿名评审不列应答方名单。请把可能应答、又和您有利害关系的单位都写上，由平台核对。"),
    )  # fmt: skip
    interest = LongText(_l("是什么关系"), limit=LONGEST_SENTENCE, rows=2)
    promise = BooleanField(
        _l("我会保密，按评审项独立打分，不把看到的内容用于评审以外的事"),
        validators=[InputRequired(_l("请确认以后再签署。"))],
    )

    def __init__(self, answering: list[tuple[int, str]] | None, **options: Any) -> None:
        """`answering` is None where the reviewer may not know who answers: then names are typed and compared."""
        super().__init__(**options)
        if answering is None:
            del self.organisations
        else:
            self.organisations.choices = _pairs(answering)
            del self.names

    def validate_names(self, field: Words) -> None:
        if self.declaration.data == SOME_INTEREST and not field.data:
            raise ValidationError(_("请写出与您有利害关系的单位。"))

    def validate_interest(self, field: LongText) -> None:
        if self.declaration.data == SOME_INTEREST and not (field.data or "").strip():
            raise ValidationError(_("请写明是什么关系。"))

    def validate_organisations(self, field: SelectMultipleField) -> None:
        if self.declaration.data == SOME_INTEREST and not field.data:
            raise ValidationError(_("请勾选有利害关系的应答方；不在名单里就选“没有利害关系”。"))


class ScoreRow(Row):
    """Points for one criterion."""

    points = SelectField(
        _l("分数"),
        choices=[SelectChoice("", "—"), *(SelectChoice(str(one), str(one)) for one in range(MOST_POINTS, -1, -1))],
    )
    remark = Text(_l("理由"), limit=200)


class ReviewForm(BaseForm):
    """One review: a row for each criterion, in their order."""

    rows = Rows(FormField(ScoreRow), _l("打分"), most=MOST_CRITERIA)
    comment = LongText(_l("总的意见"), limit=1000, rows=4, validators=[Optional()])

    def is_complete(self) -> bool:
        """Whether every criterion has points; marks those that have none."""
        missing = [entry for entry in self.rows.entries if not entry.form.points.data]
        for entry in missing:
            entry.form.points.errors = [_("请打分。")]
        return not missing


class CommentForm(BaseForm):
    """A remark for the demand's people and the reviewers."""

    text = LongText(_l("说一句"), limit=1000, needed=_l("请先写内容。"), rows=2)
    about = SelectField(_l("关于"), choices=[])
    form_key = HiddenField()

    def __init__(self, about: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.about.choices = [SelectChoice("", _("整体")), *_pairs(about)]


class OutcomeRow(Row):
    """What is intended for one answer."""

    result = RadioField(
        _l("结果"),
        choices=[
            SelectChoice("", _l("待定")),
            SelectChoice("chosen", _l("选定")),
            SelectChoice("declined", _l("不选")),
        ],
        default="",
    )
    reason_code = SelectField(_l("原因"), choices=[], validate_choice=False)
    sentence = Text(_l("写给应答单位的一句说明"), limit=LONGEST_SENTENCE)
    reveals_name = BooleanField(_l("结果送达时，向这家单位公开我单位名称"))


class DecisionForm(BaseForm):
    """What is intended for every answer, in the order of the page."""

    rows = Rows(FormField(OutcomeRow), _l("结果"), most=60)

    def fit(self) -> "DecisionForm":
        """Offer the reasons in every row."""
        for entry in self.rows.entries:
            entry.form.reason_code.choices = reasons()
        return self

    def is_sound(self, names: tuple[str, ...]) -> bool:
        """Whether what was typed can be kept: reasons that exist, and no name that the demand hides."""
        sound = self.validate()
        known = {one.value for one in choices(REASON)}
        for entry in self.rows.entries:
            row = entry.form
            if row.reason_code.data and row.reason_code.data not in known:
                row.reason_code.errors = [_("请从列出的原因里选。")]
                sound = False
            if any(name and name in (row.sentence.data or "") for name in names):
                row.sentence.errors = [_("这句话里有贵单位的名称或人员姓名。需求不公开名称，请换一种写法。")]
                sound = False
            if row.result.data == "declined" and not _reason_is_complete(row.reason_code, row.sentence):
                sound = False
        return sound


class ConfirmForm(BaseForm):
    """The password once more, and when everybody hears of it."""

    when = RadioField(
        _l("什么时候送达"),
        choices=[SelectChoice("then", _l("按公布时间")), SelectChoice("now", _l("确认后立刻送达"))],
        default="then",
        validators=[InputRequired(_l("请选一项。"))],
    )
    password = PasswordField(
        _l("您的登录密码"),
        [DataRequired(_l("请填写您的登录密码。")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    decision_key = HiddenField()
