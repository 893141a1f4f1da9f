"""The forms of the ledger and of commissions."""

import secrets
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.attributions import states
from matchmaking.attributions.fees import WHOLE
from matchmaking.core.filters import today
from matchmaking.core.forms import Day, EmptyForm, LongText, Number, Row, Rows, Text, WanYuan
from matchmaking.deals.states import BUYER, SELLER, SIDES
from matchmaking.files.contents import ACCEPT

LONGEST, MOST_SHARES = 1000, 8


def _choices(words: Any) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in words.items()]


class _KeyForm(EmptyForm):
    form_key = HiddenField()

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class ClaimForm(_KeyForm):
    """What a broker did that the platform could not see."""

    role = SelectField(_l("哪一类贡献"), choices=_choices(states.ROLES))
    person_id = SelectField(_l("谁做的"), coerce=int, choices=[])
    happened_on = Day(_l("哪天"), validators=[InputRequired(_l("请填写哪天做的。"))])
    words = LongText(
        _l("做了什么"), limit=LONGEST, rows=4, needed=_l("请写明做了什么。"),
        description=_l("双方都看得到，写清时间、地点、谈了什么。登记后不能修改，只能再补一条。"),
    )  # fmt: skip
    evidence = FileField(_l("证据文件"), render_kw={"accept": ACCEPT})

    def is_in_order(self) -> bool:
        """It happened already."""
        if self.happened_on.data and self.happened_on.data > today():
            self.happened_on.errors = [_("日期不能晚于今天。")]
            return False
        return True


class AnswerForm(EmptyForm):
    """A party's answer to a claim."""

    answer = RadioField(
        _l("回应"), choices=_choices(states.ANSWERS), validators=[InputRequired(_l("请选择认可还是有异议。"))]
    )
    answer_words = Text(_l("说明"), limit=300)

    def is_in_order(self) -> bool:
        """Who disputes says why."""
        if self.answer.data == states.DISPUTED and not self.answer_words.data:
            self.answer_words.errors = [_("请写明对什么有异议。")]
            return False
        return True


class ShareRow(Row):
    """The part of one broker."""

    person_id = SelectField(_l("技术经理人"), coerce=lambda value: int(value) if value else None, choices=[])
    share = Number(_l("比例"), low=Decimal("0.01"), high=100)


class CommissionForm(_KeyForm):
    """What is proposed."""

    payer = RadioField(
        _l("谁付"), choices=[SelectChoice(one, SIDES[one]) for one in (BUYER, SELLER)],
        validators=[InputRequired(_l("请选择谁付服务费。"))],
    )  # fmt: skip
    base = SelectField(_l("按什么计算"), choices=_choices(states.BASES))
    rate = Number(
        _l("费率"), low=Decimal("0.0001"), high=100, description=_l("双方商定，例如 3.5。"),
        validators=[InputRequired(_l("请填写费率。"))],
    )  # fmt: skip
    trigger = SelectField(_l("什么时候付"), choices=_choices(states.TRIGGERS))
    cap = WanYuan(_l("最多付多少"), description=_l("不填就是不设上限。"))
    shares = Rows(FormField(ShareRow), _l("分配"), most=MOST_SHARES)
    is_three_party = BooleanField(_l("技术经理人所在机构作为第三方签合同（三方合同）"))
    words = LongText(_l("其他约定"), limit=LONGEST, rows=3)

    def fit(self, people: list[tuple[int, str]]) -> "CommissionForm":
        """Offer the people among whom it may be shared."""
        for entry in self.shares.entries:
            entry.form.person_id.choices = [("", _("请选择")), *people]
        return self

    @property
    def rate_in_millionths(self) -> int:
        """3.5 % as 35,000."""
        return int((self.rate.data or Decimal(0)) * WHOLE)

    def typed_shares(self) -> list[tuple[int, int]]:
        """(person, hundredths of a percent)."""
        return [
            (entry.form.person_id.data, int(Decimal(entry.form.share.data or 0) * 100))
            for entry in self.shares.entries
            if entry.form.person_id.data
        ]

    def is_in_order(self) -> bool:
        """Rates and shares are exact, shares are 100 % together, nobody has two of them."""
        rate = self.rate.data or Decimal(0)
        if rate * WHOLE != int(rate * WHOLE):
            self.rate.errors = [_("费率最多写 4 位小数。")]
            return False
        if self.base.data == states.RECEIVED and self.trigger.data != states.ON_RECEIPT:
            self.trigger.errors = [_("按到账额计算的，只能在每笔款项到账后付。")]
            return False
        typed = [entry.form.share.data or Decimal(0) for entry in self.shares.entries if entry.form.person_id.data]
        if any(Decimal(one) * 100 != int(Decimal(one) * 100) for one in typed):
            self.shares.errors = [_("比例最多写 2 位小数。")]
            return False
        people = [person for person, _share in self.typed_shares()]
        if len(set(people)) != len(people):
            self.shares.errors = [_("同一个人只能写一行。")]
            return False
        if sum(share for _person, share in self.typed_shares()) != WHOLE:
            self.shares.errors = [_("各位技术经理人的比例合计要等于 100%。")]
            return False
        return True


class DeclineForm(EmptyForm):
    """The payer does not agree."""

    decline_words = LongText(_l("为什么不同意"), limit=LONGEST, rows=3, needed=_l("请写明原因，方便对方修改。"))


class PaperForm(_KeyForm):
    """An invoice, or money that came."""

    kind = SelectField(_l("登记什么"), choices=_choices(states.PAPERS))
    amount = WanYuan(_l("金额"), validators=[InputRequired(_l("请填写金额。"))])
    on = Day(_l("日期"), validators=[InputRequired(_l("请填写日期。"))])
    number = Text(_l("发票号或流水号"), limit=80)
    file = FileField(_l("票据扫描件"), render_kw={"accept": ACCEPT})

    def is_in_order(self) -> bool:
        """It is an amount, and it happened already."""
        if not self.amount.data:
            self.amount.errors = [_("金额要大于 0。")]
        elif self.on.data and self.on.data > today():
            self.on.errors = [_("日期不能晚于今天。")]
        return not (self.amount.errors or self.on.errors)
