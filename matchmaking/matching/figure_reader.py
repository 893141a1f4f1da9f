"""Reads one sentence of folded text: its figures with operators, units and names, and its grades and scales."""

import re
from dataclasses import dataclass

from matchmaking.matching import quantity_patterns as patterns
from matchmaking.matching.unit_names import MULTIPLIERS
from matchmaking.matching.units import parse_unit

_BIG = dict(MULTIPLIERS)


def _value(match: re.Match[str]) -> float:
    power = match["power"] or match["exponent"] or match["alone"]
    return float(match["number"].replace(",", "")) * (10.0 ** int(power) if power else 1.0)


@dataclass(slots=True)
class Found:
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


class Sentence:
    """Reads one sentence of folded text, in which masked characters are NUL."""

    def __init__(self, plain: str, masked: str, start: int, end: int) -> None:
        self.plain, self.masked, self.start, self.end = plain, masked, start, end
        self.found: list[Found] = []

    def read(self) -> list[Found]:
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
                Found(hint, "text", None, None, "", match.start(), match.end(), text=match.group().strip())
            )
            taken.append(match.span())
        for match in patterns.SCALE_FIRST.finditer(self.masked, self.start, self.end):
            if self.masked[self.start : match.start()].rstrip()[-1:].isdigit():
                continue  # 1260 HV0.3: the number stands before its scale
            low, high = float(match["low"].replace(",", "")), match["high"]
            operator = self._scale_operator(match["op"] or match["first"], match["after"])
            scale = match["scale"] + (match["load"] or "")
            if match["around"]:
                around = float(match["around"])
                one = Found("", "range", low - around, low + around, scale, *match.span())
            elif high is not None:
                one = Found("", "range", low, abs(float(high.replace(",", ""))), scale, *match.span())
            elif operator == "<=":
                one = Found("", "<=", None, low, scale, *match.span())
            elif operator == ">=":
                one = Found("", ">=", low, None, scale, *match.span())
            else:
                one = Found("", operator, low, low, scale, *match.span())
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

    def _read_number(self, match: re.Match[str]) -> Found | None:
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
        if lost := patterns.LOST_POWER.match(text, begin, self.end):
            return self._power_alone(lost, begin)
        if limits := patterns.ABOVE_BELOW.match(text, after_first, self.end):
            unit_match = unit_match or patterns.unit_pattern().match(text, limits.end(), self.end)
            found = self._finish(first, None, False, unit_match["unit"] if unit_match else "", begin, limits.end())
            if found is not None:
                found.operator, found.low = "range", first - float(limits["below"])
                found.high, found.end = first + float(limits["above"]), unit_match.end() if unit_match else limits.end()
            return found
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

    def _power_alone(self, lost: re.Match[str], begin: int) -> Found | None:
        """10-6 Pa·m3/s as the millionth that it means."""
        unit = patterns.unit_pattern().match(self.masked, lost.end(), self.end)
        if unit is None:
            return None
        return self._finish(10.0 ** -int(lost["power"]), None, False, unit["unit"], begin, unit.end())

    def _finish(
        self, first: float, second: float | None, tolerance: bool, unit: str, begin: int, end: int
    ) -> Found | None:
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
        found = Found(hint, "=", first, first, unit, begin, after.end() if after else end)
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
        clause = (
            re.sub(r"(?<=.)(?:由|从)[^由从]*$", "", clause)
            if patterns.FROM_TO.search(self.plain[start:place])
            else clause
        )
        if "的" in clause and len(clause.rsplit("的", 1)[1]) >= 2:
            clause = clause.rsplit("的", 1)[1]
        clause = patterns.HEAD.sub("", clause)
        clause = re.sub(r"^(?:由|从)|(?:由|从).*$", "", clause)
        clause = patterns.ENGLISH_FILLER.sub("", patterns.TAIL.sub("", clause).strip())
        return clause[-40:].strip() if clause.isascii() else clause[-24:]


def _aligned(value: float, unit: str, target: str) -> float:
    one, other = parse_unit(unit), parse_unit(target)
    return other.from_base(one.base(value)) if one.dimension == other.dimension else value
