"""The form of a demand."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, FormField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from matchmaking.core.forms import BaseForm, Day, EmptyForm, FloatNumber, LongText, Row, Rows, Text, WanYuan
from matchmaking.demands.extending import REASONS, refusal
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import DECLINE_REASONS, DIRECT, MODE_CHANGES, MODE_NOTES, MODES, OPEN, OTHER
from matchmaking.demands.rules import name_problems
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.forms import Code, Codes, Level, ListingForm, RenewForm, audience_fields, offered
from matchmaking.listings.rules import LONGEST_UNIT
from matchmaking.listings.services import names_of

OPERATORS = {
    ">=": _l("不低于"),
    "<=": _l("不高于"),
    "=": _l("等于"),
    "range": _l("在范围内"),
    "text": _l("达到描述"),
}
IMPORTANCES = {"must": _l("必须达到"), "should": _l("期望达到")}


class CriterionRow(Row):
    """One measurable criterion."""

    name = Text(_l("指标名称"), limit=60)
    operator = SelectField(_l("要求"), choices=offered(OPERATORS), default=">=")
    target_low = FloatNumber(_l("数值"))
    target_high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    text = Text(_l("描述（选“达到描述”才填）"), limit=200)
    present_value = Text(_l("现有水平"), limit=100)
    test_method = Text(_l("怎样验收"), limit=200)
    importance = RadioField(_l("重要程度"), choices=offered(IMPORTANCES), default="must")


class DemandRenewForm(RenewForm):
    """A demand comes back with a deadline that lies ahead, or with none."""

    deadline_on = Day(
        _l("应答截止日期"),
        validators=[Optional()],
        description=_l("到这一天 24:00 为止收应答；留空表示长期有效。"),
    )


class ExtendForm(BaseForm):
    """Another deadline for a published demand, and why."""

    deadline_on = Day(_l("新的截止日期"), validators=[Optional()])
    reason_code = RadioField(
        _l("原因"), choices=offered(REASONS), validators=[InputRequired(_l("请选一个原因，页面上会公开。"))]
    )
    reason = Text(_l("一句话说明"), limit=100)

    def is_in_order(self, demand: Any) -> bool:
        """The deadline may be moved there, and the sentence says something without giving a hidden name away."""
        problems = []
        if words := refusal(demand, self.deadline_on.data):
            problems.append((self.deadline_on, words))
        if self.reason_code.data == OTHER and not self.reason.data:
            problems.append((self.reason, _("选“其他”时，请补一句说明。")))
        values = {"hides_name": demand.hides_name, "title": self.reason.data or ""}
        problems += [(self.reason, one.message) for one in name_problems(values, names_of(demand.organisation))]
        for field, message in problems:
            field.errors = [message]
        return not problems


WILLING, DECLINED = "willing", "declined"


class InvitationForm(EmptyForm):
    """What an invited institution says: it will answer, or it declines and why."""

    reply = RadioField(_l("答复"), choices=[], validators=[InputRequired(_l("请选一项答复。"))])
    reason_code = RadioField(_l("谢绝的原因"), choices=offered(DECLINE_REASONS), validators=[Optional()])
    reason = Text(_l("一句话说明"), limit=200)

    def fit(self, demand: Demand) -> Self:
        """Word the choices for the way in which the demand was published."""
        willing = _("愿意洽谈") if demand.mode == DIRECT else _("打算应答")
        self.reply.choices = [(WILLING, willing), (DECLINED, _("谢绝"))]
        return self

    def is_in_order(self) -> bool:
        """Who declines says why."""
        if self.reply.data == DECLINED and not self.reason_code.data:
            self.reason_code.errors = [_("谢绝请选一个原因，对方会看到。")]
            return False
        if self.reply.data == DECLINED and self.reason_code.data == OTHER and not self.reason.data:
            self.reason.errors = [_("选“其他”时，请补一句说明。")]
            return False
        return True


class ModeForm(BaseForm):
    """Another way of publishing for a demand that is public already."""

    mode = RadioField(_l("改为"), choices=[], validators=[InputRequired(_l("请选一种发布方式。"))])
    mode_notes = MODE_NOTES

    def fit(self, demand: Demand) -> Self:
        """Offer what the demand may become."""
        self.mode.choices = [(code, str(MODES[code])) for code in MODE_CHANGES[demand.mode]]
        return self


class DemandForm(ListingForm):
    """Everything that an enterprise says about its demand."""

    summary = Text(_l("一句话说明"), limit=120)
    kind = Code(_l("需求类型"), "demand_kind")
    problem = LongText(_l("具体问题"))
    context = LongText(_l("背景与工况"))
    tried = LongText(_l("已试过的办法"))
    criteria = Rows(FormField(CriterionRow), _l("技术指标"), most=20)
    budget_low = WanYuan(_l("预算下限"))
    budget_high = WanYuan(_l("预算上限"))
    deadline_on = Day(_l("应答截止日期"))
    wanted_by_on = Day(_l("希望完成日期"))
    cooperation_modes = Codes(_l("合作方式"), "cooperation_mode")
    rights_wish = Text(_l("知识产权归属意愿"), limit=200)
    needs_readiness = Level(_l("对成熟度的要求"), empty=_l("不限"))
    offers = LongText(_l("企业能配合的"), limit=1000)
    hides_name = BooleanField(_l("不公开单位名称"))
    mode = RadioField(_l("发布方式"), choices=offered(MODES), default=OPEN)
    mode_notes = MODE_NOTES
    audiences = audience_fields(DEMANDS.groups)

    def __init__(self, *args: Any, obj: Any = None, **options: Any) -> None:
        super().__init__(*args, obj=obj, **options)
        if obj is not None and not obj.is_draft:
            # Once it is handed in, the way of publishing has its own page, with its own rules.
            del self.mode
            if not obj.is_submitted:
                # So has the deadline that the public reads.
                del self.deadline_on
