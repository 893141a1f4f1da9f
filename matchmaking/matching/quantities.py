"""Quantities found in free Chinese or English text, each with the sentence it stands in.

Years, dates, standard and patent numbers, list numbers and multi-dimensional sizes are not quantities. A quantity that
only says under which circumstances another one holds (450 ℃下, DN50) becomes that one's condition.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching import quantity_patterns as patterns
from matchmaking.matching.figure_reader import Found, Sentence
from matchmaking.matching.units import Unit, parse_unit

MAX_TEXT = 20_000
MAX_QUANTITIES = 200

_KEPT = {"。": "。", "、": "、", "～": "~", "〜": "~", "∼": "~", "℃": "°C", "…": "…"}
_WORTH_READING = re.compile(r"\d|级")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: `operator` is `=`, `>=`, `<=`, `range`, `~`, `±`, or `text` for a grade such as IP67 (in `text`).

    `start` and `end` are places in the text that was read; `sentence` is the sentence around them, unchanged.
    """

    name_hint: str
    operator: str
    low: float | None
    high: float | None
    unit: str
    condition: str
    sentence: str
    start: int
    end: int
    text: str = ""
    is_condition: bool = False


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in NFKC, superscripts as powers, with the place of each character in the original."""
    folded: list[str] = []
    places: list[int] = []
    raised = False
    for place, char in enumerate(text):
        was_raised, raised = raised, False
        if char < "\x80" or "\u4e00" <= char <= "\u9fff":
            plain = char
        elif char in _RAISED:
            plain = ("" if was_raised else "^") + (
                str(_RAISED.index(char)) if char in _RAISED else "-+"["⁻⁺".index(char)]
            )
            raised = True
        elif char in _KEPT:
            plain = _KEPT[char]
        elif char in "−–—﹣－":
            plain = "-"
        elif char in "⋅•・∙":
            plain = "·"
        else:
            plain = unicodedata.normalize("NFKC", char)
        folded.append(plain)
        places.extend([place] * len(plain))
    places.append(len(text))
    return "".join(folded), places


def _conditions(plain: str, found: list[Found], one: Found, start: int, end: int, clause: tuple[int, int]) -> str:
    """What holds for one quantity: earlier conditions of its sentence, sizes and states of its clause, its brackets."""
    parts: list[str] = []
    for other in found:
        text = plain[other.start : other.end].strip()
        if other is one or other.operator == "text" or text in parts:
            continue
        before = other.bracketed and clause[0] <= other.start < one.start and ")" in plain[other.end : one.start]
        if before or (other.is_condition and (other.end <= one.start or clause[0] <= other.start < clause[1])):
            parts.append(text)
        elif (
            other.bracketed and not one.bracketed and other.start > one.end and ")" not in plain[one.end : other.start]
        ):
            opening = plain.find("(", one.end)
            closed = ")" in plain[one.end : other.start]
            if not closed and not any(one.end <= third.start < opening for third in found if third is not one):
                parts.append(text)
    for pattern in (patterns.SIZE, patterns.STATE, patterns.STANDARD):
        for match in pattern.finditer(plain, *clause):
            word = (match.group(1) if pattern is patterns.STATE else match.group()).strip()
            if word not in parts:
                parts.append(word)
    return "，".join(part.replace("°C", "℃") for part in parts)


@lru_cache(maxsize=4096)
def quantities(text: str | None) -> tuple[Quantity, ...]:
    """Every quantity of a text in order; at most `MAX_QUANTITIES` from the first `MAX_TEXT` characters."""
    original = (text or "")[:MAX_TEXT]
    if not _WORTH_READING.search(original):
        return ()
    plain, places = _fold(original)
    masked = plain
    for pattern in (patterns.MASK, patterns.SIZE, patterns.LIST_NUMBER):
        masked = pattern.sub(lambda match: "\x00" * len(match.group()), masked)
    results: list[Quantity] = []
    for sentence in patterns.SENTENCE.finditer(plain):
        start, end = sentence.span()
        if not _WORTH_READING.search(sentence.group()):
            continue
        found = Sentence(plain, masked, start, end).read()
        quoted = original[places[start] : places[end]].strip()
        for one in found:
            clause = _clause(plain, start, end, one)
            condition = "" if one.is_condition else _conditions(plain, found, one, start, end, clause)
            unit = parse_unit(one.unit).text if one.unit else ""
            results.append(
                Quantity(
                    one.hint, one.operator, one.low, one.high, unit or one.unit, condition, quoted,
                    places[one.start], places[one.end - 1] + 1, one.text, one.is_condition,
                )
            )  # fmt: skip
            if len(results) >= MAX_QUANTITIES:
                return tuple(results)
    return tuple(results)


def _clause(plain: str, start: int, end: int, one: Found) -> tuple[int, int]:
    """The clause around a quantity: between commas, brackets kept inside."""
    left = max(plain.rfind(mark, start, one.start) for mark in ",;。、\n")
    right = min((place for mark in ",;。、\n" if (place := plain.find(mark, one.end, end)) >= 0), default=end)
    return (max(left + 1, start), right)


def unit_of(quantity: Quantity) -> Unit:
    """The parsed unit of a quantity."""
    return parse_unit(quantity.unit)
