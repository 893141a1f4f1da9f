"""The regular look at how long ago records were confirmed."""

from matchmaking.core.jobs import enqueue, job
from matchmaking.listings.confirming import SIDES, ask_owners, hide_unconfirmed

AT_ONCE = 100
# Twice a day, so that a server which only runs by day still asks and hides every day.
EVERY = 12 * 3600


@job("listings.look_at_ages", queue="batch", every=EVERY)
def look_at_ages() -> None:
    """Ask the owners whose turn it is and hide what nobody confirmed, in short transactions; safe when run twice."""
    found = [step(side, AT_ONCE) for side in SIDES.values() for step in (ask_owners, hide_unconfirmed)]
    if max(found, default=0) >= AT_ONCE:
        enqueue("listings.look_at_ages", key="listings.look_at_ages:more")
