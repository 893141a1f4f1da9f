"""The forms of deals: opening, moving, logging, the next step, the end, the broker."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, EmptyForm, LongText, Text, WanYuan
from matchmaking.deals.opening import LONGEST_TITLE
from matchmaking.deals.states import EVENT_KINDS, HAND, ORIGINS, REASONS, SIDES, VISIT

LONGEST_WORDS, LONGEST_STEP = 2000, 120
# A day further away is a slip of the keyboard.
MOST_DAYS = 730
EVERYBODY, OWN = "all", "own"


class MoveForm(EmptyForm):
    """To another stage: `to` is one, "ended", "next" or "previous"; `seen` is what the browser knew of the deal."""

    to = HiddenField()
    seen = HiddenField()
    next = HiddenField()


class LogForm(EmptyForm):
    """What was done. Pressed twice it is one."""

    kind = HiddenField()
    words = LongText(_l("说了什么、看到什么"), limit=LONGEST_WORDS, rows=3)
    readers = RadioField(
        _l("谁看得到"),
        choices=[SelectChoice(EVERYBODY, _l("双方和技术经理人")), SelectChoice(OWN, _l("只有本方"))],
        default=EVERYBODY,
        validators=[Optional()],
    )
    form_key = HiddenField()
    next = HiddenField()

    def new_key(self) -> "LogForm":
        self.form_key.data = secrets.token_hex(16)
        return self

    def is_in_order(self) -> bool:
        """A kind that exists; a mere word needs words."""
        if self.kind.data not in EVENT_KINDS:
            self.words.errors = [_("请选择电话、走访、会谈、邮件或备注。")]
        elif self.kind.data == "word" and not self.words.data:
            self.words.errors = [_("备注请写几个字。")]
        return not self.words.errors


class WordsForm(EmptyForm):
    """A word afterwards."""

    words = Text(_l("补一句"), limit=300, needed=_l("请写几个字再保存。"))
    next = HiddenField()


class StepForm(EmptyForm):
    """What comes next, until when, and who does it: a side ("buyer") or one person of it ("buyer:7")."""

    what = Text(_l("下一步做什么"), limit=LONGEST_STEP, needed=_l("请写明下一步做什么，例如“发样件试验方案”。"))
    on = Day(_l("哪天以前"), validators=[Optional()])
    who = SelectField(_l("谁来办"), choices=[])

    def is_in_order(self) -> bool:
        """The day may not lie behind."""
        if self.on.data is not None and self.on.data < today():
            self.on.errors = [_("日期不能早于今天。")]
        elif self.on.data is not None and (self.on.data - today()).days > MOST_DAYS:
            self.on.errors = [_("日期太远，请填两年以内的日期。")]
        return not self.on.errors

    @property
    def side(self) -> str:
        return str(self.who.data).partition(":")[0]

    @property
    def user_id(self) -> int | None:
        number = str(self.who.data).partition(":")[2]
        return int(number) if number else None


class EndForm(EmptyForm):
    """Why a deal comes to nothing."""

    reason_code = SelectField(
        _l("终止原因"),
        choices=[SelectChoice("", _l("请选择")), *(SelectChoice(code, words) for code, words in REASONS.items())],
    )
    words = LongText(_l("说明"), limit=LONGEST_WORDS, rows=4, description=_l("对方和技术经理人看得到。"))
    seen = HiddenField()

    def is_in_order(self) -> bool:
        """A reason; another one than those of the list in words."""
        if self.reason_code.data not in REASONS:
            self.reason_code.errors = [_("请选择终止原因，双方都会看到。")]
        elif self.reason_code.data == "other" and not self.words.data:
            self.words.errors = [_("选了“其他原因”，请写明是什么。")]
        return not (self.reason_code.errors or self.words.errors)


class ChangeForm(BaseForm):
    """The title and what it may be worth."""

    title = Text(_l("标题"), limit=LONGEST_TITLE, needed=_l("请填写标题。"))
    amount = WanYuan(_l("预计金额"), validators=[Optional()], description=_l("双方现在的估计，以后以合同为准。"))


class BrokerForm(EmptyForm):
    """To whom a deal is handed over, or who is asked."""

    broker_id = SelectField(_l("技术经理人"), coerce=lambda value: int(value) if value else 0, choices=[])


class RequestForm(EmptyForm):
    """The answer of a broker who was asked."""

    takes = HiddenField()


class OpenForm(EmptyForm):
    """A new deal. Of one that comes from a pair or from interest the parties stand already."""

    form_key = HiddenField()
    title = Text(
        _l("标题"), limit=LONGEST_TITLE, needed=_l("请填写标题。"), description=_l("写要解决的事，不写企业名称。")
    )
    buyer = Text(_l("需求方单位"), limit=100, description=_l("全称、简称或名称里的几个字；只有核验过的单位可以选。"))
    buyer_id = RadioField(_l("是哪一家"), choices=[], validators=[Optional()], validate_choice=False)
    seller = Text(_l("成果方单位"), limit=100, description=_l("全称、简称或名称里的几个字。"))
    seller_id = RadioField(_l("是哪一家"), choices=[], validators=[Optional()], validate_choice=False)
    kind = RadioField(
        _l("从哪里来"),
        choices=[SelectChoice(VISIT, ORIGINS[VISIT]), SelectChoice(HAND, _l("其他途径"))],
        default=HAND,
        validators=[Optional()],
    )
    words = LongText(_l("来由"), limit=600, rows=3, description=_l("例如哪天走访谈到的。双方都看得到。"))
    amount = WanYuan(_l("预计金额"), validators=[Optional()])
    hides_buyer = BooleanField(_l("先不告诉成果方需求方是谁"))

    def new_key(self) -> "OpenForm":
        self.form_key.data = secrets.token_hex(16)
        return self


__all__ = [
    "BrokerForm", "ChangeForm", "EndForm", "LogForm", "MoveForm", "OpenForm", "RequestForm", "SIDES", "StepForm",
    "WordsForm",
]  # fmt: skip
