"""Reads criteria and measured values as people write them in one cell: `阀座泄漏率 ≤ 200 mL/min；循环寿命 1.5 万次`."""

import re
import unicodedata
from typing import Any

_BETWEEN = re.compile(r"[；;\n]+")
_MARK = re.compile(r"^[【\[(（]?(必须|期望)(?:达到)?[】\])）:：]\s*|\s*[【\[(（](必须|期望)(?:达到)?[】\])）]$")
_NOTE = re.compile(r"\s*[（(]([^（()）]*)[)）]$")
_SIGNS = {
    "≥": ">=", ">=": ">=", "不低于": ">=", "不小于": ">=", "不少于": ">=", "至少": ">=",
    "≤": "<=", "<=": "<=", "不高于": "<=", "不大于": "<=", "不超过": "<=", "不多于": "<=", "至多": "<=",
    "=": "=", "＝": "=", "≈": "~", "约": "~",
}  # fmt: skip
_NUMBER = r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_SIGNED = re.compile(
    rf"^(?P<name>.+?)\s*(?P<sign>{'|'.join(map(re.escape, _SIGNS))})\s*(?P<low>{_NUMBER})\s*(?P<unit>\S*)$"
)
_SPAN = re.compile(
    rf"^(?P<name>.+?)[\s:：]+(?P<low>{_NUMBER})\s*(?:[~～–—至到]|-(?=\s|\d))\s*(?P<high>{_NUMBER})\s*(?P<unit>\S*)$"
)
_PLAIN = re.compile(rf"^(?P<name>.+?)[\s:：]+(?P<low>{_NUMBER})\s*(?P<unit>\S*)$")
_WORDS = re.compile(r"^(?P<name>[^\s:：]+)[\s:：]+(?P<text>.+)$", re.DOTALL)
# 45 天不满充可用 is a sentence, 1.5 万次 and 3 次/柜·年 are figures.
_MOST_HAN_IN_UNIT = 4
# Longer parts are prose; the patterns need not be tried on them.
_LONGEST = 300
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_lines(cell: str) -> list[dict[str, Any] | str]:
    """The rows of a cell: keys name, importance, operator, low, high, unit, text, note as far as they are written.

    A part without a name and a value comes back as it is: the caller says which one it was.
    """
    parts = [part.strip() for part in _BETWEEN.split(cell)]
    return [_line(part) or part for part in parts if part]


def _line(part: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    if len(part) > _LONGEST:
        return None
    if mark := _MARK.search(part):
        found["importance"] = mark.group(1) or mark.group(2)
        part = part[: mark.start()] + part[mark.end() :]
    body, note = part, ""
    if match := _NOTE.search(part):
        body, note = part[: match.start()], match.group(1).strip()
    for pattern in (_SIGNED, _SPAN, _PLAIN):
        match = pattern.match(body)
        if match and len(_HAN.findall(match["unit"])) <= _MOST_HAN_IN_UNIT:
            values = match.groupdict()
            operator = _SIGNS[values["sign"]] if "sign" in values else "range" if "high" in values else "="
            found |= {"name": values["name"].rstrip(":： "), "operator": operator, "low": _number(values["low"])}
            found |= {"high": _number(values["high"])} if "high" in values else {}
            return found | {"unit": values["unit"], "note": note}
    match = _WORDS.match(part)
    return found | {"name": match["name"], "operator": "text", "text": match["text"].strip()} if match else None


def _number(text: str) -> float:
    return float(unicodedata.normalize("NFKC", text).replace("−", "-"))
