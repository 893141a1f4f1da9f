"""Background work: calls close at their deadline."""

from matchmaking.calls.queries import overdue_calls
from matchmaking.calls.services import close_applications
from matchmaking.core.db import now
from matchmaking.core.jobs import job


@job("calls.close", every=60)
def close_overdue() -> None:
    """Close the calls whose deadline has passed."""
    for call in overdue_calls(now()):
        close_applications(call, actor=None)
