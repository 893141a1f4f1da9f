"""The forms of performance: the plan, proofs, checks, payments, and what both sides confirm."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, FloatNumber, LongText, Number, Row, Rows, Text, WanYuan
from matchmaking.deals.states import SIDES
from matchmaking.files.contents import ACCEPT, Content, FileRefused, accepted_names
from matchmaking.files.services import read_upload
from matchmaking.listings.rules import LONGEST_UNIT
from matchmaking.milestones.plans import MOST_ROWS, PlanProblem, day_of, day_text, fen
from matchmaking.milestones.states import OPERATORS, VERDICTS

LONGEST_WORDS, LONGEST_TITLE, MOST_FILES = 2000, 80, 8


class Several(SelectMultipleField):
    """Check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Count(Number):
    """A place in a list, from 1; empty means none."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, low=1, high=MOST_ROWS, **options)

    def from_shown(self, value: Any) -> int:
        if value != value.to_integral_value():
            raise ValueError(_("请填写整数。"))
        return int(value)


class KeyedForm(BaseForm):
    """A form that makes one record however often it is sent."""

    form_key = HiddenField()

    def new_key(self) -> None:
        """Give the empty form its key."""
        self.form_key.data = secrets.token_hex(16)


class FilesForm(KeyedForm):
    """A form with files. `contents` are the examined ones after `examine`."""

    # The macro takes a widget that says `multiple` for check boxes; the browser needs the attribute only.
    files = MultipleFileField(_l("文件"), widget=FileInput(), render_kw={"accept": ACCEPT, "multiple": True})
    contents: Sequence[Content] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = current_app.config["UPLOAD_BYTES"] // 1024 // 1024
        self.files.description = _(
            "可以选多个，最多 %(count)d 个；%(accepted)s，每个最大 %(most)d MB。没有通过检查的表单要重新选文件。",
            count=MOST_FILES, accepted=accepted_names(), most=most,
        )  # fmt: skip

    def examine(self) -> bool:
        """Look at the uploads; what is refused stands as an error beside the field."""
        uploads = [one for one in self.files.data or [] if one and one.filename]
        if len(uploads) > MOST_FILES:
            self.files.errors = [_("一次最多 %(count)d 个文件。", count=MOST_FILES)]
            return False
        try:
            self.contents = [read_upload(one) for one in uploads]
        except FileRefused as refused:
            self.files.errors = [refused.message]
            return False
        return True


class MilestoneRow(Row):
    """A step of the work."""

    id = HiddenField()
    title = Text(_l("名称"), limit=LONGEST_TITLE)
    due_on = Day(_l("完成日期"))
    content = LongText(_l("做什么，交什么"), limit=LONGEST_WORDS, rows=2)


class PaymentRow(Row):
    """A payment."""

    id = HiddenField()
    title = Text(_l("名称"), limit=LONGEST_TITLE)
    amount = WanYuan(_l("金额"))
    milestone = Count(_l("对应第几个里程碑"))
    due_on = Day(_l("付款日期"))


class CriterionRow(Row):
    """A criterion of acceptance."""

    id = HiddenField()
    name = Text(_l("指标"), limit=LONGEST_TITLE)
    operator = SelectField(
        _l("关系"), choices=[SelectChoice(code, words) for code, words in OPERATORS.items()], default=">="
    )
    low = FloatNumber(_l("数值"))
    high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    text = Text(_l("文字描述"), limit=200)
    method = Text(_l("怎么测"), limit=200)
    milestone = Count(_l("在第几个里程碑验收"))


class PlanForm(KeyedForm):
    """The whole plan, new or changed."""

    # The version of the plan that a change begins with.
    base = HiddenField()
    words = LongText(_l("说明"), limit=LONGEST_WORDS, rows=3)
    milestones = Rows(FormField(MilestoneRow), _l("里程碑"), most=MOST_ROWS)
    payments = Rows(FormField(PaymentRow), _l("款项"), most=MOST_ROWS)
    criteria = Rows(FormField(CriterionRow), _l("验收指标"), most=MOST_ROWS)
    total = WanYuan(_l("款项合计"), description=_l("各笔加起来要分毫不差，用来核对。"))

    def content(self) -> dict[str, Any]:
        """What was typed, as the content of a plan; rows without anything are left out."""
        content: dict[str, Any] = {
            "milestones": [
                {
                    "id": _id(row["id"]), "title": row["title"] or "", "content": row["content"] or "",
                    "due_on": day_text(row["due_on"]),
                }
                for row in self._rows("milestones")
            ],
            "payments": [
                {
                    "id": _id(row["id"]), "title": row["title"] or "",
                    "amount": fen(row["amount"]) if row["amount"] is not None else "",
                    "due_on": day_text(row["due_on"]), "milestone": row["milestone"],
                }
                for row in self._rows("payments")
            ],
            "criteria": [
                {
                    "id": _id(row["id"]), "name": row["name"] or "", "operator": row["operator"],
                    "low": None if row["operator"] == "text" else row["low"],
                    "high": row["high"] if row["operator"] == "range" else None,
                    "text": row["text"] or "", "unit": row["unit"] or "", "method": row["method"] or "",
                    "milestone": row["milestone"],
                }
                for row in self._rows("criteria")
            ],
        }  # fmt: skip
        return {**content, "total": fen(self.total.data) if self.total.data is not None else "0.00"}

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [one.data for one in self[name].entries if _is_filled(one.data)]

    def point_out(self, problems: Sequence[PlanProblem]) -> None:
        """Put what is wrong beside its fields."""
        for problem in problems:
            name, *rest = problem.field.split("-")
            field = self[name]
            if rest:
                entries = [one for one in field.entries if _is_filled(one.data)]
                field = entries[int(rest[0])].form[rest[1]]
            field.errors = [*field.errors, problem.message]


def _is_filled(data: Mapping[str, Any]) -> bool:
    return any(value not in (None, "") for name, value in data.items() if name not in ("csrf_token", "operator"))


def _id(text: Any) -> int | None:
    return int(text) if str(text or "").isdigit() else None


def plan_data(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a plan as the data of the form."""
    return {
        "milestones": [{**one, "due_on": day_of(one["due_on"])} for one in content["milestones"]],
        "payments": [
            {**one, "due_on": day_of(one["due_on"]), "amount": _decimal(one["amount"])} for one in content["payments"]
        ],
        "criteria": content["criteria"],
        "total": _decimal(content["total"]),
    }


def _decimal(text: str) -> Any:
    return Decimal(text) if text else None


class ValueRow(Row):
    """A measured value beside its criterion, whose id is in `criterion`."""

    criterion = HiddenField()
    value_low = FloatNumber(_l("实测值"))
    value_high = FloatNumber(_l("上限（范围才填）"))
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    text = Text(_l("文字结果"), limit=200)
    condition = Text(_l("测试条件"), limit=200)
    measured_by = Text(_l("谁测的"), limit=80)

    def value(self) -> dict[str, Any]:
        """The columns of a delivered value."""
        return {
            "value_low": self.value_low.data, "value_high": self.value_high.data, "unit": self.unit.data or "",
            "text": self.text.data or "", "condition": self.condition.data or "",
            "measured_by": self.measured_by.data or "",
        }  # fmt: skip


class DeliverForm(FilesForm):
    """The proof of a milestone."""

    words = LongText(_l("做到了什么"), limit=LONGEST_WORDS, rows=5, needed=_l("请写明做到了什么、交付了什么。"))
    rows = Rows(FormField(ValueRow), _l("实测值"), most=MOST_ROWS)

    def values(self) -> dict[int, dict[str, Any]]:
        """criterion id → what was measured."""
        return {_id(one.form.criterion.data) or 0: one.form.value() for one in self.rows.entries}


def _verdict_choices() -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in VERDICTS.items()]


class RulingRow(Row):
    """The buyer's verdict on one value, whose id is in `value`."""

    value = HiddenField()
    verdict = RadioField(_l("结论"), choices=_verdict_choices(), validators=[Optional()])
    note = Text(_l("差在哪里，或为什么仍然接受"), limit=300)


class CheckForm(BaseForm):
    """The buyer's answer to a proof. `seen` is the hash of what it read."""

    seen = HiddenField()
    rows = Rows(FormField(RulingRow), _l("逐项结论"), most=MOST_ROWS)
    words = LongText(_l("总的意见"), limit=LONGEST_WORDS, rows=3)
    decision = RadioField(
        _l("这个里程碑"),
        choices=[SelectChoice("accept", _l("验收通过")), SelectChoice("send_back", _l("退回修改"))],
        validators=[InputRequired(_l("请选择通过还是退回。"))],
    )

    def is_in_order(self) -> bool:
        """A verdict on each, a reason for each that is not met, a reason for sending back."""
        is_good = True
        for one in self.rows.entries:
            form = one.form
            if not form.verdict.data:
                form.verdict.errors, is_good = [_("请给出结论。")], False
            elif form.verdict.data != "met" and not form.note.data:
                form.note.errors, is_good = [_("没有满足的，请写明差在哪里，或为什么仍然接受。")], False
        if self.decision.data == "send_back" and not self.words.data:
            self.words.errors, is_good = [_("退回请写明理由，成果方靠它修改。")], False
        return is_good


class PaymentForm(FilesForm):
    """What somebody says of a payment; what a step does not ask is taken out."""

    amount = WanYuan(_l("金额"), validators=[InputRequired(_l("请填写金额。"))])
    on = Day(_l("日期"), validators=[InputRequired(_l("请填写日期。"))])
    invoice_number = Text(_l("发票号码"), limit=60, validators=[Optional()])
    words = LongText(_l("说明"), limit=LONGEST_WORDS, rows=3, validators=[Optional()])

    def fit(self, step: str) -> "PaymentForm":
        """claim: no day; report and receipt: no invoice; missing: words alone."""
        if step in ("claim", "missing"):
            del self.on
        if step != "claim":
            del self.invoice_number
        if step == "missing":
            del self.amount
            del self.files
        elif step == "claim":
            self.files.label.text = _("发票")
        elif step == "report":
            self.on.label.text, self.files.label.text = _("付款日期"), _("付款凭证")
        elif step == "receipt":
            self.on.label.text, self.files.label.text = _("到账日期"), _("到账凭证")
        return self

    def examine(self) -> bool:
        return "files" not in self or super().examine()

    def is_in_order(self, step: str) -> bool:
        """Who says that nothing has come says what was looked at."""
        if step == "missing" and not self.words.data:
            self.words.errors = [_("请写明查到哪一天、哪个账户没有收到，需求方据此核对。")]
            return False
        return True


class WordsForm(FilesForm):
    """Something that both sides must agree to, in words."""

    words = LongText(_l("内容和理由"), limit=LONGEST_WORDS, rows=5, needed=_l("请写明内容和理由，对方据此答复。"))


class DelayForm(WordsForm):
    """Another day for a milestone."""

    due_on = Day(_l("改到哪一天"), validators=[InputRequired(_l("请填写新的完成日期。"))])
    words = LongText(_l("为什么要延期"), limit=LONGEST_WORDS, rows=4, needed=_l("请写明为什么要延期。"))

    def is_in_order(self, before: Any) -> bool:
        """It is another day, and not one that is over."""
        if self.due_on.data < today():
            self.due_on.errors = [_("日期不能早于今天。")]
        elif self.due_on.data == before:
            self.due_on.errors = [_("这就是现在的日期。")]
        return not self.due_on.errors


class SettleForm(WordsForm):
    """Payments that are closed although not all of them has come."""

    payments = Several(_l("哪些款项"), choices=[], coerce=int, validators=[InputRequired(_l("请至少选一笔款项。"))])


class AnswerForm(BaseForm):
    """The other side's answer. `sha256` is the hash of the text that it read."""

    sha256 = HiddenField()
    decision = RadioField(
        _l("答复"),
        choices=[SelectChoice("agree", _l("同意，确认这份内容")), SelectChoice("refuse", _l("不同意"))],
        validators=[InputRequired(_l("请选择同意还是不同意。"))],
    )
    shows_name = BooleanField(_l("同意写出我方单位名称（不勾就写“企业”）"))
    words = LongText(_l("告诉对方"), limit=LONGEST_WORDS, rows=3, validators=[Optional()])

    def is_in_order(self) -> bool:
        """Who says no says why."""
        if self.decision.data == "refuse" and not self.words.data:
            self.words.errors = [_("不同意请写明理由。")]
            return False
        return True


def _side_choices() -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in SIDES.items()]


class DisputeForm(KeyedForm):
    """A dispute."""

    title = Text(_l("争议是什么"), limit=LONGEST_TITLE, needed=_l("请用一句话写明争议是什么。"))
    words = LongText(_l("经过和各自的看法"), limit=LONGEST_WORDS, rows=5, needed=_l("请写明经过和各自的看法。"))
    since_on = Day(_l("从哪一天开始"), validators=[InputRequired(_l("请填写从哪一天开始。"))])
    milestone = SelectField(_l("与哪个里程碑有关"), choices=[], coerce=lambda value: int(value) if value else None)
    next_side = SelectField(_l("下一步由谁来办"), choices=_side_choices())


class DisputeStepForm(KeyedForm):
    """What was done about a dispute."""

    words = LongText(_l("做了什么，说定什么"), limit=LONGEST_WORDS, rows=4, needed=_l("请写明做了什么或说定了什么。"))
    on = Day(_l("哪一天"), validators=[InputRequired(_l("请填写日期。"))])
    next_side = SelectField(_l("下一步由谁来办"), choices=_side_choices())
    closes = BooleanField(_l("我方认为已经了结，上面写的就是结果"))


class ReportRow(ValueRow):
    """A line of the final report."""

    measured_on = Day(_l("哪一天测的"))
    report = Text(_l("报告名称或编号"), limit=120)
    verdict = RadioField(_l("结论"), choices=_verdict_choices(), validators=[Optional()])
    note = Text(_l("没有满足而仍然接受的理由"), limit=300)

    def value(self) -> dict[str, Any]:
        """The line as plain data."""
        return {
            **super().value(), "measured_on": self.measured_on.data, "report": self.report.data or "",
            "verdict": self.verdict.data or "", "note": self.note.data or "",
        }  # fmt: skip


class AcceptanceForm(FilesForm):
    """The report of the final acceptance."""

    rows = Rows(FormField(ReportRow), _l("逐项结果"), most=MOST_ROWS)
    words = LongText(_l("验收意见"), limit=LONGEST_WORDS, rows=4, needed=_l("请写一段验收意见，它会印在验收单上。"))

    def values(self) -> dict[int, dict[str, Any]]:
        """criterion id → line."""
        return {_id(one.form.criterion.data) or 0: one.form.value() for one in self.rows.entries}

    def is_in_order(self) -> bool:
        """Each line has a value, who measured it, and a verdict; what is not met says why it is accepted."""
        is_good = True
        for one in self.rows.entries:
            form = one.form
            if form.value_low.data is None and not form.text.data and not form.value_low.errors:
                form.value_low.errors, is_good = [_("请填写实测值；没有数值的写文字结果。")], False
            if not form.measured_by.data:
                form.measured_by.errors, is_good = [_("请写明谁测的，例如“需求方检测中心”。")], False
            if not form.verdict.data:
                form.verdict.errors, is_good = [_("请给出结论。")], False
            elif form.verdict.data != "met" and not form.note.data:
                form.note.errors, is_good = [_("没有满足的，请写明双方为什么仍然接受。")], False
        return is_good


class PublishForm(KeyedForm):
    """Which results may be shown."""

    values = Several(_l("公开哪几项"), choices=[], coerce=int, validators=[InputRequired(_l("请至少选一项。"))])
    words = LongText(_l("告诉需求方"), limit=LONGEST_WORDS, rows=3, validators=[Optional()])
