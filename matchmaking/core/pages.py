"""Pages of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LAST_PAGE = 10_000


@dataclass(frozen=True)
class Page:
    """One page of a list: `number` starts at 1, `total` counts the whole list."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.count

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to show; None stands for a gap."""
        near = {1, self.count, *range(self.number - 2, self.number + 3)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.count):
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_number(arguments: Mapping[str, str], name: str = "page") -> int:
    """Read the page number from a query string. Nonsense, zero and negative numbers mean the first page."""
    text = arguments.get(name, "1")
    return min(int(text), LAST_PAGE) or 1 if text.isascii() and text.isdigit() and len(text) < 9 else 1
