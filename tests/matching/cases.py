"""Reads comparison_cases.tsv: each line becomes a requirement, an offer and the verdict expected."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from matchmaking.matching.comparison import Offer, Requirement

FILE = Path(__file__).with_name("comparison_cases.tsv")
VERDICTS = {"满足": "MET", "部分满足": "PARTLY", "未达到": "NOT_MET", "未说明": "NOT_STATED"}
OPERATORS = {"≥": ">=", "≤": "<=", "=": "=", "±": "±", "约": "~", "": "="}
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:×10\^[-+]?\d+)?"
_VALUE = re.compile(rf"^([≥≤=±约]?)\s*({_NUMBER})(?:\s~\s({_NUMBER}))?\s*(.*)$")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True)
class Case:
    """One line of the file."""

    line: int
    industry: str
    requirement: Requirement
    offer: Offer
    verdict: str

    def __str__(self) -> str:
        return f"{self.line}: {self.requirement.name} against {self.offer.name}"


def _number(text: str) -> float:
    mantissa, _, power = text.partition("×10^")
    return float(mantissa) * 10.0 ** int(power or 0)


def read_value(text: str) -> dict[str, object]:
    """The fields of a form for what the file writes: `≥ 70 MPa`, `-40 ~ 85 ℃`, `± 0.02 mm`, `文:A 级`."""
    if text.startswith("文:"):
        return {"operator": "text", "text": text[2:]}
    text = re.sub(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda match: f"10^{match.group(1).translate(_SUPERSCRIPT)}", text)
    match = _VALUE.match(text)
    if not match:
        return {"operator": "text", "text": text}
    sign, first, last, unit = match.groups()
    low = _number(first)
    fields: dict[str, object] = {"operator": OPERATORS[sign], "unit": unit}
    if last is not None:
        return fields | {"operator": "range", "low": low, "high": _number(last)}
    if sign == "±":
        return fields | {"low": -low, "high": low}
    return fields | ({"high": low} if sign == "≤" else {"low": low})


def read_cases() -> list[Case]:
    """All cases of the file, with the number of their line."""
    cases = []
    with FILE.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if not row or row[0].startswith("#") or row[0] == "行业":
                continue
            industry, name, wanted, condition, offer_name, offered, offer_condition, verdict = row
            requirement = Requirement(id=number, name=name, condition=condition, **read_value(wanted))
            offer = Offer(id=number, name=offer_name, condition=offer_condition, **read_value(offered))
            cases.append(Case(number, industry, requirement, offer, VERDICTS[verdict]))
    return cases
