"""The form of an achievement."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, FormField, SelectField

from matchmaking.achievements.rules import LONGEST_SUMMARY
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.forms import Day, FloatNumber, LongText, Row, Rows, Text, WanYuan
from matchmaking.listings.forms import Code, Codes, Level, ListingForm, audience_fields, offered
from matchmaking.listings.rules import LONGEST_UNIT

OPERATORS = {
    "=": _l("等于"),
    ">=": _l("不低于"),
    "<=": _l("不高于"),
    "~": _l("约"),
    "range": _l("在范围内"),
    "text": _l("用文字说明"),
}
RIGHT_STATES = {
    "granted": _l("已授权"),
    "pending": _l("申请中"),
    "registered": _l("已登记"),
    "lapsed": _l("已失效"),
}
READINESS_BASES = {"self": _l("团队自评"), "third_party": _l("第三方评价")}


class MeasurementRow(Row):
    """One measured value."""

    name = Text(_l("指标名称"), limit=60)
    operator = SelectField(_l("关系"), choices=offered(OPERATORS), default="=")
    value_low = FloatNumber(_l("数值"))
    value_high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    text = Text(_l("文字说明（选“用文字说明”才填）"), limit=200)
    condition = Text(_l("测试条件"), limit=200)
    evidence_kind = Code(_l("依据"), "evidence_kind")
    evidence_note = Text(_l("依据说明"), limit=200)


class RightRow(Row):
    """One intellectual property right."""

    kind = Code(_l("类别"), "rights_kind", default="invention")
    title = Text(_l("名称"), limit=200)
    number = Text(_l("专利号或登记号"), limit=60)
    status = SelectField(
        _l("状态"), choices=offered(RIGHT_STATES, empty=_l("请选择")), coerce=lambda value: value or None
    )
    granted_on = Day(_l("授权或登记日期"))


class AchievementForm(ListingForm):
    """Everything that a team says about its achievement."""

    summary = Text(_l("一句话说明"), limit=LONGEST_SUMMARY)
    problem_solved = LongText(_l("解决什么问题"))
    description = LongText(_l("方法或原理"), limit=8000)
    comparison = LongText(_l("与现在常用办法比"))
    field315 = Code(_l("“315”战略领域"), "field315", empty=_l("不属于或不清楚"))
    team = Text(_l("团队"), limit=80)
    leader_name = Text(_l("负责人"), limit=60)
    readiness_level = Level(_l("成熟度"))
    readiness_basis = SelectField(
        _l("成熟度依据"),
        choices=offered(READINESS_BASES, empty=_l("请选择")),
        coerce=lambda value: value or None,
    )
    stage = Code(_l("研发阶段"), "stage")
    measurements = Rows(FormField(MeasurementRow), _l("实测值"), most=30)
    rights = Rows(FormField(RightRow), _l("知识产权"), most=30)
    transfer_modes = Codes(_l("转化方式"), "transfer_mode")
    try_before_pay = BooleanField(_l("可以先用后付"))
    pricing_mode = Code(_l("定价方式"), "pricing_mode")
    price_low = WanYuan(_l("参考价下限"))
    price_high = WanYuan(_l("参考价上限"))
    audiences = audience_fields(ACHIEVEMENTS.groups)
