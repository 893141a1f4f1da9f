"""What time does to demands: deadlines come near, pass, and long after that demands expire."""

from datetime import timedelta

from sqlalchemy import select

from matchmaking.core.db import current_session, now
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, job
from matchmaking.demands.deadlines import end_of_day
from matchmaking.demands.documents import CLOSING
from matchmaking.demands.expiring import expire_demands, warn_owners
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.audiences import public
from matchmaking.search.registry import follow

HOUR = 3600
AT_ONCE = 100
# Also what changed on days on which the server did not run.
LOOK_BACK = timedelta(days=7)


@job("demands.follow_deadlines", queue="batch", every=6 * HOUR)
def follow_deadlines() -> None:
    """Have the index look again at demands whose deadline passed lately or came within two weeks lately.

    It calls itself for the end of the day, so that the list's filter changes when the deadline passes.
    """
    day = today()
    passed = Demand.deadline_on.between(day - LOOK_BACK, day - timedelta(days=1))
    near = Demand.deadline_on.between(day + CLOSING - LOOK_BACK, day + CLOSING)
    follow(DEMANDS.kind, current_session().scalars(select(Demand.id).where(public(Demand), passed | near)))
    until_midnight = (end_of_day(day) - now()).total_seconds()
    enqueue("demands.follow_deadlines", key=f"demands.follow_deadlines:{day.isoformat()}", delay=until_midnight)


@job("demands.expire", queue="batch", every=12 * HOUR)
def expire() -> None:
    """Warn the owners of what expires soon, and expire what passed its deadline long ago; safe when run twice."""
    warn_owners()
    if expire_demands(AT_ONCE) >= AT_ONCE:
        enqueue("demands.expire", key="demands.expire:more")
