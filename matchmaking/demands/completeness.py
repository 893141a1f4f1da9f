"""How complete a demand is for those who are to answer it: what is there, thin, or missing. Plain data only.

The five elements that a demand which can be matched speaks of (材料 方法 功效 产品 应用) are recognised by the words of
`element_words.txt`; everything else by its field. Nothing here keeps anybody from handing a demand in.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.listings.completeness import DONE, MISSING, THIN, Item, done_count, text_item
from matchmaking.listings.rules import filled, value_gaps

TEXTS = ("title", "summary", "problem", "context", "tried", "offers")
WORDS_SHOWN = 3
FEWEST_CRITERIA = 3
# Shorter than this, a text says that there is a problem but not which.
SHORT_PROBLEM, SHORT_TEXT = 30, 10

ELEMENTS = {
    "material": (_l("材料"), "context", _l("写明用什么材料、处理什么介质或物料。")),
    "method": (_l("方法"), "tried", _l("写明现在用的工艺，或者设想用哪类方法。")),
    "effect": (_l("功效"), "problem", _l("写明要改善的是哪项性能、改善到什么程度。")),
    "product": (_l("产品"), "title", _l("写明问题出在哪个产品、设备或零件上。")),
    "use": (_l("应用"), "context", _l("写明用在什么场合、什么工况下。")),
}
_FILE = Path(__file__).parent / "element_words.txt"


def _patterns() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    words: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _colon, rest = line.partition(":")
            words.setdefault(code, []).extend(rest.split())
    found = {}
    for code, listed in words.items():
        ignored = frozenset(word[1:] for word in listed if word.startswith("-"))
        ordered = sorted((word.removeprefix("-") for word in listed), key=len, reverse=True)
        # Latin words count only as whole words: PE is not in SPEED.
        parts = [rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" if word.isascii() else word for word in ordered]
        found[code] = (re.compile("|".join(parts)), ignored)
    return found


_PATTERNS = _patterns()


def words_of(element: str, text: str) -> tuple[str, ...]:
    """The words of a text that speak of an element, in order, each once."""
    pattern, ignored = _PATTERNS[element]
    return tuple(dict.fromkeys(word for word in pattern.findall(text) if word not in ignored))


def completeness(values: Mapping[str, Any]) -> list[Item]:
    """Everything that a demand should say, in the order of the form's parts: elements, texts, criteria, terms."""
    names = [row.get("name") or "" for row in values.get("criteria") or ()]
    text = "\n".join([*(values.get(name) or "" for name in TEXTS), *(values.get("keywords") or ()), *names])
    elements = []
    for code, (label, field, advice) in ELEMENTS.items():
        found = words_of(code, text)
        elements.append(
            Item(code, label, DONE if found else MISSING, field, "" if found else advice, found[:WORDS_SHOWN])
        )
    return [*elements, *_texts(values), _criteria(values.get("criteria") or ()), *_terms(values)]


def _texts(values: Mapping[str, Any]) -> list[Item]:
    problem = values.get("problem") or ""
    found = [
        text_item("problem", _l("具体问题"), problem, SHORT_PROBLEM, _l("写明在哪里、什么条件下、差多少、损失多少。"))
    ]
    if found[0].state == DONE and not re.search(r"\d|[一二三四五六七八九十百千万两]", problem):
        found = [Item("problem", _l("具体问题"), THIN, "problem", _l("补上数字：现在多少，要到多少。"))]
    return [
        *found,
        text_item(
            "context",
            _l("背景与工况"),
            values.get("context") or "",
            SHORT_TEXT,
            _l("写明介质、温度、产量和不能改动的地方。"),
        ),
        text_item(
            "tried",
            _l("已试过的办法"),
            values.get("tried") or "",
            SHORT_TEXT,
            _l("写明试过什么、结果怎样，免得对方再走一遍。"),
        ),
    ]


def _criteria(rows: Sequence[Mapping[str, Any]]) -> Item:
    """At least three criteria, each with something to measure, a unit where there is a number, and a test method."""
    label, present = _l("技术指标"), filled(rows)
    if not present:
        return Item("criteria", label, MISSING, "criteria", _l("至少写 3 项能测出来的指标，系统靠它们逐项比对成果。"))
    wrong = value_gaps("criteria", rows, "target_low", "target_high")
    if wrong:
        return Item("criteria", label, THIN, wrong[0].field, wrong[0].message)
    if len(present) < FEWEST_CRITERIA:
        return Item("criteria", label, THIN, "criteria", _l("再补几项，写满 3 项，成果之间才分得出高下。"))
    for index, row in present:
        if row.get("operator") != "text" and not row.get("unit"):
            return Item(
                "criteria", label, THIN, f"criteria-{index}-unit", _l("“%(name)s”还没有单位。", name=row.get("name"))
            )
    for index, row in present:
        if not row.get("test_method"):
            advice = _l("“%(name)s”怎样验收还没写：按什么标准、在哪里测。", name=row.get("name"))
            return Item("criteria", label, THIN, f"criteria-{index}-test_method", advice)
    return Item("criteria", label, DONE, "criteria")


def _terms(values: Mapping[str, Any]) -> list[Item]:
    has_budget = values.get("budget_low") is not None or values.get("budget_high") is not None
    has_deadline = values.get("deadline_on") is not None
    return [
        Item("budget", _l("预算"), DONE, "budget_low")
        if has_budget
        else Item("budget", _l("预算"), MISSING, "budget_low", _l("给个范围，对方才知道值不值得做；也可以面议。")),
        Item("deadline", _l("应答截止"), DONE, "deadline_on")
        if has_deadline
        else Item(
            "deadline", _l("应答截止"), MISSING, "deadline_on", _l("写一个日子，对方才排得上时间；也可以长期有效。")
        ),
    ]


__all__ = ["DONE", "ELEMENTS", "MISSING", "THIN", "Item", "completeness", "done_count", "words_of"]
