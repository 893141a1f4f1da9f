"""What matching does when the index has followed a change."""

from typing import Any

from matchmaking.core.jobs import enqueue
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.services import forget_matches
from matchmaking.search.signals import record_indexed

# More records than this in one change wait behind those that somebody is looking at.
MANY = 20


@record_indexed.connect
def follow_index(_sender: str, *, kind: str, ids: list[int], removed: list[int], **_more: Any) -> None:
    """Weigh what search finds now, forget what it no longer finds; part of the transaction of the signal."""
    if kind not in (ACHIEVEMENT, DEMAND):
        return
    forget_matches(kind, removed)
    if len(ids) > MANY:
        enqueue("matching.rematch_many", kind=kind, ids=ids)
        return
    for one in ids:
        enqueue("matching.rematch", key=f"matching.rematch:{kind}:{one}", kind=kind, record_id=one)
