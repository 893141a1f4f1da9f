"""The forms of the room: questions, answers, reasons, polls."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from matchmaking.core.forms import BaseForm, EmptyForm, LongText, Text
from matchmaking.roadshows.models import Pitch
from matchmaking.stages.states import REASONS

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_MESSAGE, LONGEST_OPTION = 100, 600, 30, 40
MOST_OPTIONS = 6


class AskForm(EmptyForm):
    """A question for everybody to read; after the session it says which item it is about."""

    form_key = HiddenField()
    text = Text(_l("提问"), limit=LONGEST_QUESTION, needed=_l("请写下您的问题，最多 100 字。"))
    pitch_id = SelectField(
        _l("关于哪个项目"), coerce=int, validators=[InputRequired(_l("请选择这个问题问的是哪个项目。"))]
    )
    is_anonymous = BooleanField(_l("不公开我的单位（主持人和项目方看得到）"))

    def offer(self, pitches: list[Pitch], present_id: int | None) -> None:
        """Offer the items of the agenda; the one that is on is chosen."""
        self.pitch_id.choices = [SelectChoice(str(one.id), one.title) for one in pitches]
        if not self.is_submitted() and present_id:
            self.pitch_id.data = present_id

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class MessageForm(EmptyForm):
    """A short message."""

    form_key = HiddenField()
    message = Text(_l("弹幕"), limit=LONGEST_MESSAGE, needed=_l("请写点什么再发，最多 30 字。"))


class AnswerForm(BaseForm):
    """An answer for everybody to read."""

    text = LongText(
        _l("回答"),
        limit=LONGEST_ANSWER,
        needed=_l("请填写回答。"),
        rows=4,
        description=_l("最多 600 字，提交后公开，提问人会收到。"),
    )


class HideForm(EmptyForm):
    """Why a question is hidden."""

    reason = SelectField(
        _l("隐藏的理由"),
        choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        validators=[InputRequired(_l("请选择理由，提问人会看到。"))],
    )


class PollForm(EmptyForm):
    """A question of the host; the answers stand on lines of their own."""

    form_key = HiddenField()
    question = Text(_l("投票的问题"), limit=80, needed=_l("请写下要问大家的问题。"))
    options = LongText(
        _l("选项"),
        limit=400,
        rows=3,
        needed=_l("请写 2 到 6 个选项，每行一个。"),
        description=_l("每行一个，2 到 6 个。"),
    )

    @staticmethod
    def fresh_key() -> str:
        """A key for an empty form."""
        return secrets.token_hex(16)

    def lines(self) -> list[str]:
        """The answers to choose from."""
        return list(dict.fromkeys(line.strip() for line in (self.options.data or "").splitlines() if line.strip()))

    def validate_options(self, field: Any) -> None:
        found = self.lines()
        if not 2 <= len(found) <= MOST_OPTIONS or any(len(one) > LONGEST_OPTION for one in found):
            raise ValidationError(_("请写 2 到 6 个选项，每行一个，每个最多 40 字。"))
