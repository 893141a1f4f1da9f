"""Two versions of a text, clause by clause, with the words that differ marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from matchmaking.refinements.pages import cut
from matchmaking.refinements.words import Line, aligned, marked_pair


def lines_between(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Line]:
    """A line for each clause of either text, those of the same name together."""
    lines = []
    for place, (first, second) in enumerate(_pairs(old, new)):
        label = str((second or first or {})["title"])
        before, after = (str(one["text"]) if one else "" for one in (first, second))
        lines.append(Line(f"clause-{place}", label, *marked_pair(before, after, cut)))
    return lines


def _pairs(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """By name first; what has no partner of its name stands alone, never beside a clause about something else."""
    found: list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]] = []
    for first, second in aligned(old, new, lambda one: str(one["key"])):
        if first is not None and second is not None and first["key"] != second["key"]:
            found += [(first, None), (None, second)]
        else:
            found.append((first, second))
    return found
