"""The form by which an administrator switches a fitted model on or off."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from matchmaking.core.forms import BaseForm, LongText


class SwitchForm(BaseForm):
    """Which model, and why; `version` holds the decision that was in force when the form was opened."""

    model = HiddenField()
    reason = LongText(_l("切换的理由"), limit=500, rows=3, needed=_l("请写明切换的理由，以后的人会看到。"))
