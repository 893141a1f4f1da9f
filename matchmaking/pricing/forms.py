"""The forms of prices: a private range, how the price is made, a result, the notice and the answers to it."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from matchmaking.core.forms import BaseForm, Day, LongText, Number, Text, WanYuan
from matchmaking.files.contents import ACCEPT
from matchmaking.pricing.publicity import Text as NoticeText
from matchmaking.pricing.publicity import least_days
from matchmaking.pricing.scale import Range
from matchmaking.pricing.states import MODES, PAPERS
from matchmaking.public_notices.forms import ContactForm
from matchmaking.public_notices.periods import MOST_DAYS
from matchmaking.vocabulary.queries import choices

YES, NO = "yes", "no"


def needed(words: Any) -> InputRequired:
    """A field that must be filled in, and what to say when it is not."""
    return InputRequired(words)


class KeyedForm(BaseForm):
    """A form that makes one record, however often it is sent."""

    form_key = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.form_key.data:
            self.form_key.data = secrets.token_hex(16)


class RangeForm(BaseForm):
    """The private range of one side."""

    low = WanYuan(_l("下限"), validators=[needed(_l("请填写下限。"))])
    high = WanYuan(_l("上限"), validators=[needed(_l("请填写上限。"))])

    def validate_high(self, field: WanYuan) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("上限应大于 0。"))
        if field.data is not None and self.low.data is not None and field.data < self.low.data:
            raise ValidationError(_("上限不能低于下限。"))

    def found(self) -> Range:
        """What was entered, in yuan."""
        return Range(self.low.data, self.high.data)


class MiddleForm(BaseForm):
    """Whether the rounded middle may be shown."""

    agrees = RadioField(
        _l("是否公布"),
        choices=[SelectChoice(YES, _l("同意公布")), SelectChoice(NO, _l("不公布"))],
        validators=[needed(_l("请选择。"))],
    )


class ModeForm(BaseForm):
    """How the price is made."""

    mode = RadioField(
        _l("定价方式"),
        choices=[SelectChoice(code, words) for code, words in MODES.items()],
        validators=[needed(_l("请选择定价方式。"))],
    )


class BodyForm(BaseForm):
    """Whether the seller is a state body."""

    answer = RadioField(
        _l("出让方是否为国家设立的研究开发机构、高等院校"),
        choices=[SelectChoice(YES, _l("是")), SelectChoice(NO, _l("不是"))],
        validators=[needed(_l("请选择。"))],
        description=_l("事业单位性质的新型研发机构选“是”。选“是”并且协议定价的，签合同前要公示。"),
    )


class PaperForm(BaseForm):
    """A paper that proves how the price was made."""

    purpose = SelectField(_l("材料种类"), choices=[SelectChoice(code, words) for code, words in PAPERS.items()])
    file = FileField(_l("文件"), render_kw={"accept": ACCEPT}, validators=[needed(_l("请选择文件。"))])


class ResultForm(KeyedForm):
    """What a listing or an auction came to."""

    platform = Text(_l("交易平台"), limit=120, needed=_l("请填写在哪个平台挂牌或拍卖。"))
    reference = Text(_l("项目编号"), limit=80, needed=_l("请填写平台给的编号。"))
    closed_on = Day(_l("成交日期"), validators=[needed(_l("请填写成交日期。"))])
    amount = WanYuan(_l("成交价"), validators=[needed(_l("请填写成交价。"))])
    file = FileField(
        _l("成交确认书"), render_kw={"accept": ACCEPT}, description=_l("平台出具的成交确认书，各方都能看到。")
    )

    def validate_amount(self, field: WanYuan) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("成交价应大于 0。"))


class AnswerForm(BaseForm):
    """Accept an offer, or decline it with a reason."""

    decision = HiddenField()
    reason = LongText(_l("谢绝的理由"), limit=600, rows=3, description=_l("另一方和技术经理人都看得到。"))

    def has_reason(self) -> bool:
        """Who declines says why."""
        if self.reason.data:
            return True
        self.reason.errors = [_("请写明理由，对方才知道怎么改。")]
        return False


class Days(Number):
    """A whole number of days."""

    def from_shown(self, value: Any) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class NoticeForm(ContactForm):
    """The text of a notice."""

    name = Text(_l("成果名称"), limit=120, needed=_l("请填写成果名称。"))
    summary = LongText(
        _l("成果简介"), limit=1000, rows=5, needed=_l("请写成果简介。"),
        description=_l("所有人都看得到，不要写技术秘密。"),
    )  # fmt: skip
    transfer_mode = SelectField(_l("拟转化方式"), choices=[])
    days = Days(_l("公示期"), low=1, high=MOST_DAYS, validators=[needed(_l("请填写公示期。"))])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.transfer_mode.choices = choices("transfer_mode")
        self.days.description = _("日历日，起始日不计，不少于 %(days)s 日。", days=least_days())

    def validate_days(self, field: Days) -> None:
        if field.data is not None and field.data < least_days():
            raise ValidationError(_("公示期不得少于 %(days)s 日。", days=least_days()))

    def text(self) -> NoticeText:
        """What was written."""
        return NoticeText(
            self.name.data or "", self.summary.data or "", self.transfer_mode.data, self.days.data,
            self.office.data or "", self.phone.data or "", self.email.data or "",
        )  # fmt: skip


class ConfirmForm(BaseForm):
    """The buyer agrees to the text and to being named."""

    agrees = BooleanField(_l("内容无误，同意以本单位名义公示"))

    def is_in_order(self) -> bool:
        """Nobody is named without having said so."""
        if self.agrees.data:
            return True
        self.agrees.errors = [_("同意公开本单位名称后才能开始公示。")]
        return False


class ReturnForm(BaseForm):
    """The buyer asks for another text."""

    words = LongText(_l("要改什么"), limit=600, rows=3, needed=_l("请写明要改什么。"))
