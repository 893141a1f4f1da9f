"""The form in which an administrator uploads a list."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from matchmaking.core.forms import BaseForm


class UploadForm(BaseForm):
    """One CSV file; what it holds is checked by `services.check_upload`."""

    file = FileField(_l("CSV 文件"), [FileRequired(_l("请选择一个 CSV 文件。"))], render_kw={"accept": ".csv,text/csv"})
