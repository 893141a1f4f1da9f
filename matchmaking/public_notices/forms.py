"""The forms of objections, and of what is decided on them."""

import re
import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.core.forms import BaseForm, LongText, Text
from matchmaking.files.contents import ACCEPT
from matchmaking.public_notices.states import REJECTED, UPHELD

LONGEST = 2000
# It becomes a link; more than this is not checked, because nothing is sent to it.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ObjectionForm(BaseForm):
    """What somebody holds against a notice."""

    form_key = HiddenField()
    name = Text(_l("您的姓名"), limit=50, needed=_l("请填写姓名，匿名的异议无法核实。"))
    organisation = Text(_l("所在单位"), limit=100, description=_l("以个人名义提出就不填。"))
    contact = Text(_l("联系电话或邮箱"), limit=100, needed=_l("请留下联系方式，方便核实情况。"))
    text = LongText(
        _l("异议内容"), limit=LONGEST, rows=8, needed=_l("请写明异议内容。"),
        description=_l("写清对哪一项有异议、事实是什么、依据在哪里。只有异议受理部门和主管部门的经办人员看得到。"),
    )  # fmt: skip
    proof = FileField(_l("证明材料"), render_kw={"accept": ACCEPT})

    def new_key(self) -> None:
        """A fresh form makes a fresh record."""
        self.form_key.data = secrets.token_urlsafe(16)


class DecisionForm(BaseForm):
    """Whether an objection holds."""

    decision = RadioField(
        _l("处理结论"),
        choices=[SelectChoice(REJECTED, _l("异议不成立，公示继续")), SelectChoice(UPHELD, _l("异议成立，停止公示"))],
        validators=[InputRequired(_l("请选择处理结论。"))],
    )
    answer = LongText(
        _l("给异议人的答复"), limit=LONGEST, needed=_l("请写明核查情况和理由。"), description=_l("只有异议人看得到。")
    )
    reason = Text(
        _l("停止公示的说明"), limit=200,
        description=_l("异议成立时必填，公示页上所有人都看得到。不要写异议人是谁。"),
    )  # fmt: skip

    def is_in_order(self) -> bool:
        """A notice is not stopped without words for everybody."""
        if self.decision.data != UPHELD or self.reason.data:
            return True
        self.reason.errors = [_("请写明为什么停止公示。")]
        return False


class StopForm(BaseForm):
    """Why a notice is broken off."""

    reason = Text(_l("停止原因"), limit=200, needed=_l("请写明停止原因，公示页上所有人都看得到。"))


class ContactForm(BaseForm):
    """Where objections are taken, asked before a notice starts; other rooms build on it."""

    office = Text(_l("异议受理部门"), limit=100, needed=_l("请填写受理异议的部门。"))
    phone = Text(_l("受理电话"), limit=50)
    email = Text(_l("受理邮箱"), limit=100)

    def is_in_order(self) -> bool:
        """Somebody who does not use this site must be able to object, too."""
        if self.email.data and not _ADDRESS.fullmatch(self.email.data):
            self.email.errors = [_("请检查邮箱，例如 name@example.com。")]
        elif not self.phone.data and not self.email.data:
            self.phone.errors = [_("受理电话和受理邮箱至少填一个。")]
        else:
            return True
        return False
