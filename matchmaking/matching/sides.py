"""One side of a comparison made ready: figures as spans in base units, grades, circumstances and words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching import intervals
from matchmaking.matching.figures import ranged
from matchmaking.matching.grades import Grade, grades
from matchmaking.matching.intervals import Span
from matchmaking.matching.quantities import Quantity, quantities
from matchmaking.matching.units import Unit, parse_unit


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion of a demand. `condition` holds the circumstances and the test method as they were written."""

    id: int | str
    name: str
    importance: str = "must"
    operator: str = ">="
    low: float | None = None
    high: float | None = None
    text: str = ""
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One figure of an achievement: `source` is "stated" for a measurement, "text" when it was read out of its text."""

    id: int | str | None
    name: str
    operator: str = "="
    low: float | None = None
    high: float | None = None
    text: str = ""
    unit: str = ""
    condition: str = ""
    evidence_kind: str = ""
    source: str = "stated"
    sentence: str = ""
    # For a figure read from text: "planned", or the word that says it is reached at best (最高).
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side made ready: its spans in base units by reading, grades, circumstances and words."""

    unit: Unit
    span: Span | None
    parts: tuple[tuple[str, Span, str], ...]
    grades: tuple[Grade, ...]
    text: str
    condition: str
    shown: str
    roughness: str


_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_PER = dict.fromkeys(["套", "台", "件", "双", "只", "个", "片", "副", "支"]) | {"吨": "t", "米": "m", "公斤": "kg"}
_PER_NAME = re.compile(r"(?:单|每|/)(套|台|件|双|只|个|吨|米|片|副|支|公斤)|(吨)(?=成本|价|能耗|电耗|水耗)")
_ROUGHNESS = re.compile(r"(?<![A-Za-z])(R[azqyt]|S[az])(?![A-Za-z])")


def _context_unit(unit: str, name: str) -> str:
    """The unit with what the name adds: 单套成本 in 元 is 元/套, 循环 in 周 is 次, 寿命（万次） alone is in 万次."""
    spelled = unit.strip()
    if not spelled:
        for inner in _BRACKET.findall(name):
            if parse_unit(inner).known and parse_unit(inner).dimension:
                spelled = inner
        bare = re.search(r"(HRC|HRA|HRB|HBW|HB|HV|pH)\s*$", name)
        if not spelled and bare:
            spelled = bare.group(1)
    if spelled == "周" and "循环" in name:
        return "次"
    if spelled == "度":
        return "℃" if re.search("温|热|寒|冷", name) else "邵氏A" if "硬度" in name else "°"
    per = _PER_NAME.search(name)
    if per and "/" not in spelled and parse_unit(spelled).dimension in ("money^1", "money_usd^1"):
        thing = per.group(1) or per.group(2)
        return f"{spelled}/{_PER[thing] or thing}"
    return spelled


@lru_cache(maxsize=16384)
def _side(
    operator: str, low: float | None, high: float | None, text: str, unit: str, name: str, condition: str,
    difference: bool, limit: bool,
) -> Side:  # fmt: skip
    """Read one side once: figures from the fields, or else from the words that were written instead of them.

    `limit`: a deviation ±a is a limit (a requirement), otherwise it is the value itself (an offer).
    """
    spelled = _context_unit(unit, name)
    parsed = parse_unit(spelled, difference)
    tolerance = intervals.is_tolerance(name) and not intervals.covers(name)
    around = "，".join(part for part in [condition, *_BRACKET.findall(name)] if part)
    parts: list[tuple[str, Span, str]] = []
    figures = tuple(one for one in quantities(text) if one.operator != "text") if text else ()
    value = None
    shown = ""
    if operator != "text" or low is not None or high is not None:
        value = intervals.span(operator, low, high, tolerance=tolerance, limit=limit)
        if value is not None:
            shown = ranged(operator, low, high, parsed.text or spelled)
            if text:
                around = f"{around}，{text}".strip("，")
    stated = [one for one in figures if not one.is_condition]
    if value is None and len(stated) == 1 and not _mixed(stated[0], figures):
        one = stated[0]
        parsed = parse_unit(one.unit or spelled, difference)
        value = intervals.span(one.operator, one.low, one.high, tolerance=tolerance or one.operator == "±", limit=limit)
        around = "，".join(part for part in (around, one.condition, *_around(text, one)) if part)
    elif value is None:
        for one in figures:
            reading = parse_unit(one.unit, difference)
            interval = intervals.span(one.operator, one.low, one.high, tolerance=tolerance, limit=limit)
            if interval is not None:
                parts.append((reading.dimension, _based(interval, reading), text[one.start : one.end].strip()))
    if value is not None:
        value = _based(value, parsed)
    roughness = _ROUGHNESS.search(f"{name} {unit} {text}")
    found = grades(text, name) if text else ()
    words = text.strip()
    if operator != "text" and value is None and not words:
        shown = ""
    elif not shown or value is None:
        shown = words
    elif words and words not in shown:
        shown = f"{shown}；{words}" if quantities(words) else f"{shown}（{words}）"
    return Side(
        parsed, value, tuple(parts), found, words, around, shown, roughness.group(1) if roughness else parsed.variant
    )


def _mixed(one: Quantity, figures: Sequence[Quantity]) -> bool:
    return any(other.is_condition and other.unit != one.unit and not one.condition for other in figures)


def _around(text: str, one: Quantity) -> list[str]:
    """The words around the only figure of a text: what they say of circumstances counts."""
    return [part for part in (text[: one.start], text[one.end :]) if re.search(r"\d|温|态|载|真空", part)]


def _based(value: Span, unit: Unit) -> Span:
    return Span(value.form, unit.base(value.low), unit.base(value.high))


def requirement_side(requirement: Requirement, difference: bool) -> Side:
    """A requirement made ready; `difference` reads ℃ and K as differences."""
    return _side(
        requirement.operator, requirement.low, requirement.high, requirement.text or "", requirement.unit or "",
        requirement.name or "", requirement.condition or "", difference, True,
    )  # fmt: skip


def offer_side(offer: Offer, difference: bool) -> Side:
    """An offer made ready; `difference` reads ℃ and K as differences."""
    return _side(
        offer.operator, offer.low, offer.high, offer.text or "", offer.unit or "", offer.name or "",
        offer.condition or "", difference, False,
    )  # fmt: skip


def with_condition(shown: str, condition: str) -> str:
    """A value with its circumstances in brackets."""
    return f"{shown}（{condition}）" if condition and shown else shown or condition


@lru_cache(maxsize=16384)
def requirement_text(requirement: Requirement) -> str:
    """What is required, as a line: ≥ 1100 HV0.3（450 ℃）."""
    shown = requirement_side(requirement, intervals.is_difference(requirement.name or "")).shown
    return with_condition(shown, requirement.condition)
