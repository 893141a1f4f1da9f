"""The form that attaches a file."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from matchmaking.core.audiences import AUDIENCE_NAMES, AUDIENCES
from matchmaking.core.forms import BaseForm
from matchmaking.files.contents import ACCEPT, accepted_names


def audience_choices(default: str) -> list[SelectChoice]:
    """What the record says of all its files, or each audience by itself."""
    same = _("与记录里“附件”的设定相同：%(audience)s", audience=AUDIENCE_NAMES[default])
    return [SelectChoice("", same), *(SelectChoice(one, str(AUDIENCE_NAMES[one])) for one in AUDIENCES)]


class AttachForm(BaseForm):
    """One file, and where that can be chosen, who may read it."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))], render_kw={"accept": ACCEPT})
    audience = RadioField(_l("谁能下载"), choices=[], coerce=lambda value: value or "", default="")

    def __init__(self, *args: Any, most_bytes: int, default_audience: str | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if default_audience is None:
            del self.audience
        else:
            self.audience.choices = audience_choices(default_audience)
            self.audience.description = _(
                "不公开的 PDF 和图片，别人下载时会印上他的姓名、单位和时间；其他格式原样下载。每次下载都有记录。"
            )
        most = most_bytes // 1024 // 1024
        self.file.description = _("可以上传 %(accepted)s，最大 %(most)d MB。", accepted=accepted_names(), most=most)
