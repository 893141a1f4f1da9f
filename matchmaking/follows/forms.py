"""Changing a saved search."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from matchmaking.core.forms import BaseForm, Text
from matchmaking.follows.searches import LONGEST_NAME
from matchmaking.notifications.topics import AT_ONCE, DAILY, DELIVERY_NAMES, SITE


class SearchForm(BaseForm):
    """The name and the frequency."""

    name = Text(_l("名称"), limit=LONGEST_NAME, needed=_l("请填写名称。"))
    delivery = RadioField(
        _l("怎样提醒"),
        choices=[SelectChoice(one, DELIVERY_NAMES[one]) for one in (AT_ONCE, DAILY, SITE)],
        description=_l("如果提醒设置里“订阅提醒”选得更少，以那里为准。"),
    )
