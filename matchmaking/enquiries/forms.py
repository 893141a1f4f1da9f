"""The forms of enquiries: asking and answering."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.core.forms import EmptyForm, LongText
from matchmaking.demands.models import Demand
from matchmaking.enquiries.states import ACCEPTED, DECLINED, REASONS

LONGEST_QUESTION, LONGEST_ANSWER = 600, 600


class EnquireForm(EmptyForm):
    """What the talk is to be about."""

    form_key = HiddenField()
    text = LongText(
        _l("想请教什么"),
        limit=LONGEST_QUESTION,
        needed=_l("请写清想请教什么，对方靠它决定能不能帮上。"),
        rows=6,
        description=_l("现象、条件、已经试过的办法、希望怎么谈。只有对方看得到，请不要写涉密内容。"),
    )
    demand_id = SelectField(_l("是哪条需求的事"), coerce=lambda value: int(value) if value else None, choices=[])
    hides_asker = BooleanField(_l("先不告诉对方我们是哪家单位"))

    def keeps_name(self, demand: Demand | None) -> bool:
        """Whether the name stays untold: who opens a demand that names its organisation would read it there."""
        if self.hides_asker.data and demand is not None and not demand.hides_name:
            self.demand_id.errors = [
                _("这条需求公开了贵单位的名称，对方打开就看得到。请不选需求，或者不勾“先不告诉”。")
            ]
            return False
        return True

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class AnswerForm(EmptyForm):
    """Yes or no, with words."""

    decision = RadioField(
        _l("您的答复"),
        choices=[SelectChoice(ACCEPTED, _l("可以谈")), SelectChoice(DECLINED, _l("这次谢绝"))],
        validators=[InputRequired(_l("请选择可以谈还是谢绝。"))],
    )
    reason_code = SelectField(
        _l("谢绝的理由"),
        choices=[SelectChoice("", _l("请选择")), *(SelectChoice(code, words) for code, words in REASONS.items())],
        coerce=lambda value: value or None,
    )
    text = LongText(
        _l("告诉对方"),
        limit=LONGEST_ANSWER,
        rows=5,
        description=_l("可以谈的，写怎样联系、什么时候方便；谢绝的，可以不写。只有对方看得到。"),
    )

    def is_in_order(self) -> bool:
        """Who accepts says how to go on, who declines says why."""
        if self.decision.data == ACCEPTED and not self.text.data:
            self.text.errors = [_("请写明怎样联系或什么时候方便，对方才能接着谈。")]
            return False
        if self.decision.data == DECLINED and not self.reason_code.data:
            self.reason_code.errors = [_("请选择谢绝的理由，对方会看到。")]
            return False
        if self.decision.data == DECLINED and self.reason_code.data == "other" and not self.text.data:
            self.text.errors = [_("选了“其他原因”，请写明是什么。")]
            return False
        return True
