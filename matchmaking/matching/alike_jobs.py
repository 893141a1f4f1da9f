"""The regular look for duplicates among what was changed."""

from matchmaking.core.jobs import enqueue, job
from matchmaking.matching.alike import BOTH, look_through

AT_ONCE = 300
EVERY = 6 * 3600


@job("matching.look_for_alike", queue="batch", transaction=False, every=EVERY)
def look_for_alike() -> None:
    """Compare what was changed since the last time with its own side, a part at a time; safe when run twice."""
    if max(look_through(side, AT_ONCE) for side in BOTH) >= AT_ONCE:
        enqueue("matching.look_for_alike", key="matching.look_for_alike:more")
