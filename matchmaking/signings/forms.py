"""The forms of signing."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.forms import BaseForm, Day, LongText, Row, Rows, Text, WanYuan
from matchmaking.signings.states import ELECTRONIC, SCAN, WAYS

PASS, RETURN = "pass", "return"
MOST_STEPS = 8


class TurnForm(BaseForm):
    """Approve a step, or send the text back."""

    sha256 = HiddenField()
    decision = RadioField(
        _l("审批意见"),
        choices=[SelectChoice(PASS, _l("同意")), SelectChoice(RETURN, _l("退回修改"))],
        validators=[InputRequired(_l("请选择同意还是退回。"))],
    )
    words = LongText(
        _l("内部意见"), limit=1000, rows=3, validators=[Optional()], description=_l("只有本单位的人能看到。")
    )
    reason = LongText(
        _l("退回的理由"),
        limit=1000,
        rows=3,
        validators=[Optional()],
        description=_l("退回时必填。各方都能看到，请写明哪一条要怎样改。"),
    )

    def is_in_order(self) -> bool:
        """A text that goes back says why."""
        if self.decision.data == RETURN and not self.reason.data:
            self.reason.errors = [_("请写明退回的理由，对方才知道怎样改。")]
            return False
        return True


class TextForm(BaseForm):
    """The signed text."""

    sha256 = HiddenField()
    way = RadioField(_l("签订方式"), choices=[SelectChoice(code, word) for code, word in WAYS.items()], default=SCAN)
    file = FileField(
        _l("签订文本（PDF）"),
        description=_l("各方签字盖章的全文，扫描成一个 PDF。文件按原样保存，不加水印。电子签约可以只填编号。"),
        render_kw={"accept": ".pdf"},
    )
    platform = Text(_l("电子签约平台"), limit=100, validators=[Optional()])
    number = Text(_l("电子合同编号"), limit=100, validators=[Optional()])
    signed_on = Day(_l("签订日期"), validators=[InputRequired(_l("请填写签订日期。"))])
    signed_place = Text(_l("签订地点"), limit=100, needed=_l("请填写签订地点，登记时要用。"))

    def is_in_order(self) -> bool:
        """A scan has a file, an electronic contract its platform and number."""
        if self.way.data == SCAN and not self.file.data:
            self.file.errors = [_("请选择扫描件。")]
        if self.way.data == ELECTRONIC:
            if not self.platform.data:
                self.platform.errors = [_("请填写在哪个平台签的。")]
            if not self.number.data:
                self.number.errors = [_("请填写平台给的合同编号。")]
        return not any(one.errors for one in (self.file, self.platform, self.number))


class AnswerForm(BaseForm):
    """Whether this is the signed text."""

    decision = RadioField(
        _l("您的答复"),
        choices=[SelectChoice("yes", _l("确认，这就是签订的文本")), SelectChoice("no", _l("不认可"))],
        validators=[InputRequired(_l("请选择确认还是不认可。"))],
    )
    reason = LongText(_l("不认可的理由"), limit=1000, rows=3, validators=[Optional()], description=_l("不认可时必填。"))

    def is_in_order(self) -> bool:
        """A refusal says why."""
        if self.decision.data == "no" and not self.reason.data:
            self.reason.errors = [_("请写明哪里与约定的文本不同，对方才能更正。")]
            return False
        return True


class People(SelectMultipleField):
    """Members of the organisation, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **options)


class StepRow(Row):
    """One step of a chain."""

    name = Text(_l("步骤名称"), limit=30, description=_l("例如法务、财务、分管领导、负责人。"))
    user_ids = People(_l("谁可以审批"), description=_l("其中任何一人同意即可。"))
    from_amount = WanYuan(
        _l("多少万元以上才审"), validators=[Optional()], description=_l("按合同成交额；不填表示都要审。")
    )


class ChainForm(BaseForm):
    """The chain of an organisation; without steps its owners approve."""

    steps = Rows(FormField(StepRow), _l("审批步骤"), most=MOST_STEPS)

    def with_people(self, people: list[tuple[int, str]]) -> "ChainForm":
        """Offer the members of the organisation in every step."""
        for entry in self.steps.entries:
            entry.form.user_ids.choices = [SelectChoice(value, name) for value, name in people]
        return self

    def is_in_order(self) -> bool:
        """Every step has a name and somebody who approves."""
        is_fine = True
        for entry in self.steps.entries:
            row = entry.form
            if not row.name.data and not row.user_ids.data and row.from_amount.data is None:
                continue
            if not row.name.data:
                row.name.errors, is_fine = [_("请填写步骤名称。")], False
            if not row.user_ids.data:
                row.user_ids.errors, is_fine = [_("请至少选一个人。")], False
        return is_fine


class DelegationForm(BaseForm):
    """Who approves while somebody is away."""

    user_id = SelectField(_l("谁外出"), coerce=int)
    delegate_id = SelectField(_l("由谁代批"), coerce=int)
    from_on = Day(_l("从哪天"), validators=[InputRequired(_l("请填写开始日期。"))])
    until_on = Day(_l("到哪天"), validators=[InputRequired(_l("请填写结束日期。"))])

    def is_in_order(self) -> bool:
        """Two people, and days in order."""
        if self.user_id.data == self.delegate_id.data:
            self.delegate_id.errors = [_("请选另一个人代批。")]
        if self.from_on.data and self.until_on.data and self.until_on.data < self.from_on.data:
            self.until_on.errors = [_("结束日期不能早于开始日期。")]
        return not (self.delegate_id.errors or self.until_on.errors)
