"""The log of a deal: every step, in the hash-chained history, under the deal itself."""

from typing import Any

from matchmaking.core import history
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.deals.signals import step_kept


def keep(deal: Deal, action: str, *, actor: Any, reason: str | None = None, **data: Any) -> HistoryEntry:
    """Append a step of a deal, in the transaction of the change. `action` is "room.step".

    Every step of every room above goes through here, so that the log of one deal is complete. `data` holds ids, codes
    and the SHA-256 of what was written or uploaded, never the words or amounts themselves. Where only some sides may
    know of a step, `sides` in it names them: neither the log nor the archive of the others shows what it says.
    """
    entry = history.record(action, deal, actor=actor, reason=reason, data=data)
    step_kept.send(deal, entry=entry, actor=actor)
    return entry
