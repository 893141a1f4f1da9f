"""The forms of trials and of the pool."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FormField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from matchmaking.core.forms import BaseForm, Day, EmptyForm, LongText, Row, Rows, Text, WanYuan
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES
from matchmaking.files.contents import ACCEPT
from matchmaking.trials import states

LONGEST = 2000
MOST_MONTHS, MOST_PLACES, MOST_ROWS = 36, 200, 30


def _choices(words: Any) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in words.items()]


class PoolForm(BaseForm):
    """On which conditions an achievement may be used free of charge first."""

    audience = RadioField(_l("谁可以申请"), choices=_choices(states.AUDIENCES), default=states.SMALL)
    free_months = IntegerField(
        _l("免费试用多少个月"),
        [
            InputRequired(_l("请填写免费试用几个月。")),
            NumberRange(1, MOST_MONTHS, _l("请填写 1 到 %(max)d 个月。")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    places = IntegerField(
        _l("同时最多几家试用"), [Optional(), NumberRange(1, MOST_PLACES, _l("请填写 1 到 %(max)d 家。"))],
        description=_l("不填就是不限。"), render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    conversion_mode = SelectField(_l("转为有偿后怎样支付"), choices=_choices(states.CONVERSION_MODES))
    conversion_price = WanYuan(_l("转化价格"), description=_l("不填就是届时协商。"))
    terms = LongText(
        _l("转化条件和其他要求"), limit=LONGEST, needed=_l("请写明达到什么条件就转为有偿。"), rows=5,
        description=_l("例如：指标达到约定值即转为有偿；试用单位提供工况数据；不得转给第三方使用。"),
    )  # fmt: skip


class WantedRow(Row):
    """A criterion that somebody types."""

    name = Text(_l("指标"), limit=80)
    target = Text(_l("目标值"), limit=120)
    method = Text(_l("怎样测"), limit=120)


class _KeyForm(BaseForm):
    form_key = HiddenField()

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)

    def rows_in_order(self) -> bool:
        """A row with a target needs a name."""
        for entry in self.criteria.entries:  # type: ignore[attr-defined]
            row = entry.form
            if (row.target.data or row.method.data) and not row.name.data:
                row.name.errors = [_("请写明是哪一项指标。")]
                return False
        return True

    def typed(self) -> list[dict[str, Any]]:
        """The criteria that were filled in."""
        return self.criteria.filled()  # type: ignore[attr-defined]


class ApplyForm(_KeyForm):
    """An enterprise wants to use an achievement free of charge first."""

    purpose = LongText(
        _l("用来做什么"), limit=LONGEST, needed=_l("请写明打算用在哪里、解决什么问题。"), rows=5,
        description=_l("写清用在哪条产线或产品上、谁来用、现在的做法是什么。"),
    )  # fmt: skip
    place = Text(_l("试用地点"), limit=120, needed=_l("请填写试用地点。"))
    months = IntegerField(
        _l("希望试用几个月"), [Optional(), NumberRange(1, MOST_MONTHS, _l("请填写 1 到 %(max)d 个月。"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    is_small = BooleanField(_l("我单位属于中小微企业"))
    criteria = Rows(FormField(WantedRow), _l("想验证的指标"), most=MOST_ROWS)

    def is_in_order(self, audience: str) -> bool:
        """What is only for small enterprises wants their word for it."""
        if audience == states.SMALL and not self.is_small.data:
            self.is_small.errors = [_("这项成果只向中小微企业开放，请确认贵单位属于中小微企业。")]
            return False
        return self.rows_in_order()


class PlanForm(_KeyForm):
    """A sample trial."""

    purpose = LongText(
        _l("验证什么"), limit=LONGEST, needed=_l("请写明验证什么、用什么样品。"), rows=4,
        description=_l("例如：送 20 件阀座样品，在现有台架上做 5 万次启闭。"),
    )  # fmt: skip
    place = Text(_l("在哪里做"), limit=120)
    tester = RadioField(_l("谁来做并报结果"), default=BUYER, choices=[SelectChoice(one, SIDES[one]) for one in SIDES])
    starts_on = Day(_l("计划开始"), validators=[InputRequired(_l("请填写计划开始的日期。"))])
    ends_on = Day(_l("计划报结果"), validators=[InputRequired(_l("请填写计划报结果的日期。"))])
    criteria = Rows(FormField(WantedRow), _l("再加几项指标"), most=MOST_ROWS)

    def fit(self, *, has_broker: bool) -> "PlanForm":
        """Without a broker there are only two sides."""
        if not has_broker:
            self.tester.choices = [SelectChoice(one, SIDES[one]) for one in (BUYER, SELLER) if one != BROKER]
        return self

    def is_in_order(self) -> bool:
        """It ends after it begins."""
        if self.starts_on.data and self.ends_on.data and self.ends_on.data <= self.starts_on.data:
            self.ends_on.errors = [_("报结果的日期要晚于开始的日期。")]
            return False
        return self.rows_in_order()


class TermsForm(BaseForm):
    """What holds from the outset."""

    free_from = Day(_l("免费试用从哪天"), validators=[InputRequired(_l("请填写开始的日期。"))])
    free_until = Day(_l("到哪天为止"), validators=[InputRequired(_l("请填写截止的日期。"))])
    conversion_mode = SelectField(_l("转为有偿后怎样支付"), choices=_choices(states.CONVERSION_MODES))
    conversion_price = WanYuan(_l("转化价格"), description=_l("不填就是届时协商。"))
    conversion_condition = LongText(
        _l("转为有偿的条件"), limit=LONGEST, rows=4, needed=_l("请写明达到什么条件就转为有偿。")
    )
    duties = LongText(
        _l("双方义务"), limit=LONGEST, rows=4, description=_l("安装、培训、耗材、保密、数据归谁、损坏怎么办。")
    )

    def is_in_order(self) -> bool:
        """It ends after it begins."""
        if self.free_from.data and self.free_until.data and self.free_until.data <= self.free_from.data:
            self.free_until.errors = [_("截止的日期要晚于开始的日期。")]
            return False
        return True


class ApproveForm(TermsForm):
    """The owner allows it on terms."""

    decision_words = LongText(_l("给申请单位的话"), limit=LONGEST, rows=3)


class _ReasonForm(EmptyForm):
    # Several of them may stand on one page.
    part = ""
    reason_code = SelectField(
        _l("原因"),
        choices=[SelectChoice("", _l("请选择")), *_choices(states.REASONS)],
        validators=[InputRequired(_l("请选择原因，对方会看到。"))],
    )
    reason = LongText(_l("说明"), limit=LONGEST, rows=3)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, prefix=self.part, **options)

    def is_in_order(self) -> bool:
        """Other reasons need words."""
        if self.reason_code.data == "other" and not self.reason.data:
            self.reason.errors = [_("选了“其他原因”，请写明是什么。")]
            return False
        return True


class RefuseForm(_ReasonForm):
    """The owner does not allow it."""

    part = "refuse"


class DropForm(_ReasonForm):
    """It does not take place."""

    part = "drop"


class ReturnForm(_ReasonForm):
    """It is given back."""

    part = "return"


class InsureForm(EmptyForm):
    """The policy."""

    insurer = Text(_l("保险公司"), limit=80, needed=_l("请填写保险公司。"))
    policy_number = Text(_l("保单号"), limit=80, needed=_l("请填写保单号。"))
    insured_until = Day(_l("保到哪天"), validators=[Optional()])


class StartForm(EmptyForm):
    """It begins."""

    started_on = Day(_l("实际开始"), validators=[InputRequired(_l("请填写实际开始的日期。"))])


class ExtendForm(EmptyForm):
    """It goes on longer."""

    until = Day(_l("延长到哪天"), validators=[InputRequired(_l("请填写新的截止日。"))])
    extension_reason = Text(_l("为什么延长"), limit=200, needed=_l("请写明为什么延长。"))


class ResultRow(Row):
    """What was measured for one criterion."""

    measured = Text(_l("实测值"), limit=120)
    measured_unit = Text(_l("单位"), limit=30)
    condition = Text(_l("测试条件"), limit=200)
    verdict = SelectField(
        _l("结论"),
        choices=[SelectChoice("", _l("按实测值比较")), *_choices(states.VERDICTS)],
        validate_choice=True,
    )
    words = Text(_l("判断依据"), limit=200)


class ResultsForm(BaseForm):
    """What a trial brought."""

    rows = Rows(FormField(ResultRow), _l("指标"), most=MOST_ROWS * 2)
    report = LongText(
        _l("试用情况"), limit=LONGEST * 2, rows=6, description=_l("怎么做的、做了多久、出过什么问题、怎样处理的。")
    )
    next_step = Text(_l("下一步"), limit=200, description=_l("例如：加做盐雾试验；谈价格；换一批样品再试。"))


class CriterionForm(EmptyForm):
    """A further criterion."""

    name = Text(_l("指标"), limit=80, needed=_l("请写明是哪一项指标。"))
    target = Text(_l("目标值"), limit=120)


class EvaluateForm(EmptyForm):
    """The buyer judges."""

    evaluation = LongText(_l("试用评价"), limit=LONGEST * 2, needed=_l("请写明用下来怎么样。"), rows=5)


class ConcludeForm(EmptyForm):
    """The buyer's word on a sample: passed, failed, or more of it."""

    outcome = RadioField(
        _l("结论"),
        choices=[
            SelectChoice(states.PASSED, _l("通过，往下谈")),
            SelectChoice(states.FAILED, _l("没有通过")),
            SelectChoice(states.RUNNING, _l("结果不完整，请补做")),
        ],
        validators=[InputRequired(_l("请选择结论。"))],
    )
    conclusion = LongText(_l("说明"), limit=LONGEST, needed=_l("请写明理由，对方会看到。"), rows=4)
    after = Text(_l("下一步"), limit=200)


class ConvertForm(EmptyForm):
    """The buyer keeps it."""

    conversion_words = LongText(_l("说明"), limit=LONGEST, rows=3)


class AnswerForm(EmptyForm):
    """The seller's word on the result."""

    answer = LongText(_l("回应"), limit=LONGEST, needed=_l("请写明对结果和评价的看法。"), rows=4)


class FileForm(EmptyForm):
    """A report, a photo, a policy."""

    purpose = SelectField(_l("文件是什么"), choices=_choices(states.PURPOSES))
    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))], render_kw={"accept": ACCEPT})
