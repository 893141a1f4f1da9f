"""Lets demands expire whose deadline passed long ago without a decision, after a warning."""

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.records import EXPIRED, LISTING_STATES, PUBLISHED
from matchmaking.demands.answers import has_decision
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.signals import demand_expired
from matchmaking.listings.confirming import stop_asking
from matchmaking.listings.notices import tell_writers

WARNED_AT_ONCE = 500


def warn_owners() -> int:
    """Tell the owners of demands that expire within a week, once for each deadline; return how many were told of."""
    days = current_app.config["EXPIRY_DAYS"]
    warning = days - current_app.config["EXPIRY_WARNING_DAYS"]
    found = _undecided(_past(warning).where(Demand.deadline_on >= today() - timedelta(days=days)).limit(WARNED_AT_ONCE))
    for demand in found:
        deadline = demand.deadline_on
        assert deadline is not None
        expires_on = deadline + timedelta(days=days + 1)
        tell_writers(
            DEMANDS, demand, "expiring", actor=None, key=deadline.isoformat(), deadline=deadline.isoformat(),
            expires=expires_on.isoformat(),
        )  # fmt: skip
    return len(found)


def expire_demands(limit: int) -> int:
    """Take out of sight what passed its deadline more than 30 days ago without a decision; return how many."""
    found = _undecided(_past(current_app.config["EXPIRY_DAYS"]).limit(limit))
    for demand in found:
        LISTING_STATES.move(demand, EXPIRED, actor=None)
        stop_asking(demand)
        demand_expired.send(demand)
        tell_writers(DEMANDS, demand, "expired", actor=None)
    return len(found)


def _past(days: int) -> Select[Any]:
    """Published demands whose deadline passed more than so many days ago, the longest past first."""
    passed = Demand.deadline_on < today() - timedelta(days=days)
    return select(Demand).where(Demand.state == PUBLISHED, passed).order_by(Demand.deadline_on, Demand.id)


def _undecided(query: Select[Any]) -> list[Demand]:
    return [demand for demand in current_session().scalars(query) if not has_decision(demand)]
