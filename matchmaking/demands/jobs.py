"""What time does to demands: a deadline that comes near or passes changes what the list's filter finds."""

from datetime import timedelta

from sqlalchemy import select

from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.jobs import job
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.documents import CLOSING
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.search.registry import follow

HOUR = 3600
# Also what changed on days on which the server did not run.
LOOK_BACK = timedelta(days=7)


@job("demands.follow_deadlines", queue="batch", every=6 * HOUR)
def follow_deadlines() -> None:
    """Have the index look again at demands whose deadline passed lately or came within two weeks lately."""
    day = today()
    passed = Demand.deadline_on.between(day - LOOK_BACK, day - timedelta(days=1))
    near = Demand.deadline_on.between(day + CLOSING - LOOK_BACK, day + CLOSING)
    query = select(Demand.id).where(Demand.state == PUBLISHED, passed | near)
    follow(DEMANDS.kind, current_session().scalars(query))
