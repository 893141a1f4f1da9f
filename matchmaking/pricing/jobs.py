"""Every hour: offers that nobody answered in time expire, ranges that waited too long are erased."""

from matchmaking.core.filters import today
from matchmaking.core.jobs import job
from matchmaking.pricing.offering import expire_offer
from matchmaking.pricing.queries import offers_over
from matchmaking.pricing.ranges import forget_old

AT_ONCE = 200
EVERY = 3600


@job("pricing.sweep", queue="batch", every=EVERY)
def sweep() -> None:
    """What is over is closed."""
    for offer in offers_over(today(), AT_ONCE):
        expire_offer(offer)
    forget_old(AT_ONCE)
