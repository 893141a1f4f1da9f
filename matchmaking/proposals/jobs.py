"""Reminds teams of answers that they have begun and not submitted, before the deadline."""

from datetime import timedelta

from matchmaking.core.filters import today
from matchmaking.core.jobs import job
from matchmaking.proposals.notices import tell_team
from matchmaking.proposals.queries import drafts_until

HOUR = 3600
# So many days before the deadline, and on its day.
DAYS_BEFORE = (0, 3)


@job("proposals.remind_drafts", queue="batch", every=HOUR)
def remind_drafts() -> None:
    """Tell each team once for each of the days; a deadline that has moved is a new one."""
    for proposal in drafts_until(today() + timedelta(days=max(DAYS_BEFORE))):
        deadline_on = proposal.demand.deadline_on
        assert deadline_on is not None
        left = (deadline_on - today()).days
        step = min(one for one in DAYS_BEFORE if left <= one)
        once = f"proposals:{proposal.id}:draft:{deadline_on.isoformat()}:{step}"
        tell_team(proposal, "draft_left", once, until=deadline_on.isoformat())
