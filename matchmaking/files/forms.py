"""The form that attaches a file."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from matchmaking.core.forms import BaseForm
from matchmaking.files.contents import ACCEPT, accepted_names


class AttachForm(BaseForm):
    """One file."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))], render_kw={"accept": ACCEPT})

    def __init__(self, *args: Any, most_bytes: int, **options: Any) -> None:
        super().__init__(*args, **options)
        most = most_bytes // 1024 // 1024
        self.file.description = _("可以上传 %(accepted)s，最大 %(most)d MB。", accepted=accepted_names(), most=most)
