"""What rooms above may say to a choice: when its delivery must wait, and how many may be chosen."""

from collections.abc import Callable

from matchmaking.selections.models import Selection

Check = Callable[[Selection], str | None]
Limit = Callable[[Selection], int | None]
_checks: list[Check] = []
_limits: list[Limit] = []


def register_choice_gate(check: Check) -> None:
    """Have `check(selection)` asked before a confirmed decision is delivered: words why it must wait, or None.

    A decision that waits is tried again every minute, and at once when the room above calls
    `selections.delivery.deliver_when_due`.
    """
    if check not in _checks:
        _checks.append(check)


def register_choice_limit(ask: Limit) -> None:
    """Have `ask(selection)` say how many proposals may be chosen side by side (赛马); None: not its business."""
    if ask not in _limits:
        _limits.append(ask)


def waiting_reason(selection: Selection) -> str | None:
    """Why a confirmed decision may not be delivered yet."""
    return next((words for check in _checks if (words := check(selection))), None)


def most_choices(selection: Selection) -> int:
    """How many proposals may be chosen; one unless a room above allows more."""
    return max([1, *(most for ask in _limits if (most := ask(selection)))])
