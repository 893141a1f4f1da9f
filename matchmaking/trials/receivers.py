"""What trials learn from their deal: when it ends, nothing of them waits any more; when it goes on, it does again."""

from typing import Any

from matchmaking.deals.models import Deal
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import DONE, ENDED
from matchmaking.trials.clocks import settle_clock
from matchmaking.trials.queries import open_trials


@deal_moved.connect
def follow_deal(deal: Deal, *, before: str, after: str, **_rest: Any) -> None:
    """Stop or start the clocks of its trials."""
    if {before, after} & {DONE, ENDED}:
        for trial in open_trials(deal):
            settle_clock(trial, was_answered=False)
