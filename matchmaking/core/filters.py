"""Filters that turn stored values into words on a page."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from matchmaking.core.db import now
from matchmaking.core.languages import current_language

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEN_THOUSAND = Decimal(10_000)
NBSP, JOINER = "\u00a0", "\u2060"
_NUMBER_UNIT = re.compile(r"(\d)[ \u00a0]+(?=[A-Za-zµμΩ°℃℉%‰万亿元件次年天月家项])")
_SIGN_NUMBER = re.compile(r"([=≥≤<>±≈~])\s+(?=[\d≥≤])")
_HAN = re.compile("[\u4e00-\u9fff]")
_RANGE = re.compile(r"(?<=\d)([–~～-])(?=\d)")


def today() -> date:
    """The calendar day in the city."""
    return now().astimezone(SHANGHAI).date()


def plain_number(value: Decimal | float | int) -> str:
    """A number without trailing zeros and without an exponent."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal | int | None) -> str:
    """Yuan as 180 万元 or 1.2 亿元 (at most one decimal); in English as CNY 1.8 million. None is an em dash."""
    if value is None:
        return "—"
    amount = Decimal(value)
    if current_language() == "en":
        if amount >= 1_000_000:
            return f"CNY{NBSP}{plain_number(round(amount / 1_000_000, 2))}{NBSP}million"
        return f"CNY{NBSP}{plain_number(round(amount, 2)) if amount % 1 else f'{int(amount):,}'}"
    if amount >= TEN_THOUSAND * TEN_THOUSAND:
        return f"{plain_number(round(amount / TEN_THOUSAND / TEN_THOUSAND, 1))}{NBSP}亿元"
    if amount >= 1000:
        return f"{plain_number(round(amount / TEN_THOUSAND, 1))}{NBSP}万元"
    return f"{plain_number(amount)}{NBSP}元"


def money_range(low: Decimal | None, high: Decimal | None) -> str:
    """A price or budget range; two empty ends mean that it is to be negotiated."""
    if low is None and high is None:
        return _("面议")
    if low is None:
        return _("不超过 %(amount)s", amount=money(high))
    if high is None:
        return _("%(amount)s起", amount=money(low))
    if low == high:
        return money(low)
    if current_language() == "en":
        # "CNY 1.2–2 million", but "CNY 900,000–1.5 million": only what both ends share is said once.
        return _shared_ends(money(low), money(high))
    if low >= TEN_THOUSAND and high < TEN_THOUSAND * TEN_THOUSAND:
        return f"{plain_number(round(low / TEN_THOUSAND, 1))}–{money(high)}"
    return f"{money(low)}–{money(high)}"


def _shared_ends(low: str, high: str) -> str:
    if low.endswith(f"{NBSP}million") and high.endswith(f"{NBSP}million"):
        low = low.removesuffix(f"{NBSP}million")
    return f"{low}–{high.removeprefix(f'CNY{NBSP}')}"


def num_unit(value: Any) -> Markup:
    """Keep a number, its sign and its unit on one line."""
    text = _NUMBER_UNIT.sub(rf"\1{NBSP}", str(value if value is not None else ""))
    text = _SIGN_NUMBER.sub(rf"\1{NBSP}", text)
    return escape(_RANGE.sub(rf"{JOINER}\1{JOINER}", text))


def day(value: date | datetime | None) -> str:
    """A calendar day in the page's language; a moment is taken in the city's time."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return format_date(value, "y年M月d日" if current_language() == "zh" else "d MMM y")


def iso_day(value: date | datetime | None) -> str:
    """2026-11-22, for lists and machine-readable attributes."""
    if value is None:
        return "—"
    return (value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value).isoformat()


def moment(value: datetime | None) -> str:
    """A day with hour and minute in the city's time."""
    if value is None:
        return "—"
    return format_datetime(value, "y年M月d日 HH:mm" if current_language() == "zh" else "d MMM y, HH:mm")


def time_of_day(value: datetime | None) -> str:
    """Hour and minute in the city's time: 09:30."""
    return "—" if value is None else value.astimezone(SHANGHAI).strftime("%H:%M")


def days_left(value: date | datetime | None) -> str:
    """How long a deadline is away; the deadline day itself still counts. Of a moment the city's day counts."""
    if value is None:
        return _("长期有效")
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    left = (value - today()).days
    if left < 0:
        return _("已截止")
    if left == 0:
        return _("今天 24:00 截止")
    return ngettext("还剩 %(num)s 天", "还剩 %(num)s 天", left)


def ago(value: datetime | None) -> str:
    """A coarse relative time, as help beside an absolute one."""
    if value is None:
        return "—"
    gone = now() - value
    if gone < timedelta(hours=1):
        return _("刚刚")
    if gone < timedelta(days=1):
        hours = int(gone.total_seconds() // 3600)
        return ngettext("%(num)s 小时前", "%(num)s 小时前", hours)
    return ngettext("%(num)s 天前", "%(num)s 天前", gone.days)


def marked(pieces: Iterable[tuple[str, bool]], css_class: str = "") -> Markup:
    """Join (text, is_mark) pieces, with the marked ones inside <mark>."""
    opening = Markup('<mark class="{}">').format(css_class) if css_class else Markup("<mark>")
    return Markup("").join(opening + escape(text) + Markup("</mark>") if hit else escape(text) for text, hit in pieces)


def paragraphs(value: str | None) -> Markup:
    """Plain text as paragraphs; single line breaks stay."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", value or "") if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(line.strip() for line in block.splitlines())) for block in blocks
    )


def foreign(text: str | None) -> Markup:
    """The `lang` attribute for what people wrote in Chinese, on an English page; nothing elsewhere.

    Screen readers need it to change their voice, and the style sheet to take the Chinese fonts (WCAG 3.1.2).
    """
    return Markup(' lang="zh-CN"') if current_language() == "en" and _HAN.search(str(text or "")) else Markup("")


def init_app(app: Flask) -> None:
    """Offer the filters to the templates."""
    for function in (
        money, money_range, num_unit, day, iso_day, moment, days_left, ago, marked, paragraphs, plain_number,
        time_of_day,
    ):  # fmt: skip
        app.add_template_filter(function)
    app.add_template_global(money_range)
    app.add_template_global(today)
    app.add_template_global(foreign)
