"""Marks in the texts of both sides of a pair: words that are shared or mean the same, and the figures of criteria."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from matchmaking.core.filters import marked, num_unit
from matchmaking.matching.models import Match
from matchmaking.matching.quantities import Quantity, quantities
from matchmaking.matching.units import parse_unit
from matchmaking.matching.wording import telling_words
from matchmaking.search.snippets import ELLIPSIS
from matchmaking.search.snippets import marked as mark_words

EXCERPT = 420
Span = tuple[int, int]
Figure = tuple[str, float]


class Highlights:
    """What is marked in the text of one side: its words and the figures that criteria were held against."""

    def __init__(self, words: Sequence[str], values: Iterable[str] = (), css_class: str = "") -> None:
        self.words, self.css_class = list(dict.fromkeys(words)), css_class
        self.figures = frozenset(figure for value in values for one in quantities(value) for figure in _figures(one))

    def mark(self, text: str) -> Markup:
        """The whole text with its marks."""
        return _fragments(text, self._spans(text), 0, len(text), self.css_class)

    def excerpt(self, texts: Iterable[str | None], width: int = EXCERPT) -> Markup:
        """The part of these texts with most marks, about `width` characters."""
        whole = " ".join(" ".join(text.split()) for text in texts if text)
        spans = self._spans(whole)
        if not spans:
            return num_unit(whole[:width] + (ELLIPSIS if len(whole) > width else ""))
        begin = max((start for start, _end in spans), key=lambda one: (_within(spans, one, width), -one))
        start = max(0, min(begin - width // 6, len(whole) - width))
        end = min(len(whole), start + width)
        found = _fragments(whole, spans, start, end, self.css_class)
        return (ELLIPSIS if start else "") + found + (ELLIPSIS if end < len(whole) else "")

    def _spans(self, text: str) -> list[Span]:
        """Marked ranges in order, none touching the next."""
        spans, place = [], 0
        for fragment, is_mark in mark_words(text, self.words):
            if is_mark:
                spans.append((place, place + len(fragment)))
            place += len(fragment)
        if self.figures:
            spans += [(one.start, one.end) for one in quantities(text) if self.figures.intersection(_figures(one))]
        merged: list[Span] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def of_demand(match: Match) -> Highlights:
    """The marks of the demand's text: what the achievement says too, or in other words, and the required figures."""
    words = [*telling_words(match), *(one["said"] for one in match.reasons["synonyms"])]
    return Highlights(words, (finding.wanted for finding in match.findings if finding.offered))


def of_achievement(match: Match) -> Highlights:
    """The marks of the achievement's text: what the demand says too, or in other words, and the offered figures."""
    words = [*telling_words(match), *(one["meant"] for one in match.reasons["synonyms"])]
    return Highlights(words, (finding.offered for finding in match.findings), "supply")


def _figures(one: Quantity) -> list[Figure]:
    """The numbers of a quantity in base units with their dimension, so that 0.45 kN is found as 450 N."""
    unit = parse_unit(one.unit)
    return [(unit.dimension, round(unit.base(value), 9)) for value in (one.low, one.high) if value is not None]


def _within(spans: Sequence[Span], start: int, width: int) -> int:
    return sum(min(end, start + width) - begin for begin, end in spans if start <= begin < start + width)


def _fragments(text: str, spans: Sequence[Span], start: int, end: int, css_class: str) -> Markup:
    """Cut text[start:end] at its marks."""
    found: list[tuple[str, bool]] = []
    place = start
    for begin, stop in spans:
        begin, stop = max(begin, start), min(stop, end)
        if begin < stop:
            found += [(text[place:begin], False), (text[begin:stop], True)]
            place = stop
    found.append((text[place:end], False))
    return marked([one for one in found if one[0]], css_class)
