"""What demands must know of the answers to them, which rooms above keep: how many there are, whether it is decided."""

from collections.abc import Callable

from matchmaking.demands.models import Demand

Count = Callable[[Demand], int]
Decided = Callable[[Demand], bool]
_counts: list[Count] = []
_decisions: list[Decided] = []


def register_answers(count: Count) -> None:
    """Have `count(demand)` asked how many answers were handed in and not withdrawn."""
    if count not in _counts:
        _counts.append(count)


def register_decision(is_decided: Decided) -> None:
    """Have `is_decided(demand)` asked whether somebody was chosen: such a demand does not expire."""
    if is_decided not in _decisions:
        _decisions.append(is_decided)


def answer_count(demand: Demand) -> int:
    """How many answers were handed in, whatever room keeps them."""
    return sum(count(demand) for count in _counts)


def has_decision(demand: Demand) -> bool:
    """Whether the demand has been decided."""
    return any(is_decided(demand) for is_decided in _decisions)
