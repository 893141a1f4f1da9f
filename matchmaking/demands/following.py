"""What those who follow a demand hear of its deadline before it comes; of extensions: `receivers`."""

from datetime import timedelta

from sqlalchemy import select

from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.jobs import job
from matchmaking.core.letters import path_to
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.follows.models import RecordFollow
from matchmaking.follows.records import tell_followers_of

HOUR = 3600
CLOSING_SOON = timedelta(days=3)


@job("demands.tell_closing", queue="batch", every=6 * HOUR)
def tell_closing() -> None:
    """Three days before the deadline, once; a deadline that has moved is a new one."""
    followed = select(RecordFollow.record_id).where(RecordFollow.kind == "demand")
    near = Demand.deadline_on.between(today(), today() + CLOSING_SOON)
    query = select(Demand).where(Demand.state == PUBLISHED, near, Demand.id.in_(followed))
    for demand in current_session().scalars(query.order_by(Demand.id)):
        until = demand.deadline_on.isoformat() if demand.deadline_on else ""
        path = path_to("demands.show_demand", demand_id=demand.id)
        tell_followers_of("demand", demand, "closing", f"follows:demand:{demand.id}:closing:{until}", path, until=until)
