"""The forms of the steps of a contract, of comments, rewording, cancelling and of templates."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from matchmaking.contracts.checks import named_goods
from matchmaking.contracts.plans import problem_of
from matchmaking.contracts.states import DISPUTES, IMPROVEMENTS, LICENCE, OPERATORS, OWNERSHIP
from matchmaking.contracts.wording import plan_words
from matchmaking.core.forms import BaseForm, Day, FloatNumber, LongText, Number, Row, Rows, Text, WanYuan
from matchmaking.listings.forms import Code, offered
from matchmaking.vocabulary.queries import choices, find_term, is_known

MOST_ROWS = 30


class StepForm(BaseForm):
    """One step. `seen` is what it held when the page was opened, so that nobody is overwritten silently."""

    seen = HiddenField()
    texts: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[str] = ()

    def text_values(self) -> dict[str, str]:
        """What goes into `Contract.texts`."""
        return {name: getattr(self, name).data or "" for name in self.texts if name in self}

    def column_values(self) -> dict[str, Any]:
        """The columns of the contract."""
        return {name: getattr(self, name).data for name in self.columns if name in self}

    def row_values(self) -> dict[str, list[dict[str, Any]]]:
        """Repeated rows."""
        return {name: self.rows_of(name) for name in self.rows}

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        """The rows of one list in which something is filled in."""
        return list(getattr(self, name).filled())


def digest(data: Any) -> str:
    """A short digest of what a step holds."""
    return hashlib.sha256(json.dumps(data, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


class KindForm(StepForm):
    """Step one: the kind, the title, the number."""

    columns = ("sub_kind", "licence_mode", "title", "number")

    sub_kind = SelectField(_l("合同类别"), choices=[], validators=[InputRequired(_l("请选择合同类别。"))])
    licence_mode = Code(_l("许可方式"), "licence_mode", description=_l("技术许可合同才填。"))
    title = Text(
        _l("项目名称"), limit=120, needed=_l("请填写项目名称。"),
        description=_l("合同、登记表和发票上都用这个名称，要写出技术内容。"),
    )  # fmt: skip
    number = Text(_l("合同编号"), limit=60, needed=_l("请填写合同编号。"), description=_l("可以改成贵单位的编号。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sub_kind.choices = choices("contract_subkind", keep=[self.sub_kind.data or ""], grouped=True)

    def validate_sub_kind(self, field: SelectField) -> None:
        if not is_known("contract_subkind", field.data):
            raise ValidationError(_("请从列表里选择一项。"))

    def validate_licence_mode(self, field: Code) -> None:
        if self.kind_of() == LICENCE and not field.data:
            raise ValidationError(_("许可合同要写明是独占、排他还是普通许可。"))

    def kind_of(self) -> str | None:
        """The kind to which the chosen sub-kind belongs."""
        entry = find_term("contract_subkind", self.sub_kind.data)
        return entry.parent if entry else None

    def column_values(self) -> dict[str, Any]:
        values = {**super().column_values(), "kind": self.kind_of()}
        return values if values["kind"] == LICENCE else {**values, "licence_mode": None}


class PartyRow(Row):
    """What the contract says of one party."""

    name = Text(_l("名称"), limit=120)
    credit_code = Text(_l("统一社会信用代码"), limit=18)
    legal_representative = Text(_l("法定代表人"), limit=60)
    address = Text(_l("住所地"), limit=200)
    contact_name = Text(_l("项目联系人"), limit=60)
    phone = Text(_l("电话"), limit=40)
    email = Text(_l("电子信箱"), limit=120)
    postal_address = Text(_l("通讯地址"), limit=200)


class PartiesForm(StepForm):
    """Step two: the parties. A block that the viewer may not read is left out by the view."""

    columns = ("signed_place", "is_three_party")

    buyer = FormField(PartyRow, _l("甲方（需求方）"))
    seller = FormField(PartyRow, _l("乙方（成果方）"))
    is_three_party = BooleanField(
        _l("三方合同：技术经理人所在的机构作为丙方"), description=_l("丙方提供技术转移服务，不承担研发和付款。")
    )
    broker = FormField(PartyRow, _l("丙方（技术转移服务方）"))
    signed_place = Text(_l("签订地点"), limit=120, validators=[Optional()])

    def party_values(self) -> dict[str, dict[str, str]]:
        """What is said of each party."""
        sides = [side for side in ("buyer", "seller", "broker") if side in self]
        return {
            side: {name: value or "" for name, value in self[side].data.items() if name != "csrf_token"}
            for side in sides
        }


class AcceptanceRow(Row):
    """One criterion of acceptance."""

    name = Text(_l("指标名称"), limit=80)
    operator = SelectField(_l("要求"), choices=offered(OPERATORS), default=">=")
    value_low = FloatNumber(_l("数值"))
    value_high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=20)
    text = Text(_l("描述（选“文字描述”才填）"), limit=300)
    method = Text(_l("怎样检验"), limit=300)
    criterion_id = HiddenField()


class MilestoneRow(Row):
    """One step of the work."""

    title = Text(_l("节点"), limit=60)
    content = Text(_l("完成什么"), limit=300)
    due_on = Day(_l("完成日期"))


class SubjectForm(StepForm):
    """Step three: what is made, what counts as good enough, by when."""

    texts = (
        "goal", "content", "scope", "method", "plan", "rights", "implemented", "delivery", "place", "cooperation",
        "guidance",
    )  # fmt: skip
    rows = ("acceptance", "milestones")

    goal = LongText(_l("技术目标"), limit=2000, rows=3, validators=[Optional()])
    content = LongText(_l("技术内容"), limit=6000, rows=5, needed=_l("请写明技术内容。"))
    scope = LongText(_l("范围和要求"), limit=3000, rows=3, validators=[Optional()])
    method = LongText(_l("技术方法和路线"), limit=6000, rows=4, validators=[Optional()])
    rights = LongText(
        _l("权利状况"), limit=3000, rows=4, validators=[Optional()],
        description=_l("转让和许可必填：名称、申请人和权利人、申请日、申请号、专利号、有效期限、年费缴到哪一年。"),
    )  # fmt: skip
    implemented = LongText(_l("已经实施和许可的状况"), limit=2000, rows=2, validators=[Optional()])
    acceptance = Rows(FormField(AcceptanceRow), _l("验收指标"), most=MOST_ROWS)
    milestones = Rows(FormField(MilestoneRow), _l("进度节点"), most=MOST_ROWS)
    delivery = LongText(_l("成果的交付"), limit=2000, rows=3, needed=_l("请写明交付什么、怎样交付。"))
    place = Text(_l("履行地点"), limit=200, needed=_l("请填写履行地点。"))
    cooperation = LongText(_l("甲方提供的资料与协作"), limit=3000, rows=3, validators=[Optional()])
    plan = LongText(
        _l("研究开发计划"), limit=4000, rows=3, validators=[Optional()],
        description=_l("合作开发的，这里写乙方承担的部分，上一栏写甲方承担的部分。"),
    )  # fmt: skip
    guidance = LongText(_l("技术指导与培训"), limit=2000, rows=2, validators=[Optional()])

    def validate_acceptance(self, field: Rows) -> None:
        for entry in field.entries:
            row = entry.form
            if not any(one.data for one in (row.name, row.text, row.method)) and row.value_low.data is None:
                continue
            if not row.name.data:
                row.name.errors = [_("请填写指标名称。")]
            if row.operator.data == "text":
                if not row.text.data:
                    row.text.errors = [_("请写出要求。")]
            elif row.value_low.data is None and not row.value_low.errors:
                row.value_low.errors = [_("请填写数值。")]
            elif row.operator.data == "range" and row.value_high.data is None and not row.value_high.errors:
                row.value_high.errors = [_("范围要填上限。")]
            if any(one.errors for one in row):
                raise ValidationError(_("请补全验收指标。"))

    def validate_milestones(self, field: Rows) -> None:
        for entry in field.entries:
            row = entry.form
            if (row.content.data or row.due_on.data) and not row.title.data:
                row.title.errors = [_("请给节点起个名字。")]
                raise ValidationError(_("请补全进度节点。"))

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        if name == "milestones":
            return [{**row, "content": row["content"] or ""} for row in self.milestones.filled()]
        rows = []
        for row in self.acceptance.filled(ignore=("operator", "criterion_id")):
            number = str(row["criterion_id"] or "")
            is_number = number.isascii() and number.isdigit() and len(number) < 10
            texts = {key: row[key] or "" for key in ("text", "unit", "method")}
            rows.append({**row, **texts, "criterion_id": int(number) if is_number else None})
        return rows


class PaymentRow(Row):
    """One payment."""

    title = Text(_l("款项"), limit=60)
    amount = WanYuan(_l("金额"))
    milestone_position = SelectField(
        _l("哪个节点验收后付"), choices=[], coerce=lambda value: int(value) if str(value or "").isdigit() else None
    )
    due_on = Day(_l("或者哪一天前付"))


class MoneyForm(StepForm):
    """Step four: amounts and payments."""

    columns = ("amount", "technology_amount", "is_all_technology", "payment_mode")
    texts = ("other_words", "royalty", "funds")
    rows = ("payments",)

    amount = WanYuan(
        _l("合同成交额"), validators=[InputRequired(_l("请填写合同成交额。"))], description=_l("合同的总金额。")
    )
    technology_amount = WanYuan(
        _l("技术交易额"), validators=[InputRequired(_l("请填写技术交易额。"))],
        description=_l("成交额减去设备、仪器、零部件、原材料等非技术费用；少量样品和资料不用减。"),
    )  # fmt: skip
    other_words = Text(_l("非技术部分的费用用于什么"), limit=300)
    is_all_technology = BooleanField(_l("已核对：提到的设备、材料不单独收费，成交额全部是技术交易额"))
    payment_mode = Code(_l("支付方式"), "payment_mode", validators=[InputRequired(_l("请选择支付方式。"))])
    payments = Rows(FormField(PaymentRow), _l("各期款项"), most=MOST_ROWS)
    royalty = LongText(
        _l("提成的比例、基数和期限"), limit=1000, rows=2,
        description=_l("选了提成才填，例如：按产品不含税销售额的 2%，自首次销售起五年。"),
    )  # fmt: skip
    funds = LongText(_l("经费的使用"), limit=2000, rows=2, validators=[Optional()])

    def __init__(
        self, *args: Any, milestones: Sequence[tuple[int, str]] = (), spoken_of: Sequence[str] = (), **options: Any
    ) -> None:
        self.offered = [SelectChoice("", _("不挂节点")), *(SelectChoice(*one) for one in milestones)]
        # What the other steps say: whether they name equipment or material.
        self.spoken_of = list(spoken_of)
        super().__init__(*args, **options)
        self.offer_milestones()

    def offer_milestones(self) -> None:
        """Give every row the milestones to choose from, also rows that a button has just added."""
        for entry in self.payments.entries:
            entry.form.milestone_position.choices = self.offered

    def validate_technology_amount(self, field: WanYuan) -> None:
        if field.data is not None and self.amount.data is not None and field.data > self.amount.data:
            raise ValidationError(_("技术交易额不能超过合同成交额。"))

    def validate_other_words(self, field: Text) -> None:
        total, technology = self.amount.data, self.technology_amount.data
        if total is not None and technology is not None and technology < total and not field.data:
            raise ValidationError(_("请说明非技术部分的费用用于什么，例如购置试验台架。"))

    def validate_is_all_technology(self, field: BooleanField) -> None:
        if self.amount.data is None or self.amount.data != self.technology_amount.data or field.data:
            return
        goods = named_goods([*self.spoken_of, self.funds.data or "", self.other_words.data or ""])
        if goods:
            raise ValidationError(
                _("合同里提到了%(goods)s。请核对：要单独计价的，从技术交易额里减去；不单独收费的，请勾选确认。",
                  goods=_("、").join(goods))
            )  # fmt: skip

    def validate_royalty(self, field: LongText) -> None:
        if self.payment_mode.data in ("royalty", "royalty_entry_fee") and not field.data:
            raise ValidationError(_("请写明提成的比例、基数和期限。"))

    def validate_payments(self, field: Rows) -> None:
        found = False
        for entry in field.entries:
            row = entry.form
            if not row.title.data and row.amount.data is None:
                continue
            if not row.title.data:
                row.title.errors, found = [_("请写明是什么款。")], True
            if row.amount.data is None and not row.amount.errors:
                row.amount.errors, found = [_("请填写金额。")], True
        if found:
            raise ValidationError(_("请补全各期款项。"))
        if self.amount.data is None or not self.payment_mode.data:
            return
        amounts = [row["amount"] or Decimal(0) for row in self.rows_of("payments")]
        wrong = problem_of(self.payment_mode.data, self.amount.data, amounts)
        if wrong is not None:
            raise ValidationError(plan_words(*wrong) + _("。"))

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        return self.payments.filled(ignore=("milestone_position", "due_on"))


class Copies(Number):
    """A whole number of copies."""

    def from_shown(self, value: Any) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class OwnershipForm(StepForm):
    """Step five: to whom results belong, which is never preset, and what else the parties agree on."""

    columns = ("ownership", "improvements", "dispute", "valid_from", "valid_until", "copies")
    texts = (
        "ownership_words", "benefit", "improvements_words", "confidentiality", "liability", "dispute_body", "risk",
        "sublet", "equipment", "terms", "attachments", "other",
    )  # fmt: skip

    ownership = RadioField(
        _l("成果和知识产权归谁"),
        choices=offered(OWNERSHIP),
        validators=[InputRequired(_l("请选择成果和知识产权归谁。"))],
    )
    ownership_words = LongText(_l("归属的补充约定"), limit=2000, rows=2)
    benefit = LongText(
        _l("收益怎样分配"), limit=1500, rows=2, validators=[Optional()],
        description=_l("例如共有专利许可他人的收益按什么比例分。"),
    )  # fmt: skip
    improvements = RadioField(
        _l("后续改进的成果归谁"), choices=offered(IMPROVEMENTS),
        validators=[InputRequired(_l("请选择后续改进的成果归谁。"))],
    )  # fmt: skip
    improvements_words = LongText(_l("后续改进的补充约定"), limit=1500, rows=2)
    confidentiality = LongText(_l("保密"), limit=3000, rows=4, needed=_l("请写明保密约定，不需要保密也请写明。"))
    liability = LongText(_l("违约责任"), limit=3000, rows=4, validators=[Optional()])
    dispute = RadioField(
        _l("争议怎样解决"), choices=offered(DISPUTES), validators=[InputRequired(_l("请选择争议解决方式。"))]
    )
    dispute_body = Text(_l("仲裁机构"), limit=80, description=_l("选仲裁才填，写全称。"))
    valid_from = Day(_l("有效期起"), validators=[InputRequired(_l("请填写有效期起。"))])
    valid_until = Day(_l("有效期止"), validators=[InputRequired(_l("请填写有效期止。"))])
    copies = Copies(_l("合同份数"), low=2, high=50, validators=[InputRequired(_l("请填写份数。"))])
    risk = LongText(_l("风险责任"), limit=2000, rows=3, validators=[Optional()])
    sublet = LongText(_l("转委托的限制"), limit=1000, rows=2, validators=[Optional()])
    equipment = LongText(_l("设备和资料的归属"), limit=1000, rows=2, validators=[Optional()])
    terms = LongText(_l("名词和术语的解释"), limit=3000, rows=2, validators=[Optional()])
    attachments = LongText(_l("附件"), limit=1000, rows=2, validators=[Optional()])
    other = LongText(_l("其他约定"), limit=3000, rows=2, validators=[Optional()])

    def validate_ownership_words(self, field: LongText) -> None:
        if self.ownership.data == "parts" and not field.data:
            raise ValidationError(_("请写明怎样分别归属。"))

    def validate_improvements_words(self, field: LongText) -> None:
        if self.improvements.data == "parts" and not field.data:
            raise ValidationError(_("请写明后续改进怎样约定。"))

    def validate_dispute_body(self, field: Text) -> None:
        if self.dispute.data == "arbitration" and not field.data:
            raise ValidationError(_("请写明仲裁机构的全称。没有写明仲裁机构的，仲裁条款可能无效。"))

    def validate_valid_until(self, field: Day) -> None:
        if field.data and self.valid_from.data and field.data <= self.valid_from.data:
            raise ValidationError(_("止日要在起日之后。"))


FORMS: dict[str, type[StepForm]] = {
    "kind": KindForm, "parties": PartiesForm, "subject": SubjectForm, "money": MoneyForm, "ownership": OwnershipForm,
}  # fmt: skip


class KeyedForm(BaseForm):
    """A form that makes one record, however often it is sent."""

    form_key = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.form_key.data:
            self.form_key.data = secrets.token_hex(16)


class CommentForm(KeyedForm):
    """What is to be said of a clause."""

    words = LongText(_l("意见"), limit=2000, rows=3, needed=_l("请写出意见。"))
    asked = SelectField(_l("请谁答复"), choices=[], validate_choice=False)


class AnswerForm(KeyedForm):
    """An answer to a comment."""

    words = LongText(_l("答复"), limit=2000, rows=2, needed=_l("请写出答复。"))


class RewordForm(BaseForm):
    """New words for a clause."""

    text = LongText(_l("这一条的文字"), limit=6000, rows=10, validators=[Optional()])


class CancelForm(BaseForm):
    """The contract will not be signed."""

    reason = LongText(_l("原因"), limit=500, rows=3, needed=_l("请写明原因，对方会看到。"))


class TemplateForm(BaseForm):
    """A .docx in place of a template."""

    file = FileField(
        _l("模板文件"), [FileRequired(_l("请选择一个 .docx 文件。"))], render_kw={"accept": ".docx"},
        description=_l("不超过 2 MB，不带宏。"),
    )  # fmt: skip
    note = Text(_l("改了什么"), limit=200, validators=[Optional()])
