"""How complete a record is for its readers: what is there, thin, or missing, and what to add. Plain data only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DONE, THIN, MISSING = "done", "thin", "missing"


@dataclass(frozen=True)
class Item:
    """One thing that a record should say: its state, the field to write it in, and one sentence on what to add.

    `found` are the words by which an element was recognised; `advice` is empty when nothing is left to add.
    """

    code: str
    label: Any
    state: str
    field: str
    advice: Any = ""
    found: tuple[str, ...] = ()


def done_count(items: Sequence[Item]) -> int:
    """How many need nothing more."""
    return sum(one.state == DONE for one in items)


def text_item(code: str, label: Any, text: str | None, short: int, advice: Any) -> Item:
    """A text that should have at least `short` characters, blanks not counted."""
    length = len("".join((text or "").split()))
    state = MISSING if not length else THIN if length < short else DONE
    return Item(code, label, state, code, "" if state == DONE else advice)
