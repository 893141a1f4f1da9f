"""The forms of a proposal: how it begins, its one page, and the declaration before it is submitted."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.achievements.models import Achievement
from matchmaking.core.forms import BaseForm, EmptyForm, FloatNumber, LongText, Number, Row, Rows, Text, WanYuan, trimmed
from matchmaking.listings.forms import Level
from matchmaking.listings.rules import LONGEST_UNIT, Problem
from matchmaking.proposals.content import ANSWER_NAMES, FLAT
from matchmaking.proposals.promising import FIELDS, Suggestion
from matchmaking.proposals.rules import (
    LIMITS,
    LONGEST_REFERENCE,
    MOST_ACHIEVEMENTS,
    MOST_MONTHS,
    MOST_REFERENCES,
)

MOST_PROMISES = 50


def _part(name: str, label: Any, hint: Any) -> LongText:
    return LongText(label, limit=LIMITS[name], description=hint)


class Lines(TextAreaField):
    """A list of texts, one for each line."""

    def __init__(self, label: Any = None, *, most: int, longest: int, **options: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(label, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        lines = (trimmed(valuelist[0]) or "").split("\n") if valuelist else []
        self.data = list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def pre_validate(self, form: Any) -> None:
        if len(self.data or []) > self.most:
            raise ValidationError(_("最多 %(most)d 条，请删减。", most=self.most))
        if any(len(line) > self.longest for line in self.data or []):
            raise ValidationError(_("每条最多 %(longest)d 个字符。", longest=self.longest))


class Months(Number):
    """A whole number of months."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, low=1, high=MOST_MONTHS, **options)

    def from_shown(self, value: Decimal) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class Linked(SelectMultipleField):
    """The achievements of the answering organisation, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}
        # A record that was withdrawn meanwhile is left out without ado; it cannot be linked any more.
        self.data = [one for one in dict.fromkeys(self.data or []) if one in known]
        if len(self.data) > MOST_ACHIEVEMENTS:
            raise ValidationError(_("最多选 %(most)d 项。", most=MOST_ACHIEVEMENTS))


class PromiseRow(Row):
    """The promise for one criterion. Which of its fields are shown depends on the criterion."""

    criterion_id = HiddenField()
    # What the criterion was called when the form was opened: rows of a demand may be rewritten in their places.
    name = HiddenField()
    answer = RadioField(
        _l("您的答复"),
        choices=[SelectChoice(code, words) for code, words in ANSWER_NAMES.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    value_low = FloatNumber(_l("承诺值"))
    value_high = FloatNumber(_l("上限"))
    text = Text(_l("承诺达到"), limit=200)
    unit = Text(lazy_pgettext("measure", "单位"), limit=LONGEST_UNIT)
    condition = Text(_l("在什么条件下（与验收方式不同才填）"), limit=100)
    note = Text(_l("怎样证明"), limit=150)


class ProposalForm(BaseForm):
    """The one page of a proposal. Only what contradicts itself is refused in a draft."""

    title = Text(
        _l("方案名称"), limit=LIMITS["title"], description=_l("一句话说出用什么办法，例如“超音速喷涂加激光封孔”。")
    )
    idea = _part("idea", _l("思路"), _l("用什么办法，为什么行得通；与需求方试过的办法有什么不同。"))
    basis = _part("basis", _l("已有基础"), _l("做过什么，有哪些数据、样品、设备。"))
    validation = _part("validation", _l("怎样验证"), _l("谁来测、按什么标准、什么时候出结果。"))
    plan = _part("plan", _l("实施计划"), _l("分几步，每步多久、交付什么。"))
    team = _part("team", _l("团队"), _l("谁负责、几个人、分工；不必写电话。"))
    price_low = WanYuan(_l("报价下限"))
    price_high = WanYuan(_l("报价上限"))
    duration_months = Months(_l("从签约到交付"))
    readiness_level = Level(_l("技术成熟度"), empty=_l("未说明"))
    references = Lines(
        _l("参考资料"),
        most=MOST_REFERENCES,
        longest=LONGEST_REFERENCE,
        description=_l("专利、论文、标准、检测报告，每行一条，最多 10 条。"),
    )
    achievements = Linked(_l("关联本单位已发布的成果"), coerce=int, choices=[])
    promises = Rows(FormField(PromiseRow), _l("逐项承诺"), most=MOST_PROMISES)
    no_confidential = BooleanField(_l("修改后的方案仍不含保密内容"))

    def offer(self, achievements: Sequence[Achievement]) -> None:
        """Offer these achievements to be linked."""
        self.achievements.choices = [SelectChoice(one.id, one.title) for one in achievements]

    def fill(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show exactly these promises."""
        while self.promises.entries:
            self.promises.pop_entry()
        self.promises.last_index = -1
        for row in rows:
            self.promises.append_entry({name: row[name] for name in ("criterion_id", "name", *FIELDS)})

    def sent_rows(self) -> list[dict[str, Any]]:
        """The promises as they were sent: the criterion's id and what was filled in."""
        return [
            {
                **{name: entry.data.get(name) for name in ("name", *FIELDS)},
                "criterion_id": _id(entry.data.get("criterion_id")),
            }
            for entry in self.promises.entries
        ]

    def content(self) -> dict[str, Any]:
        """Everything but promises and achievements, as plain data."""
        return {name: getattr(self, name).data for name in FLAT}

    def take(self, suggestion: Suggestion) -> None:
        """Fill a measured value into the row of its criterion."""
        for entry in self.promises.entries:
            if _id(entry.data.get("criterion_id")) == suggestion.criterion.id:
                for name, value in suggestion.values.items():
                    field = entry.form[name]
                    limit = next((check.max for check in field.validators if hasattr(check, "max")), None)
                    field.data = value[:limit] if isinstance(value, str) and limit else value
                entry.form.answer.data = entry.form.answer.data or "yes"

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Write problems to their fields; True when there was any. A field that has a message keeps that one."""
        for problem in problems:
            name, _dash, rest = problem.field.partition("-")
            field = self[name]
            index, _dash, inner = rest.partition("-")
            if inner and index.isdigit() and int(index) < len(field.entries):
                field = field.entries[int(index)].form[inner]
            field.errors = list(field.errors) or [problem.message]
        return bool(problems)


def _id(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class StartForm(EmptyForm):
    """In whose name, and from which earlier answer."""

    form_key = HiddenField()
    organisation_id = RadioField(_l("以哪个单位的名义应答"), coerce=int, choices=[])
    like_id = RadioField(_l("从哪里开始"), coerce=int, choices=[], default=0)

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class SubmitForm(EmptyForm):
    """The declaration before submitting."""

    no_confidential = BooleanField(
        _l("方案不含保密内容，本人有权代表单位提交。"),
        validators=[InputRequired(_l("请先确认方案不含保密内容，再提交。"))],
    )


class WithdrawForm(EmptyForm):
    """Why an answer is taken back."""

    reason = LongText(_l("理由"), limit=300, needed=_l("请写明理由，需求方会看到。"), rows=4)
