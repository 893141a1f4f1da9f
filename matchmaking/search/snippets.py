"""Marks in the texts that people read: what was searched for or shared, from the database row itself."""

from collections.abc import Iterable

from matchmaking.search.analysis import is_han, normalise, normalise_with_offsets, pieces

Fragments = list[tuple[str, bool]]
ELLIPSIS = "…"


def snippets(text: str, terms: Iterable[str], width: int = 120) -> Fragments:
    """About `width` characters around the densest marks, as (fragment, is_mark); whole when the text is short.

    `terms` are plain strings: the parts of a query (`query.split()`) or shared strings. A string is marked where it
    occurs whole; where it never does, its pairs of characters are.
    """
    marks = _marks(text, terms)
    if len(text) <= width:
        return _fragments(text, marks, 0, len(text))
    start = _best_start(marks, width, len(text))
    end = min(len(text), start + width)
    found = _fragments(text, marks, start, end)
    if start:
        found.insert(0, (ELLIPSIS, False))
    if end < len(text):
        found.append((ELLIPSIS, False))
    return found


def marked(text: str, terms: Iterable[str]) -> Fragments:
    """The whole text with marks, for titles."""
    return _fragments(text, _marks(text, terms), 0, len(text))


def _marks(text: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Marked ranges of `text`, in order, none touching the next."""
    folded, offsets = normalise_with_offsets(text)
    spans: list[tuple[int, int]] = []
    for term in terms:
        for piece in pieces(normalise(term)):
            found = _occurrences(folded, piece)
            if not found and is_han(piece[0]):
                pairs = {piece[i : i + 2] for i in range(len(piece) - 1)}
                found = [span for pair in pairs for span in _occurrences(folded, pair)]
            spans.extend((offsets[start], offsets[end - 1] + 1) for start, end in found)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _occurrences(folded: str, piece: str) -> list[tuple[int, int]]:
    """Where a piece occurs; a Latin word or number only where it is not part of a longer one."""
    found, start, latin = [], folded.find(piece), not is_han(piece[0])
    while start >= 0:
        end = start + len(piece)
        if not (latin and (_continues(folded, start - 1, start) or _continues(folded, end, end - 1))):
            found.append((start, end))
        start = folded.find(piece, end)
    return found


def _continues(folded: str, outside: int, inside: int) -> bool:
    """Whether the character outside of a word belongs to the same word: both letters, or both digits."""
    if not 0 <= outside < len(folded) or is_han(folded[outside]):
        return False
    first, second = folded[outside], folded[inside]
    return (first.isalpha() and second.isalpha()) or (first.isdigit() and second.isdigit())


def _best_start(marks: list[tuple[int, int]], width: int, length: int) -> int:
    """Where to begin so that the window holds as many marked characters as possible, with a little before them."""
    best, best_sum = 0, 0
    for start, _ in marks:
        within = sum(min(end, start + width) - begin for begin, end in marks if start <= begin < start + width)
        if within > best_sum:
            best, best_sum = start, within
    return max(0, min(best - width // 6, length - width))


def _fragments(text: str, marks: list[tuple[int, int]], start: int, end: int) -> Fragments:
    """Cut text[start:end] at its marks."""
    found: Fragments = []
    position = start
    for begin, stop in marks:
        begin, stop = max(begin, start), min(stop, end)
        if begin >= stop:
            continue
        if position < begin:
            found.append((text[position:begin], False))
        found.append((text[begin:stop], True))
        position = stop
    if position < end:
        found.append((text[position:end], False))
    return found
