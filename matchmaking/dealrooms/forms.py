"""The forms of the room."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, LongText, Text
from matchmaking.dealrooms.states import ALL
from matchmaking.dealrooms.tasks import Asked
from matchmaking.files.contents import ACCEPT, accepted_names

LONGEST_MESSAGE, LONGEST_TASK, LONGEST_MINUTES = 2000, 120, 8000


class KeyedForm(BaseForm):
    """A form that makes one record, however often it is sent."""

    form_key = HiddenField()

    def new_key(self) -> None:
        """Give the empty form its key."""
        self.form_key.data = secrets.token_hex(16)


class MinutesForm(KeyedForm):
    """What was talked about, and what was decided."""

    held_on = Day(_l("日期"), validators=[InputRequired(_l("请填写哪一天谈的。"))])
    present = Text(_l("参加人"), limit=255, needed=_l("请写明谁参加了。"), description=_l("姓名和单位，用顿号分开。"))
    text = LongText(_l("谈了什么"), limit=LONGEST_MINUTES, rows=8, needed=_l("请写明谈了什么。"))
    decisions = LongText(
        _l("定了什么"), limit=LONGEST_MINUTES, rows=5, description=_l("一条一行。没有定下来的事不写在这里。")
    )

    def is_in_order(self) -> bool:
        """Minutes are of a talk that has been held."""
        if self.held_on.data is not None and self.held_on.data > today():
            self.held_on.errors = [_("会谈还没有举行，日期不能晚于今天。")]
            return False
        return True


class AnswerForm(BaseForm):
    """A party confirms minutes, or says what must be different."""

    seen = HiddenField()
    decision = HiddenField()
    words = LongText(_l("哪里要改"), limit=600, rows=3)


class FileForm(KeyedForm):
    """A file, what it is, and who reads it."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))], render_kw={"accept": ACCEPT})
    name = Text(_l("名称"), limit=120, description=_l("例如：阀座涂层检测报告。不填就用文件名。"))
    about = LongText(_l("是什么，做什么用"), limit=600, rows=2)
    audience = RadioField(_l("谁能看"), choices=[], default=ALL, validators=[InputRequired(_l("请选择谁能看。"))])
    needs_statement = BooleanField(
        _l("签署保密承诺后可见"), description=_l("别的方要先签保密承诺书，才能下载这份文件。")
    )

    def fit(self, audiences: Mapping[str, Any], most_bytes: int) -> "FileForm":
        """Offer what this side may choose, and say what may be uploaded."""
        self.audience.choices = [SelectChoice(code, str(words)) for code, words in audiences.items()]
        self.file.description = what_is_taken(most_bytes)
        return self


class VersionForm(BaseForm):
    """A new version of a file."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))], render_kw={"accept": ACCEPT})
    words = Text(_l("改了什么"), limit=255)


class ReadersForm(BaseForm):
    """Who reads a file from now on."""

    audience = RadioField(_l("谁能看"), choices=[], validators=[InputRequired(_l("请选择谁能看。"))])
    needs_statement = BooleanField(_l("签署保密承诺后可见"))

    def fit(self, audiences: Mapping[str, Any]) -> "ReadersForm":
        """Offer what this side may choose."""
        self.audience.choices = [SelectChoice(code, str(words)) for code, words in audiences.items()]
        return self


def what_is_taken(most_bytes: int) -> str:
    """Which files may be uploaded."""
    return _("可以上传 %(accepted)s，最大 %(most)d MB。", accepted=accepted_names(), most=most_bytes // 1024 // 1024)


class SignForm(BaseForm):
    """Sign the statement with one's own name."""

    seen = HiddenField()
    name = Text(_l("姓名"), limit=60, needed=_l("请输入您本人的姓名。"), description=_l("输入全名就是签署。"))
    role = Text(_l("职务"), limit=60, needed=_l("请填写职务。"))
    agrees = BooleanField(
        _l("我看过全文，同意遵守"), validators=[InputRequired(_l("看过并同意以后才能签署，请勾选。"))]
    )


class TaskForm(KeyedForm):
    """What is to be done, by whom, until when."""

    title = Text(_l("做什么"), limit=LONGEST_TASK, needed=_l("请写明做什么。"))
    owner = SelectField(_l("谁来办"), choices=[])
    due_on = Day(_l("哪天以前"), validators=[InputRequired(_l("请填写哪天以前办好。"))])

    def asked(self) -> Asked:
        """As the service takes it: "seller" or "seller:7" is a side, perhaps with a person of it."""
        side, _colon, user_id = str(self.owner.data).partition(":")
        assert self.due_on.data is not None
        return Asked(self.title.data or "", side, int(user_id) if user_id else None, self.due_on.data)


class TaskEndForm(BaseForm):
    """What became of a task."""

    state = HiddenField()
    words = Text(_l("办得怎样"), limit=255)
    due_on = Day(_l("新的日期"))


class MessageForm(KeyedForm):
    """A message."""

    text = LongText(lazy_pgettext("deal room", "消息"), limit=LONGEST_MESSAGE, rows=3, needed=_l("请写下要说的话。"))
    audience = SelectField(_l("给谁看"), choices=[], default=ALL)
