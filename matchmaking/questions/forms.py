"""The forms of questions: asking, answering, declining."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.core.forms import BaseForm, EmptyForm, LongText
from matchmaking.questions.states import REASONS

LONGEST_QUESTION, LONGEST_ANSWER = 300, 600


class AskForm(EmptyForm):
    """A question for everybody to read."""

    form_key = HiddenField()
    text = LongText(
        _l("您的问题"),
        limit=LONGEST_QUESTION,
        needed=_l("请写下您的问题。"),
        rows=4,
        description=_l("一次问一件事，最多 300 字。答复后公开，请不要写保密内容，也不要写联系方式。"),
    )
    hides_asker = BooleanField(_l("不公开提问单位，显示为“一家研发机构”或“一家企业”"))

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class AnswerForm(BaseForm):
    """An answer for everybody to read."""

    text = LongText(
        _l("答复的内容"),
        limit=LONGEST_ANSWER,
        needed=_l("请填写答复。"),
        rows=5,
        description=_l("最多 600 字，提交后立即公开，关注这条需求的人会收到。"),
    )


class DeclineForm(EmptyForm):
    """Why there is no answer."""

    reason_code = RadioField(
        _l("不予答复的理由"),
        choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        validators=[InputRequired(_l("请选择理由，提问人会看到。"))],
    )
