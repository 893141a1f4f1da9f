"""What the forms of both sides share: choices from the vocabulary, rows, rules, the two versions of a conflict."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.audiences import AUDIENCE_NAMES, PUBLIC
from matchmaking.core.forms import BaseForm, EmptyForm, LongText, Row, Rows, Text, Words
from matchmaking.listings.rules import LONGEST_TITLE, Problem
from matchmaking.listings.side import Group
from matchmaking.vocabulary.queries import choices

Pairs = list[tuple[str, str]]


def offered(table: Mapping[str, Any], *, empty: Any = None) -> list[SelectChoice]:
    """A table code → words as choices, after an empty one when that has words."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return [*first, *(SelectChoice(code, words) for code, words in table.items())]


class Code(SelectField):
    """One term of the vocabulary; empty means None. A code that the record still carries stays on offer."""

    def __init__(self, label: Any, kind: str, *, empty: Any = _l("请选择"), **options: Any) -> None:
        self.kind, self.empty = kind, empty
        options.setdefault("coerce", lambda value: value or None)
        super().__init__(label, choices=[], **options)

    def process_data(self, value: Any) -> None:
        kept = [] if value is None else [str(value)]
        self.choices = [SelectChoice("", str(self.empty)), *choices(self.kind, keep=kept)]
        super().process_data(value)

    def pre_validate(self, form: Any) -> None:
        if not any(selected for _value, _label, selected, *_rest in self.iter_choices()):
            raise ValidationError(_("请从列表里选择一项。"))


class Level(Code):
    """A technology readiness level, 1 to 9, or None."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, "readiness", coerce=_level, **options)


def _level(value: Any) -> int | None:
    return int(value) if value not in (None, "") and str(value).isdigit() else None


class Codes(SelectMultipleField):
    """Several terms of the vocabulary, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, kind: str, *, most: int = 20, **options: Any) -> None:
        self.kind, self.most = kind, most
        super().__init__(label, choices=[], **options)

    def process_data(self, value: Any) -> None:
        self.choices = choices(self.kind, keep=list(value or []))
        super().process_data(value)
        self.data = list(value or [])

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}
        if any(code not in known for code in self.data or []):
            raise ValidationError(_("请从列表里选择。"))
        self.data = list(dict.fromkeys(self.data or []))
        if len(self.data) > self.most:
            raise ValidationError(_("最多选 %(most)d 项。", most=self.most))


def audience_fields(groups: Mapping[str, Group]) -> FormField:
    """One field for each group of a side: who may read it."""
    fields = {
        name: SelectField(group.label, description=group.about, choices=offered(AUDIENCE_NAMES), default=PUBLIC)
        for name, group in groups.items()
    }
    return FormField(type("AudienceFields", (Row,), fields), _l("各部分谁能看"))


class ListingForm(BaseForm):
    """The fields of both sides. Only the title is needed to save a draft."""

    form_key = HiddenField()
    # What the writer saw of the step, as a digest.
    seen = HiddenField()
    title = Text(_l("标题"), limit=LONGEST_TITLE, needed=_l("请填写标题。"))
    industry_codes = Codes(_l("所属产业"), "industry", most=5)
    technical_field = Code(_l("技术领域"), "technical_field")
    county_code = Code(_l("所在县（市、区）"), "county", empty=_l("与单位相同"))
    keywords = Words(_l("关键词"))

    def new_key(self) -> None:
        """Give an empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)

    @property
    def row_fields(self) -> list[Rows]:
        return [field for field in self if isinstance(field, Rows)]

    def row_button_pressed(self, formdata: Any) -> bool:
        """Apply a button that adds or removes a row; then the form is only shown again."""
        return any(field.handle_buttons(formdata) for field in self.row_fields)

    def values(self) -> dict[str, Any]:
        """The content as plain data; rows keep their places, empty ones included."""
        left_out = {"csrf_token", "version", "form_key", "seen"}
        values = {field.name: field.data for field in self if field.name not in left_out}
        for field in self.row_fields:
            values[field.name] = [dict(entry.data) for entry in field.entries]
        if "audiences" in values:
            # What is public is not named, as in records that were never asked.
            values["audiences"] = {group: one for group, one in values["audiences"].items() if one != PUBLIC}
        return values

    def show_problems(self, problems: Iterable[Problem]) -> bool:
        """Write problems to their fields; True when there was any. A field that has a message keeps that one."""
        # What stands on another page of its own cannot be put right here.
        found = [one for one in problems if one.field.partition("-")[0] in self]
        for problem in found:
            field = self.find(problem.field)
            field.errors = list(field.errors) or [problem.message]
        return bool(found)

    def find(self, path: str) -> Any:
        """The field of an id such as "title" or "criteria-2-unit"; the list itself when the row is not there."""
        name, _dash, rest = path.partition("-")
        field = self[name]
        index, _dash, inner = rest.partition("-")
        if isinstance(field, FormField):
            return field.form._fields.get(rest, field)
        if inner and index.isdigit() and int(index) < len(field.entries):
            return field.entries[int(index)].form[inner]
        return field


def described(form: ListingForm) -> dict[str, str]:
    """What a form holds, as label → words, for showing two versions side by side."""
    found = {}
    for field in form:
        if field.name in {"csrf_token", "version", "form_key", "seen"}:
            continue
        if isinstance(field, Rows):
            rows = [[str(value) for value in row.values() if value not in (None, "")] for row in field.filled()]
            found[str(field.label.text)] = _("；").join(_("，").join(row) for row in rows)
        elif isinstance(field, FormField):
            chosen = [f"{one.label.text}{_('：')}{AUDIENCE_NAMES.get(one.data, '')}" for one in field.form]
            found[str(field.label.text)] = _("；").join(chosen)
        elif isinstance(field, SelectField | SelectMultipleField):
            labels = [str(label) for value, label, chosen, *_rest in field.iter_choices() if chosen and value]
            found[str(field.label.text)] = _("、").join(labels)
        elif isinstance(field, BooleanField):
            found[str(field.label.text)] = _("是") if field.data else _("否")
        else:
            found[str(field.label.text)] = field._value()
    return found


def differences(theirs: Mapping[str, str], mine: Mapping[str, str]) -> tuple[Pairs, Pairs]:
    """The labels whose words differ, once with their words and once with mine."""
    names = [name for name in mine if mine[name] != theirs.get(name, "")]
    return [(name, theirs.get(name, "")) for name in names], [(name, mine[name]) for name in names]


class ReasonForm(EmptyForm):
    """Why something is sent back or withdrawn."""

    reason = LongText(_l("理由"), limit=500, needed=_l("请写明理由，对方会看到。"), rows=4)


UNCHANGED, CHANGED = "unchanged", "changed"


class RenewForm(BaseForm):
    """Whether a hidden or expired record still holds. A side with dates adds their fields."""

    content = RadioField(
        _l("内容还和原来一样吗？"),
        choices=offered({UNCHANGED: _l("一样，直接恢复公开"), CHANGED: _l("有变化，转为草稿修改，再提交核验")}),
        default=UNCHANGED,
    )
    still_valid = BooleanField(_l("我确认它仍然有效，所填内容真实，不涉及国家秘密。"))

    def is_in_order(self) -> bool:
        """What comes back unchanged needs the word that it still holds."""
        if self.content.data == UNCHANGED and not self.still_valid.data:
            self.still_valid.errors = [_("请先确认仍然有效；已经不再需要的，请返回后撤回。")]
            return False
        return True


class SubmitForm(EmptyForm):
    """The declaration before handing in."""

    not_secret = BooleanField(
        _l("所填内容真实，不涉及国家秘密，本人有权代表单位提交。"),
        validators=[InputRequired(_l("请先确认内容不涉及国家秘密，再提交。"))],
    )
