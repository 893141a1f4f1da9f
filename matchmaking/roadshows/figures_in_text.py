"""Finds the one strong number in what a team says of its project: "提前 2 周预警" out of a whole sentence."""

import re
from collections.abc import Iterator

LONGEST = 14
_CLAUSE = re.compile(r"[，。；：、！？,;:!?（）()“”\n]+")
_DIGIT = re.compile(r"\d")
# 一秒, 三个, 一半: numbers in words count when something is counted with them.
_IN_WORDS = re.compile(
    r"[一两二三四五六七八九十百千万半]+(?:个|台|次|倍|成|半|秒|分钟|小时|天|周|年|人|层|道|条|吨|元|折)"
)
_FIGURE = re.compile(
    r"(?:零下|提前|至少|不到|不超过|超过|高达|低至|仅|每|约|达|降|省|少)?\s?[≥≤<>±≈~]?\s?"
    r"\d[\d.,–~-]*\s?(?:%|‰|℃|°C|[A-Za-zµμΩ·/²³]{1,8}|万?[公千]?[斤米克里升瓦吨元倍年月周天次个台件层秒]|分钟|小时)?"
)


def strong_number(*texts: str | None) -> str:
    """Of the first text that has one: a short clause with a figure, else a figure with its unit, else a short clause
    with a number in words; "" without any."""
    for text in texts:
        for clause in _clauses(text):
            if len(clause) <= LONGEST and _DIGIT.search(clause):
                return clause
        for clause in _clauses(text):
            found = _FIGURE.search(clause)
            if found and len(found.group().strip()) > 1:
                return found.group().strip()
        for clause in _clauses(text):
            if len(clause) <= LONGEST and _IN_WORDS.search(clause):
                return clause
    return ""


def _clauses(text: str | None) -> Iterator[str]:
    return (clause.strip() for clause in _CLAUSE.split(text or "") if clause.strip())
