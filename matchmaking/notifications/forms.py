"""The form of preferences: one choice for each topic."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaking.core.forms import BaseForm
from matchmaking.notifications.topics import DELIVERY_NAMES, topics_to_choose


def preferences_form() -> type[BaseForm]:
    """A form with a field for each topic that people can choose about; its name is the code of the topic."""
    fields = {
        topic.code: RadioField(
            topic.name,
            choices=[SelectChoice(one, DELIVERY_NAMES[one]) for one in topic.deliveries],
            description=topic.about,
            validators=[InputRequired(_l("请选择怎样提醒您。"))],
        )
        for topic in topics_to_choose()
    }
    return type("PreferencesForm", (BaseForm,), fields)
