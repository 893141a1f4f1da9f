"""The pages of one deal: rooms above bring theirs, and every one shows the same head with the same tabs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal


@dataclass(frozen=True)
class DealTab:
    """One page of a deal: its endpoint takes `deal_id`. `place` orders the tabs; `test` says who has it."""

    endpoint: str
    label: Any
    place: int
    test: Callable[[Viewer, Deal], bool] = lambda viewer, deal: True
    # Pages that stand below it.
    further: frozenset[str] = frozenset()
    # How many things wait there for the viewer; 0 shows nothing.
    count: Callable[[Viewer, Deal], int] = lambda viewer, deal: 0


_tabs: dict[str, DealTab] = {}
_waiting: list[Callable[[Viewer, Sequence[int]], Mapping[int, int]]] = []


def register_waiting(ask: Callable[[Viewer, Sequence[int]], Mapping[int, int]]) -> None:
    """Have the cards of the board say how many things wait for the viewer: `ask` answers for many deals at once."""
    if ask not in _waiting:
        _waiting.append(ask)


def waiting_in(viewer: Viewer, deal_ids: Sequence[int]) -> dict[int, int]:
    """deal id → how many unread messages and the like wait for the viewer; deals without any are missing."""
    found: Counter[int] = Counter()
    for ask in _waiting:
        found.update(ask(viewer, deal_ids))
    return dict(found)


def register_tab(tab: DealTab) -> None:
    """Offer a page of deals; a room calls it in its `init_app`."""
    _tabs[tab.endpoint] = tab


def tabs_for(viewer: Viewer, deal: Deal) -> list[DealTab]:
    """The tabs that this viewer has in this deal, in their order."""
    return sorted((one for one in _tabs.values() if one.test(viewer, deal)), key=lambda one: one.place)


def all_pages() -> frozenset[str]:
    """The endpoints of all pages of a deal: they belong to one tab of the workspace."""
    return frozenset(_tabs) | frozenset(one for tab in _tabs.values() for one in tab.further)
