"""What follows when the index has new records."""

from typing import Any

from matchmaking.core.db import now
from matchmaking.core.jobs import enqueue
from matchmaking.follows.alerts import FRESH
from matchmaking.follows.queries import anybody_follows, published_since
from matchmaking.follows.watched import WATCHED
from matchmaking.search.signals import record_indexed


@record_indexed.connect
def look_for_followers(_sender: str, *, kind: str, ids: list[int], **_more: Any) -> None:
    """Look later who wants to hear of these records; part of the transaction of the signal."""
    if kind not in WATCHED or not ids or not anybody_follows(kind):
        return
    fresh = published_since(WATCHED[kind].side, ids, now() - FRESH)
    if fresh:
        key = f"follows.tell_followers:{kind}:{fresh[0]}" if len(fresh) == 1 else None
        enqueue("follows.tell_followers", key=key, kind=kind, ids=fresh)
