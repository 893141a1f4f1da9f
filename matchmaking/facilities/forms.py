"""The form of a service base."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, FormField, RadioField, SelectField

from matchmaking.core.forms import FloatNumber, LongText, Row, Rows, Text
from matchmaking.facilities.rules import LONGEST_SUMMARY, LONGEST_TERMS, MOST_PARAMETERS
from matchmaking.facilities.states import BASE_KINDS
from matchmaking.listings.forms import Level, ListingForm, offered
from matchmaking.listings.rules import LONGEST_TITLE, LONGEST_UNIT

OPERATORS = {
    "=": _l("等于"),
    ">=": _l("不低于"),
    "<=": _l("不高于"),
    "range": _l("在范围内"),
    "text": _l("用文字说明"),
}


class ParameterRow(Row):
    """A piece of equipment or something that can be measured."""

    name = Text(_l("设备或参数"), limit=60)
    operator = SelectField(_l("关系"), choices=offered(OPERATORS), default="<=")
    value_low = FloatNumber(_l("数值"))
    value_high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    text = Text(_l("文字说明（选“用文字说明”才填）"), limit=200)
    condition = Text(_l("条件或标准"), limit=200)


class FacilityForm(ListingForm):
    """Everything that an organisation says of its base."""

    title = Text(_l("基地名称"), limit=LONGEST_TITLE, needed=_l("请填写基地名称。"))
    base_kind = RadioField(
        _l("是哪一类"), choices=offered(BASE_KINDS), validate_choice=False, coerce=lambda value: value or None
    )
    summary = LongText(_l("能做什么"), limit=LONGEST_SUMMARY)
    readiness_from = Level(_l("接手时的成熟度"))
    readiness_to = Level(_l("做完后的成熟度"))
    recognition = Text(_l("官方认定"), limit=60)
    recognition_number = Text(_l("认定文件的文号"), limit=60)
    parameters = Rows(FormField(ParameterRow), _l("设备与参数"), most=MOST_PARAMETERS)
    capacity = LongText(_l("能接多少、多久"), limit=LONGEST_TERMS, rows=3)
    price_basis = LongText(_l("怎样收费"), limit=LONGEST_TERMS, rows=3)
    application = LongText(_l("来之前要准备什么"), limit=LONGEST_TERMS, rows=3)
    takes_requests = BooleanField(_l("现在接受预约"), default=True)
