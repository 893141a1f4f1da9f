"""Two texts side by side: which words went, which came, and which rows belong together. Plain data only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, GONE, NEW = "same", "gone", "new"
# Beyond this, comparing word by word would take too long for a page; then all of a text counts as changed.
MOST_WORDS = 4000
Pieces = list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """One field in both texts, in pieces (words, kind): the old one has same and gone, the new one same and new."""

    name: str
    label: str
    old: Pieces
    new: Pieces

    @property
    def is_changed(self) -> bool:
        return any(kind != SAME for _words, kind in [*self.old, *self.new])


def marked_pair(old: str, new: str, split: Callable[[str], Sequence[str]]) -> tuple[Pieces, Pieces]:
    """Both texts in pieces; `split` cuts a text into words that together are the text again."""
    first, second = list(split(old)), list(split(new))
    if max(len(first), len(second)) > MOST_WORDS:
        return _whole(old, SAME if old == new else GONE), _whole(new, SAME if old == new else NEW)
    before: Pieces = []
    after: Pieces = []
    for what, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        kinds = (SAME, SAME) if what == "equal" else (GONE, NEW)
        _put(before, "".join(first[a:b]), kinds[0])
        _put(after, "".join(second[c:d]), kinds[1])
    return before, after


def _whole(text: str, kind: str) -> Pieces:
    return [(text, kind)] if text else []


def _put(pieces: Pieces, text: str, kind: str) -> None:
    if not text:
        return
    if pieces and pieces[-1][1] == kind:
        pieces[-1] = (pieces[-1][0] + text, kind)
    else:
        pieces.append((text, kind))


def aligned(old: Sequence[Any], new: Sequence[Any], name: Callable[[Any], str]) -> list[tuple[Any | None, Any | None]]:
    """Rows of both texts in pairs, those of the same name together; None where the other text has no such row."""
    first, second = [name(row) for row in old], [name(row) for row in new]
    pairs: list[tuple[Any | None, Any | None]] = []
    for what, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        gone, come = list(old[a:b]), list(new[c:d])
        if what == "equal" or len(gone) == len(come):
            pairs += zip(gone, come, strict=True)
            continue
        both = min(len(gone), len(come))
        pairs += zip(gone[:both], come[:both], strict=True)
        pairs += [(row, None) for row in gone[both:]] + [(None, row) for row in come[both:]]
    return pairs
