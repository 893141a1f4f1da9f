"""Grades with an order of their own: protection, flammability, leakage, explosion protection, insulation and the like.

A grade is a place on a named ladder. Two grades are compared only on the same ladder; no ladder is converted into
another. Sources: IEC 60529 (IP), UL 94, ISO 5208 and GB/T 13927 (leakage rates), FCI 70-2 (leakage classes I–VI),
IEC 60085 (thermal classes), IEC 60079 (groups and temperature classes), IEC 61508 (SIL), ISO 26262 (ASIL).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching.units import fold


@dataclass(frozen=True, slots=True)
class Grade:
    """A place on a ladder: each number of `steps` is better when larger; None is not stated (IPX7)."""

    ladder: str
    steps: tuple[float | None, ...]
    text: str


_FLAME = {"HB": 0, "V-2": 1, "V-1": 2, "V-0": 3, "5VB": 4, "5VA": 5}
_LEAK = {"A": 9, "AA": 8, "B": 7, "C": 6, "CC": 5, "D": 4, "E": 3, "EE": 2, "F": 1, "G": 0}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_THERMAL = {"Y": 90, "A": 105, "E": 120, "B": 130, "F": 155, "H": 180, "N": 200, "R": 220, "C": 250}
_FIRE = {"A1": 7, "A2": 6, "A": 6, "B1": 5, "B": 5, "B2": 3, "C": 4, "D": 3, "E": 2, "F": 1, "B3": 1}
_GAS = {"IIA": 1, "IIB": 2, "IIC": 3}
_FORMALDEHYDE = {"ENF": 3, "E0": 2, "E1": 1, "E2": 0}
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CLEAN = {"十级": 5, "百级": 4, "千级": 3, "万级": 2, "十万级": 1, "三十万级": 0}

_UL94 = re.compile(r"(?<![A-Z\d])(?:UL\s*-?\s*94\s*-?\s*)?(V\s?-?\s?[012](?!\d)|5V[AB])|UL\s*-?\s*94\s*-?\s*(HB)")
_NUMBERED = re.compile(
    r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?)(?:\s?[-~]\s?(\d))?\s?S?\s?级|([一二三四五六七八九])级|级别?\s?(\d{1,2})(?!\d)"
)
_SMALLER_IS_BETTER = re.compile(r"能效|准确|精度|附着|划格|洁净|清洁度|平衡|公差|风险|毒性")
_LARGER_IS_BETTER = re.compile(
    r"色牢|起球|起毛|耐磨|抗扰|浪涌|静电|脉冲群|防水|拒水|沾水|防霉|评级|盐雾|耐腐蚀|防腐|抗风|抗震|防护|抗菌|"
    r"变色|抗污|等保"
)


def _leak_or_class(name: str, letter: str, text: str) -> Grade:
    if re.search(r"绝缘|耐热", name):
        return Grade("thermal", (_THERMAL[letter],) if letter in _THERMAL else (None,), text)
    if re.search(r"燃烧|防火|阻燃", name) and letter in _FIRE:
        return Grade("fire", (_FIRE[letter],), text)
    return Grade("letter", (_LEAK.get(letter, 0),), text)


def _number_grade(name: str, number: float, text: str) -> Grade:
    if _SMALLER_IS_BETTER.search(name):
        return Grade("number, smaller is better", (-number,), text)
    if _LARGER_IS_BETTER.search(name):
        return Grade("number, larger is better", (number,), text)
    return Grade("number", (number,), text)


@lru_cache(maxsize=8192)
def grades(text: str | None, name: str = "") -> tuple[Grade, ...]:
    """The grades named in a text; the name of the quantity decides what a bare letter or number of 级 means."""
    plain = fold(text or "")[:400]
    upper = plain.upper()
    found: list[Grade] = []
    for match in re.finditer(r"(?<![A-Z])IP\s?([\dX])([\dX])(K?)(?![\dA-Z])", upper):
        digits = tuple(None if digit == "X" else float(digit) for digit in match.groups()[:2])
        found.append(Grade("IP", digits, match.group()))
    for match in re.finditer(
        r"(?<![A-Z\d])(?:UL\s*-?\s*94\s*-?\s*)?(V\s?-?\s?[012](?!\d)|5V[AB])|UL\s*-?\s*94\s*-?\s*(HB)", upper
    ):
        step = re.sub(r"\s|-", "", match.group(1) or match.group(2))
        step = f"V-{step[1]}" if step.startswith("V") else step
        found.append(Grade("UL94", (_FLAME[step],), match.group().strip()))
    for match in re.finditer(r"(IIA|IIB|IIC)\s*(?:T([1-6]))?", upper):
        steps = (float(_GAS[match.group(1)]), float(match.group(2)) if match.group(2) else None)
        found.append(Grade("explosion protection", steps, match.group()))
    for match in re.finditer(r"ASIL\s?-?\s?([ABCD])", upper):
        found.append(Grade("ASIL", ("ABCD".index(match.group(1)),), match.group()))
    for match in re.finditer(r"(?<!A)SIL\s?-?\s?([1-4])", upper):
        found.append(Grade("SIL", (float(match.group(1)),), match.group()))
    for match in re.finditer(r"(?<![A-Z\d])(ENF|E[012])(?=\s*级|$|[,;，；、\s])", upper):
        found.append(Grade("formaldehyde", (_FORMALDEHYDE[match.group(1)],), match.group()))
    for match in re.finditer(r"(?<![A-Z\d])(A[12]|B[123])(?=\s*级)", upper):
        found.append(Grade("fire", (_FIRE[match.group(1)],), match.group() + "级"))
    for match in re.finditer(r"(?<![A-Z\d])IT\s?(\d{1,2})", upper):
        found.append(Grade("IT", (-float(match.group(1)),), match.group()))
    for match in re.finditer(r"三十万级|十万级|万级|千级|百级|十级", plain):
        found.append(Grade("clean room", (_CLEAN[match.group()],), match.group()))
    if not found:
        for match in re.finditer(r"(?<![A-Z\d])(VI|IV|V|III|II|I)\s?级|CLASS\s+(VI|IV|V|III|II|I)(?![A-Z])", upper):
            roman = match.group(1) or match.group(2)
            found.append(Grade("roman", (_ROMAN[roman],), plain[match.start() : match.end()]))
    if not found:
        for match in re.finditer(r"(?<![A-Z\d])([A-HNRY]|AA|CC|EE)\s?级", upper):
            found.append(_leak_or_class(name, match.group(1), plain[match.start() : match.end()]))
    if not found and re.fullmatch(r"\s*[A-HY]\s*", upper) and re.search("级", name):
        found.append(_leak_or_class(name, upper.strip(), plain.strip()))
    if not found:
        for match in _NUMBERED.finditer(plain):
            number = float(match.group(1) or match.group(4) or _CHINESE_DIGITS.get(match.group(3) or "", 0))
            if match.group(2):
                number = (number + float(match.group(2))) / 2
            found.append(_number_grade(name, number, match.group()))
    return tuple(found)


def holds(required: Grade, offered: Grade) -> str | None:
    """`met`, `partly`, `missed` or `unknown` for two grades; None when they stand on different ladders."""
    if required.ladder != offered.ladder or len(required.steps) != len(offered.steps):
        return None
    results = []
    for want, have in zip(required.steps, offered.steps, strict=True):
        if want is None:
            continue
        if have is None:
            results.append("unknown")
        elif required.ladder == "number":
            results.append("met" if have == want else "unknown")
        else:
            results.append("met" if have >= want else "missed")
    if all(result == "met" for result in results):
        return "met"
    if all(result == "missed" for result in results):
        return "missed"
    if "missed" not in results and "met" not in results:
        return "unknown"
    return "partly"
