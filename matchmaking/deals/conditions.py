"""What must be true before a deal may enter a stage. Rooms above bring their own conditions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from matchmaking.deals.models import Deal
from matchmaking.deals.states import STAGES


@dataclass(frozen=True)
class Condition:
    """One condition in words ("合同已由双方签字"), whether it is met, and the path of the page where it can be met."""

    words: str
    is_met: bool
    path: str = ""


Ask = Callable[[Deal], Iterable[Condition]]
_conditions: dict[str, list[Ask]] = {}
_due: dict[str, Callable[[Deal], bool]] = {}


def register_condition(stage: str, ask: Ask) -> None:
    """Have `ask(deal)` asked before a deal enters `stage` or any stage after it; an empty answer asks for nothing."""
    if ask not in _conditions.setdefault(stage, []):
        _conditions[stage].append(ask)


def register_due(stage: str, is_due: Callable[[Deal], bool]) -> None:
    """Say for which deals a stage is due at all (公示 only where the seller must); others pass over it."""
    _due[stage] = is_due


def is_due(stage: str, deal: Deal) -> bool:
    """Whether a deal has this stage."""
    return stage not in _due or _due[stage](deal)


def conditions_for(deal: Deal, target: str) -> list[Condition]:
    """All conditions on the way from the present stage to `target`; none on the way back."""
    order: list[Any] = list(STAGES)
    if target not in order or deal.state not in order:
        return []
    way = order[order.index(deal.state) + 1 : order.index(target) + 1]
    return [one for stage in way if is_due(stage, deal) for ask in _conditions.get(stage, ()) for one in ask(deal)]


def missing(deal: Deal, target: str) -> list[Condition]:
    """Those that are not met."""
    return [one for one in conditions_for(deal, target) if not one.is_met]
