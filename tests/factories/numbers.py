"""The numbers that tell made records apart. They begin anew with each test: none depends on what ran before it."""

from collections import Counter

_last: Counter[str] = Counter()


def next_number(maker: str) -> int:
    """1, 2, 3… for each factory."""
    _last[maker] += 1
    return _last[maker]


def public_number(prefix: str, number: int) -> str:
    """The number of a record, of a year in which the site hands out none: one never meets the other."""
    return f"{prefix}-2001-{number:04d}"


def numbers_so_far() -> dict[str, int]:
    """What to go on from in a world that was kept."""
    return dict(_last)


def go_on_from(numbers: dict[str, int]) -> None:
    """Count on from these; from nothing at the beginning of a test."""
    _last.clear()
    _last.update(numbers)
