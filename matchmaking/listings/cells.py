"""Turns cells of an imported table into the values of a record; whatever cannot be read says why."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.forms import LARGEST_AMOUNT, TEN_THOUSAND, read_number
from matchmaking.listings.lines import read_lines
from matchmaking.vocabulary.queries import all_terms

LONGEST_TEXT = 20_000
MOST_ROWS = 50
OPERATORS = {
    "=": "=", ">=": ">=", "<=": "<=", "~": "~", "range": "range", "text": "text", "≥": ">=", "≤": "<=", "≈": "~",
    "约": "~", "不低于": ">=", "不高于": "<=", "等于": "=", "范围": "range", "文字": "text",
}  # fmt: skip
YES, NO = {"1", "true", "yes", "y", "是", "√"}, {"0", "false", "no", "n", "否", ""}
_BETWEEN = re.compile(r"[|；;、\n]+")


class CellError(ValueError):
    """A cell cannot be read; the message says what it should hold."""


Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """Where a cell goes and how it is read. `names` are the headings that it is known by."""

    field: str
    read: Read
    names: tuple[str, ...]


def text(limit: int = LONGEST_TEXT) -> Read:
    """Text of at most `limit` characters."""

    def read(cell: Any) -> str:
        if isinstance(cell, list | dict):
            raise CellError(_("应为文字。"))
        value = "" if cell is None else str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(value) > limit:
            raise CellError(_("超过 %(limit)d 个字符。", limit=limit))
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise CellError(_("有看不见的控制字符。"))
        return value

    return read


def words(most: int, longest: int = 30) -> Read:
    """A list of short words, as JSON or with | or 、 between them."""
    one = text(longest)

    def read(cell: Any) -> list[str]:
        found = list(dict.fromkeys(word for word in (one(part) for part in _parts(cell)) if word))
        if len(found) > most:
            raise CellError(_("最多 %(most)d 个词。", most=most))
        return found

    return read


def code(kind: str) -> Read:
    """One term of the vocabulary, by its code or its Chinese name; empty is None."""

    def read(cell: Any) -> str | None:
        name = text(100)(cell)
        return _code(kind, name) if name else None

    return read


def needed(read: Read) -> Read:
    """The same, but a missing or empty cell is refused."""

    def read_needed(cell: Any) -> Any:
        value = read(cell)
        if value in (None, ""):
            raise CellError(_("不能是空的。"))
        return value

    return read_needed


def codes(kind: str, most: int = 20) -> Read:
    """Several terms of the vocabulary."""

    def read(cell: Any) -> list[str]:
        found = [_code(kind, text(100)(part)) for part in _parts(cell)]
        if len(found) > most:
            raise CellError(_("最多 %(most)d 项。", most=most))
        return list(dict.fromkeys(found))

    return read


def one_of(table: Mapping[str, str]) -> Read:
    """One of a few words: key or value of the table → value; empty is None."""

    def read(cell: Any) -> str | None:
        name = text(40)(cell)
        if not name:
            return None
        if name not in table and name not in table.values():
            raise CellError(_("“%(name)s”不在可选范围内：%(known)s。", name=name, known="、".join(table)))
        return table.get(name, name)

    return read


def amount(unit: Decimal = Decimal(1)) -> Read:
    """Money as yuan; `unit` is 10,000 where the heading says 万元. Empty is None."""

    def read(cell: Any) -> Decimal | None:
        value = _decimal(cell)
        if value is None:
            return None
        value = (value * unit).quantize(Decimal("0.01"))
        if abs(value) > LARGEST_AMOUNT:
            raise CellError(_("金额太大。"))
        return value

    return read


in_wan = amount(TEN_THOUSAND)


def number(cell: Any) -> float | None:
    """A measured or wanted number; empty is None."""
    value = _decimal(cell)
    return None if value is None else float(value)


def level(cell: Any) -> int | None:
    """A readiness level: 6, "6" or "TRL 6"; empty is None."""
    name = text(20)(cell).upper().removeprefix("TRL").strip()
    if not name:
        return None
    if name not in {str(one) for one in range(1, 10)}:
        raise CellError(_("成熟度应为 1 到 9 的整数。"))
    return int(name)


def day(cell: Any) -> date | None:
    """A calendar day; empty is None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    name = unicodedata.normalize("NFKC", text(40)(cell))
    if not name:
        return None
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(name[:11].strip(), form).date()
        except ValueError:
            continue
    raise CellError(_("日期应写成 2026-12-18。"))


def yes_no(cell: Any) -> bool:
    """Yes or no; empty is no."""
    name = str(cell if cell is not None else "").strip().lower()
    if name not in YES | NO:
        raise CellError(_("应填“是”或“否”。"))
    return name in YES


def operator(cell: Any) -> str:
    """How a value relates; nothing given means that it is plain text."""
    name = unicodedata.normalize("NFKC", text(20)(cell)) or "text"
    if name not in OPERATORS:
        raise CellError(_("不认识关系“%(name)s”。", name=name))
    return OPERATORS[name]


def rows(fields: Mapping[str, Read], written: Mapping[str, str] | None = None) -> Read:
    """Repeated rows: a list of objects, in a table as JSON. Unknown keys are refused, missing ones are empty.

    With `written` (what `lines.read_lines` calls it → field) a table may also say 名称 ≤ 数值 单位；… in one cell.
    """

    def read(cell: Any) -> list[dict[str, Any]]:
        if isinstance(cell, str) and written and not cell.lstrip().startswith(("[", "{")):
            found: Any = _written(text()(cell), written)
        else:
            found = _json(cell) if isinstance(cell, str) else cell
        if found in (None, ""):
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise CellError(_("应为 JSON 对象的列表。"))
        if len(found) > MOST_ROWS:
            raise CellError(_("最多 %(most)d 行。", most=MOST_ROWS))
        for place, one in enumerate(found, 1):
            if unknown := sorted(map(str, one.keys() - fields.keys())):
                raise CellError(_("第 %(place)d 项有不认识的字段“%(name)s”。", place=place, name=unknown[0]))
        return [_row(place, one, fields) for place, one in enumerate(found, 1)]

    return read


def _written(cell: str, written: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for place, one in enumerate(read_lines(cell), 1):
        if isinstance(one, str):
            why = _(
                "第 %(place)d 项“%(text)s”看不出名称和数值，请写成“泄漏率 ≤ 200 mL/min”，各项之间用分号或换行。",
                place=place,
                text=one[:40],
            )
            raise CellError(why)
        found.append({written[name]: value for name, value in one.items() if name in written})
    return found


def _row(place: int, one: Mapping[str, Any], fields: Mapping[str, Read]) -> dict[str, Any]:
    values = {}
    for name, read in fields.items():
        try:
            values[name] = read(one.get(name))
        except CellError as error:
            raise CellError(_("第 %(place)d 项的“%(name)s”：%(why)s", place=place, name=name, why=error)) from None
    return values


def _parts(cell: Any) -> list[Any]:
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        cell = _json(cell)
    if isinstance(cell, list):
        return cell
    return [part.strip() for part in _BETWEEN.split(text()(cell)) if part.strip()]


def _json(cell: str) -> Any:
    if not cell.strip():
        return None
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise CellError(_("不是合法的 JSON。")) from None


def _decimal(cell: Any) -> Decimal | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool | list | dict) or (isinstance(cell, float) and not math.isfinite(cell)):
        raise CellError(_("应为数字。"))
    plain = f"{Decimal(str(cell)):f}" if isinstance(cell, int | float | Decimal) else str(cell)
    try:
        return read_number(plain)
    except ValueError:
        raise CellError(_("“%(cell)s”不是数字。", cell=plain[:40])) from None


def _code(kind: str, name: str) -> str:
    for entry in all_terms(kind):
        if name in (entry.code, entry.name, entry.name_en):
            return entry.code
    raise CellError(_("词表里没有“%(name)s”。", name=name))
