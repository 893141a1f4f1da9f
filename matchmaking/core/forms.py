"""What every form shares: token, trimmed text, honest limits, money in 万元, days, and repeated rows."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations
from wtforms import DateField, FieldList, Form, HiddenField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, Length, ValidationError

TEN_THOUSAND = Decimal(10_000)
LARGEST_AMOUNT = Decimal(100_000_000_000)
_NUMBER = re.compile(r"^[+-]?\d{1,15}(\.\d{1,8})?$")


def trimmed(value: str | None) -> str | None:
    """Without blanks at the ends and with plain line ends; None stays None."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else value


def read_number(text: str) -> Decimal:
    """Read a number as people type it: full-width digits, thousands commas, blanks. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").replace("\u2212", "-")
    if not _NUMBER.match(plain):
        raise ValueError(text)
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error


class Text(StringField):
    """One line of text, trimmed; `limit` characters at most."""

    def __init__(self, label: Any, *, limit: int = 255, needed: Any = None, **options: Any) -> None:
        checks = [*options.pop("validators", []), limit_of(limit)]
        if needed:
            checks.insert(0, DataRequired(needed))
        render = {"maxlength": limit, "autocomplete": "off", **options.pop("render_kw", {})}
        filters = [trimmed, *options.pop("filters", [])]
        super().__init__(label, checks, filters=filters, render_kw=render, **options)


class LongText(TextAreaField):
    """Several lines of text, trimmed; `limit` characters at most."""

    def __init__(self, label: Any, *, limit: int = 4000, needed: Any = None, rows: int = 5, **options: Any) -> None:
        checks = [*options.pop("validators", []), limit_of(limit)]
        if needed:
            checks.insert(0, DataRequired(needed))
        # No maxlength: a browser would cut a pasted text without a word; the form says how much is too much.
        super().__init__(label, checks, filters=[trimmed], render_kw={"rows": rows}, **options)


def limit_of(limit: int) -> Length:
    """At most `limit` characters, with a message that says so."""
    return Length(max=limit, message=_l("最多 %(max)d 个字符，请删减后再提交。"))


class Number(StringField):
    """A decimal number; empty means None. `low` and `high` bound it."""

    def __init__(
        self, label: Any = None, *, low: Decimal | int | None = None, high: Decimal | int | None = None, **options: Any
    ) -> None:
        self.low, self.high = low, high
        options["render_kw"] = {"inputmode": "decimal", "autocomplete": "off", **options.get("render_kw", {})}
        super().__init__(label, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.raw_text = text
        if not text:
            self.data = None
            return
        self.data = None
        try:
            value = read_number(text)
        except ValueError:
            raise ValueError(_("请填写数字，例如 180 或 0.5。")) from None
        if self.low is not None and value < self.low:
            raise ValueError(_("请填写不小于 %(low)s 的数字。", low=self.low))
        if self.high is not None and value > self.high:
            raise ValueError(_("请填写不大于 %(high)s 的数字。", high=self.high))
        self.data = self.from_shown(value)

    def from_shown(self, value: Decimal) -> Any:
        """Turn the number on the page into the stored one."""
        return value

    def to_shown(self, value: Any) -> Decimal:
        """Turn the stored number into the one on the page."""
        return Decimal(str(value))

    def _value(self) -> str:
        if self.data is None:
            return getattr(self, "raw_text", "")
        shown = f"{self.to_shown(self.data):f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown


class FloatNumber(Number):
    """A number stored as a float (a measured or target value)."""

    def from_shown(self, value: Decimal) -> float:
        return float(value)


class WanYuan(Number):
    """An amount typed in 万元 and stored in yuan, exact to the fen."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, low=0, high=LARGEST_AMOUNT / TEN_THOUSAND, **options)

    def from_shown(self, value: Decimal) -> Decimal:
        yuan = value * TEN_THOUSAND
        if yuan != yuan.quantize(Decimal("0.01")):
            raise ValueError(_("万元最多写 6 位小数。"))
        return yuan.quantize(Decimal("0.01"))

    def to_shown(self, value: Any) -> Decimal:
        return Decimal(value) / TEN_THOUSAND


class Day(DateField):
    """A calendar day; the browser offers its own picker, 2026-12-18 and 2026/12/18 are read as well."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        if valuelist and not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([unicodedata.normalize("NFKC", text).strip() for text in valuelist])
        except ValueError:
            raise ValueError(_("请按 2026-12-18 这样的格式填写日期。")) from None


class Words(StringField):
    """A list of short words, typed with commas, 顿号, semicolons or line breaks between them."""

    def __init__(self, label: Any = None, *, most: int = 10, longest: int = 30, **options: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(label, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0] if valuelist else ""
        words = [word.strip() for word in re.split(r"[,，、;；\n]+", text) if word.strip()]
        self.data = list(dict.fromkeys(words))

    def _value(self) -> str:
        return _("、").join(self.data or [])

    def pre_validate(self, form: Any) -> None:
        if len(self.data or []) > self.most:
            raise ValidationError(_("最多 %(most)d 个词，请删减。", most=self.most))
        if any(len(word) > self.longest for word in self.data or []):
            raise ValidationError(_("每个词最多 %(longest)d 个字符。", longest=self.longest))


class Rows(FieldList):
    """Repeated rows that work without JavaScript.

    Submit buttons change the count: "add" with the list's name as its value, "remove" with the row's ("criteria-2").
    Rows whose fields are all empty are dropped by `filled()`. `most` bounds what is read, against hostile forms.
    """

    def __init__(self, unbound_field: Any, label: Any = None, *, most: int = 30, **options: Any) -> None:
        self.most = most
        super().__init__(unbound_field, label, max_entries=most, **options)

    def handle_buttons(self, formdata: Any) -> bool:
        """Apply an add or remove button; True when one was pressed, so that the view only shows the form again."""
        if formdata.get("add") == self.name:
            if len(self.entries) < self.most:
                self.append_entry()
            return True
        index = formdata.get("remove", "").removeprefix(f"{self.name}-")
        if index.isascii() and index.isdigit() and int(index) < len(self.entries):
            kept = [entry.data for position, entry in enumerate(self.entries) if position != int(index)]
            while self.entries:
                self.pop_entry()
            self.last_index = -1
            for data in kept:
                self.append_entry(data)
            return True
        return False

    def filled(self, ignore: Iterable[str] = ()) -> list[dict[str, Any]]:
        """The data of the rows in which anything but the `ignore`d fields is filled in."""
        skipped = {"csrf_token", *ignore}
        return [
            {name: value for name, value in entry.data.items() if name != "csrf_token"}
            for entry in self.entries
            if any(value not in (None, "", [], False) for name, value in entry.data.items() if name not in skipped)
        ]


class Row(PlainForm):
    """One row of `Rows`; the token belongs to the whole form."""

    class Meta(DefaultMeta):
        """What WTForms itself says is in the language of the page, as it is in whole forms."""

        def get_translations(self, form: Any) -> Any:
            return translations


class BaseForm(FlaskForm):
    """A form with a token. `version` carries what the writer saw, so that nobody is overwritten silently."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """What the browser sent; None when it sent none, whatever the record itself says."""
        text = str((self.version.raw_data or [""])[0])
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class EmptyForm(FlaskForm):
    """A button: only the token."""


__all__ = [
    "BaseForm", "Day", "EmptyForm", "FloatNumber", "Form", "LongText", "Number", "Row", "Rows", "Text", "WanYuan",
    "Words", "limit_of", "read_number", "trimmed",
]  # fmt: skip
