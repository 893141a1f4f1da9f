"""The forms of registration: the data sheet, the steps, the certificate."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, LongText, Text, WanYuan, Words
from matchmaking.registrations import states
from matchmaking.registrations.sheet import PARTY, amount_of, read_day
from matchmaking.vocabulary.queries import choices

_THREE = Regexp(r"^\d{3}$", message=_l("请填写 3 位数字。"))
_SIX = Regexp(r"^\d{6}$", message=_l("请填写 6 位数字。"))
_NEEDED = InputRequired(_l("请照登记证明填写金额。"))
# The groups of the state's list; which code within a group, the organisation's own registration says.
BODIES = _l(
    "3 位。机关 010–014；事业单位 021 科研机构、022 高等院校、023 医疗卫生、024 其他；社团 030；"
    "内资企业 100–180；港澳台 200–240；外商 300–340；个体和自然人 400 起。"
)

APPLICANTS = {
    "seller": _l("卖方（开发人、让与人、许可人、受托人）"),
    "buyer": _l("境内买方（从境外进口技术）"),
}


class Boxes(SelectMultipleField):
    """Several choices, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _party(word: Any) -> dict[str, Any]:
    """The fields of one party, in the order of the form."""
    return {
        "name": Text(_l("名称"), limit=200, validators=[Optional()]),
        "country": Text(_l("国别代码"), limit=3, validators=[Optional(), _THREE], description=_l("3 位，中国 156。")),
        "region": Text(_l("行政区划代码"), limit=6, validators=[Optional(), _SIX], description=_l("6 位，到县级。")),
        "body": Text(_l("机构性质代码"), limit=3, validators=[Optional(), _THREE], description=BODIES),
        "credit_code": Text(_l("统一社会信用代码"), limit=18, validators=[Optional()]),
        "contact": Text(_l("联系人"), limit=50, validators=[Optional()]),
        "phone": Text(_l("联系电话"), limit=40, validators=[Optional()]),
    }


class SheetForm(BaseForm):
    """What the state's form asks besides what the contract fixes; nothing is required to save."""

    project_name = Text(_l("项目名称"), limit=200, validators=[Optional()])
    valid_from = Day(_l("有效期限（起）"), validators=[Optional()])
    valid_until = Day(_l("有效期限（止）"), validators=[Optional()])
    signed_place = Text(_l("签订地点"), limit=100, validators=[Optional()])
    side = RadioField(
        _l("由谁申请"),
        choices=[
            SelectChoice("seller", _l("卖方（开发人、让与人、许可人、受托人）")),
            SelectChoice("buyer", _l("境内买方（从境外进口技术）")),
        ],
        default="seller",
    )
    seller_name, seller_country, seller_region, seller_body, seller_credit_code, seller_contact, seller_phone = _party(
        "seller"
    ).values()
    buyer_name, buyer_country, buyer_region, buyer_body, buyer_credit_code, buyer_contact, buyer_phone = _party(
        "buyer"
    ).values()
    technical_field = SelectField(_l("技术领域"), choices=[], validators=[Optional()])
    rights_kinds = Boxes(_l("知识产权类别"), choices=[], validators=[Optional()])
    patent_numbers = Words(
        _l("专利号"), most=50, longest=40, validators=[Optional()], description=_l("多个用顿号隔开；没有的不填。")
    )
    economic_goal = Text(
        _l("社会经济目标"),
        limit=100,
        validators=[Optional()],
        description=_l("按登记机构的填报口径写名称或代码，平台没有核对过的名单，所以不提供选项。"),
    )
    plan_source = SelectField(_l("计划来源"), choices=[], validators=[Optional()])
    is_related = RadioField(
        _l("是否关联交易"),
        choices=[SelectChoice("no", _l("否")), SelectChoice("yes", _l("是"))],
        validators=[Optional()],
    )
    expected_input = WanYuan(_l("预计新增投入"), validators=[Optional()], description=_l("技术转让必填。"))
    expected_output = WanYuan(_l("预计新增产值"), validators=[Optional()], description=_l("技术转让必填。"))
    ticks = Boxes(_l("我已核对"), choices=[], validators=[Optional()])

    def prepare(self, items: list[tuple[str, str]]) -> "SheetForm":
        """Offer the terms; `items` are those of the checklist that a person ticks."""
        blank = [SelectChoice("", _("请选择"))]
        self.technical_field.choices = [*blank, *choices("technical_field")]
        self.plan_source.choices = [*blank, *choices("plan_source")]
        self.rights_kinds.choices = choices("rights_kind")
        self.ticks.choices = [SelectChoice(code, name) for code, name in items]
        return self

    @staticmethod
    def shown(answers: Mapping[str, Any]) -> dict[str, Any]:
        """The stored answers as the fields want them."""
        related = answers.get("is_related")
        return {
            **answers,
            "valid_from": read_day(answers.get("valid_from")), "valid_until": read_day(answers.get("valid_until")),
            "is_related": None if related is None else "yes" if related else "no",
            "expected_input": amount_of(answers, "expected_input"),
            "expected_output": amount_of(answers, "expected_output"),
        }  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """What was typed, by field of the sheet."""
        names = (
            "project_name", "valid_from", "valid_until", "signed_place", "technical_field", "rights_kinds",
            "patent_numbers", "economic_goal", "plan_source", "expected_input", "expected_output",
        )  # fmt: skip
        found = {name: self[name].data for name in names}
        found |= {f"{side}_{name}": self[f"{side}_{name}"].data or "" for side in ("seller", "buyer") for name in PARTY}
        return {**found, "is_related": {"yes": True, "no": False}.get(self.is_related.data or "")}

    def is_in_order(self) -> bool:
        """The term ends after it begins."""
        first, last = self.valid_from.data, self.valid_until.data
        if first is not None and last is not None and last < first:
            self.valid_until.errors = [_("截止日不能早于开始日。")]
            return False
        return True


class StepForm(BaseForm):
    """A step with its day; which further fields it has depends on the step."""

    on = Day(_l("哪一天"), validators=[InputRequired(_l("请填写日期。"))], default=today)
    office = Text(_l("登记机构"), limit=100, needed=_l("请填写提交给哪个登记机构。"))
    receipt_number = Text(_l("受理号或流水号"), limit=60, validators=[Optional()])
    words = LongText(_l("说明"), limit=500, rows=3, validators=[Optional()])
    missing = LongText(_l("要补正什么"), limit=1000, rows=4, needed=_l("请写明要补正什么。"))
    until = Day(_l("补正期限"), validators=[InputRequired(_l("请填写补正期限。"))])
    number = Text(
        _l("合同登记编号"),
        limit=60,
        needed=_l("请填写登记证明上的编号。"),
        description=_l("照登记证明填写，位数不限。"),
    )
    amount = WanYuan(_l("登记的合同成交额"), validators=[InputRequired(_l("请填写登记证明上的合同成交额。"))])
    technology_amount = WanYuan(
        _l("登记的技术交易额"), validators=[InputRequired(_l("请填写登记证明上的技术交易额。"))]
    )
    reason = LongText(_l("理由"), limit=500, rows=3, needed=_l("请写明理由。"))

    def __init__(self, step: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wanted = FIELDS[step]
        for name in ("on", "office", "receipt_number", "words", "missing", "until", "number", "amount",
                     "technology_amount", "reason"):  # fmt: skip
            if name not in wanted:
                del self[name]

    def is_in_order(self) -> bool:
        """What can be said beside the field; the service checks it again."""
        is_fine = True
        if "on" in self and self.on.data > today():
            self.on.errors, is_fine = [_("这一天还没有到，请核对日期。")], False
        if "until" in self and self.until.data < self.on.data:
            self.until.errors, is_fine = [_("补正期限不能早于要求补正的那天。")], False
        if "amount" in self and self.technology_amount.data > self.amount.data:
            message = _("技术交易额不能超过合同成交额，请按登记证明核对。")
            self.technology_amount.errors, is_fine = [message], False
        return is_fine


class CertificateForm(BaseForm):
    """The certificate that the registry issued."""

    file = FileField(
        _l("登记证明"),
        validators=[FileRequired(_l("请选择文件。"))],
        description=_l("PDF 或照片。PDF 按原样保存。"),
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )


RESUME, TAKE_BACK, CORRECT = "resume", "take-back", "correct"
# Step in the address → its fields.
FIELDS = {
    states.FILED: ("on", "office", "receipt_number"),
    states.ACCEPTED: ("on", "words"),
    states.SUPPLEMENT: ("on", "missing", "until"),
    states.REGISTERED: ("on", "number", "amount", "technology_amount"),
    states.REFUSED: ("on", "reason"),
    states.CHANGED: ("on", "reason", "amount", "technology_amount"),
    states.CANCELLED: ("on", "reason"),
    states.WAIVED: ("reason",),
    TAKE_BACK: ("on", "words"),
    CORRECT: ("number", "amount", "technology_amount", "reason"),
}
