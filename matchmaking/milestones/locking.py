"""Which milestones may be worked on: each opens when those before it are accepted and paid. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from matchmaking.milestones.states import ACCEPTED, IS_ACCEPTED, LOCKED, OPEN, PAID


@dataclass(frozen=True)
class Step:
    """A milestone as the lock sees it: `unpaid` in yuan of its own payments, `is_waived` by both sides in writing."""

    state: str
    unpaid: Decimal = Decimal(0)
    is_waived: bool = False

    @property
    def lets_on(self) -> bool:
        """Whether the next one may begin."""
        return self.is_waived or (self.state in IS_ACCEPTED and self.unpaid <= 0)


def reached(steps: Sequence[Step]) -> int:
    """How many milestones from the first one may be worked on: all up to the first that holds back the next."""
    for place, step in enumerate(steps):
        if not step.lets_on:
            return place + 1
    return len(steps)


def settled(steps: Sequence[Step]) -> list[str]:
    """The state that each milestone has by these rules, in their order.

    Only the lock itself moves: what waits for its turn opens or shuts, and what is accepted and has nothing unpaid is
    paid. What was handed in, sent back or accepted stays so, wherever a change of the plan has put it.
    """
    may = reached(steps)
    return [_settled(step, place < may) for place, step in enumerate(steps)]


def _settled(step: Step, is_reached: bool) -> str:
    if step.state in (LOCKED, OPEN):
        return OPEN if is_reached else LOCKED
    return PAID if step.state == ACCEPTED and step.unpaid <= 0 else step.state
