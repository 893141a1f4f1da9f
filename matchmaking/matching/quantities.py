"""Quantities found in free Chinese or English text, each with the sentence it stands in.

Years, dates, standard and patent numbers, list numbers and multi-dimensional sizes are not quantities. A quantity that
only says under which circumstances another one holds (450 ℃下, DN50) becomes that one's condition.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching import quantity_patterns as patterns
from matchmaking.matching.unit_names import MULTIPLIERS
from matchmaking.matching.units import Unit, parse_unit

MAX_TEXT = 20_000
MAX_QUANTITIES = 200

_BIG = dict(MULTIPLIERS)
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


def _value(match: re.Match[str]) -> float:
    power = match["power"] or match["exponent"]
    return float(match["number"].replace(",", "")) * (10.0 ** int(power) if power else 1.0)


@dataclass(slots=True)
class _Found:
    """A quantity while its sentence is still being read; places are in the folded text."""

    hint: str
    operator: str
    low: float | None
    high: float | None
    unit: str
    start: int
    end: int
    text: str = ""
    is_condition: bool = False
    bracketed: bool = False


class _Sentence:
    """Reads one sentence of folded text, in which masked characters are NUL."""

    def __init__(self, plain: str, masked: str, start: int, end: int) -> None:
        self.plain, self.masked, self.start, self.end = plain, masked, start, end
        self.found: list[_Found] = []

    def read(self) -> list[_Found]:
        taken = self._read_scales()
        position = self.start
        while match := patterns.NUMBER.search(self.masked, position, self.end):
            position = max(match.end("number"), match.start() + 1)
            inside = next((end for begin, end in taken if begin <= match.start() < end), None)
            if inside is not None:
                position = inside
                continue
            one = self._read_number(match)
            if one is not None:
                self.found.append(one)
                position = one.end
        self.found.sort(key=lambda one: one.start)
        return self.found

    def _read_scales(self) -> list[tuple[int, int]]:
        taken = []
        for match in patterns.GRADE.finditer(self.plain, self.start, self.end):
            hint = self._hint(match.start())
            self.found.append(
                _Found(hint, "text", None, None, "", match.start(), match.end(), text=match.group().strip())
            )
            taken.append(match.span())
        for match in patterns.SCALE_FIRST.finditer(self.masked, self.start, self.end):
            if self.masked[self.start : match.start()].rstrip()[-1:].isdigit():
                continue  # 1260 HV0.3: the number stands before its scale
            low, high = float(match["low"].replace(",", "")), match["high"]
            operator = self._scale_operator(match["op"], match["after"])
            scale = match["scale"] + (match["load"] or "")
            if high is not None:
                one = _Found("", "range", low, abs(float(high.replace(",", ""))), scale, *match.span())
            elif operator == "<=":
                one = _Found("", "<=", None, low, scale, *match.span())
            elif operator == ">=":
                one = _Found("", ">=", low, None, scale, *match.span())
            else:
                one = _Found("", operator, low, low, scale, *match.span())
            one.hint = self._hint(match.start()) or match["scale"]
            self.found.append(one)
            taken.append(match.span())
        return taken

    @staticmethod
    def _scale_operator(before: str | None, after: str | None) -> str:
        if after:
            return ">=" if after == "以上" else "<="
        match = patterns.BEFORE.search(before or "")
        if not match:
            return "="
        return "<=" if match["high"] else ">=" if match["low"] else "~"

    def _read_number(self, match: re.Match[str]) -> _Found | None:
        begin, text = match.start(), self.masked
        left_of = text[begin - 1] if begin > self.start else " "
        if text[begin] in "+-" and ((left_of.isascii() and left_of.isalnum()) or left_of == ")"):
            begin += 1
        before = text[begin - 1] if begin > self.start else " "
        if (before.isascii() and before.isalpha()) or before in "._#\x00" or before.isdigit():
            return None
        sign = 1.0 if begin == match.start() or not match["number"].startswith("-") else -1.0
        if left_of_number := patterns.BELOW_ZERO.search(text[self.start : begin]):
            sign, begin = -1.0, self.start + left_of_number.start()
        first = _value(match) * sign
        big, end = match["big"] or "", match.end()
        unit_match = patterns.unit_pattern().match(text, end, self.end)
        first_unit = unit_match["unit"] if unit_match else ""
        after_first = unit_match.end() if unit_match else end
        tolerance = patterns.PLUS_MINUS.match(text, after_first, self.end)
        join = patterns.JOIN.match(text, after_first, self.end)
        second, second_big = None, ""
        if tolerance:
            second = float(tolerance["number"])
            after_first = tolerance.end()
        elif join and (other := patterns.NUMBER.match(text, join.end(), self.end)):
            second, second_big = _value(other), other["big"] or ""
            after_first = other.end()
        unit, end = first_unit, after_first
        if second is not None:
            unit_match = patterns.unit_pattern().match(text, after_first, self.end)
            if unit_match:
                unit, end = unit_match["unit"], unit_match.end()
        if second is None or big == second_big or (second_big and not first_unit and not big):
            # 12.6 万次 stays as it was written, for it is shown to people.
            unit, big, second_big = f"{big or second_big}{unit}" if unit else "", "" if unit else big, ""
        first *= _BIG.get(big, 1.0)
        if second is not None:
            second *= _BIG.get(second_big, 1.0)
            if first_unit and unit and first_unit != unit:
                first = _aligned(first, first_unit, unit)
        return self._finish(first, second, bool(tolerance), unit, begin, end)

    def _finish(
        self, first: float, second: float | None, tolerance: bool, unit: str, begin: int, end: int
    ) -> _Found | None:
        text = self.masked
        left = text[self.start : begin]
        operator_before = patterns.BEFORE.search(left)
        hint = self._hint(self.start + operator_before.start() if operator_before else begin)
        if not unit and not patterns.BARE_NAME.search(hint):
            return None
        if unit == "年" and 1900 <= first <= 2100 and first == int(first):
            return None
        if unit == "度":
            unit = "℃" if re.search("温|热|寒|冷|冻", hint) else "°"
        after = patterns.AFTER.match(text, end, self.end)
        if patterns.FROM.search(left) and patterns.CHANGED_TO.match(text, end, self.end):
            return None
        if not hint and (owned := patterns.POSSESSIVE.match(text, end, self.end)):
            hint = owned.group(1)
        found = _Found(hint, "=", first, first, unit, begin, after.end() if after else end)
        if tolerance and second is not None:
            found.operator, found.low, found.high = "range", first - second, first + second
        elif second is not None:
            found.operator, found.low, found.high = "range", min(first, second), max(first, second)
        elif operator_before and operator_before["tolerance"]:
            found.operator, found.low, found.high = "±", -abs(first), abs(first)
        elif (operator_before and operator_before["low"]) or (after and after["low"]):
            found.operator, found.high = ">=", None
        elif (operator_before and operator_before["high"]) or (after and after["high"]):
            found.operator, found.low = "<=", None
        elif (operator_before and operator_before["about"]) or (after and after["about"]):
            found.operator = "~"
        found.is_condition = bool(patterns.CONDITION_AFTER.match(text, end, self.end))
        opening = text.rfind("(", self.start, begin)
        found.bracketed = opening >= 0 and ")" not in text[opening:begin]
        return found

    def _hint(self, place: int) -> str:
        """The name before a number: the clause up to it, without verbs, fillers and earlier quantities."""
        ends = [
            one.end
            for one in self.found
            if one.end <= place and not (one.bracketed and ")" in self.plain[one.end : place])
        ]
        start = max([self.start, *ends])
        left = self.plain[start:place]
        left = re.sub(r"\([^()]*\)\s*(?:为|是|:|达到|达)?\s*$", "", left)
        left = patterns.TAIL.sub("", left)
        clause = patterns.CLAUSE_END.split(left)[-1]
        clause = patterns.TAIL.sub("", clause.rsplit(":", 1)[-1])
        if "的" in clause and len(clause.rsplit("的", 1)[1]) >= 2:
            clause = clause.rsplit("的", 1)[1]
        clause = patterns.HEAD.sub("", clause)
        clause = re.sub(r"^(?:由|从)|(?:由|从).*$", "", clause)
        clause = patterns.ENGLISH_FILLER.sub("", patterns.TAIL.sub("", clause).strip())
        return clause[-40:].strip() if clause.isascii() else clause[-24:]


def _aligned(value: float, unit: str, target: str) -> float:
    one, other = parse_unit(unit), parse_unit(target)
    return other.from_base(one.base(value)) if one.dimension == other.dimension else value


def _conditions(plain: str, found: list[_Found], one: _Found, start: int, end: int, clause: tuple[int, int]) -> str:
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
        found = _Sentence(plain, masked, start, end).read()
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


def _clause(plain: str, start: int, end: int, one: _Found) -> tuple[int, int]:
    """The clause around a quantity: between commas, brackets kept inside."""
    left = max(plain.rfind(mark, start, one.start) for mark in ",;。、\n")
    right = min((place for mark in ",;。、\n" if (place := plain.find(mark, one.end, end)) >= 0), default=end)
    return (max(left + 1, start), right)


def unit_of(quantity: Quantity) -> Unit:
    """The parsed unit of a quantity."""
    return parse_unit(quantity.unit)
