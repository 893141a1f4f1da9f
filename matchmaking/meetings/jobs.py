"""The regular look at meetings: requests that lapse, meetings that are over, reminders before they begin."""

from datetime import timedelta

from matchmaking.core.db import now
from matchmaking.core.jobs import enqueue, job
from matchmaking.meetings import queries, services

AT_ONCE, EVERY = 100, 120
A_DAY, AN_HOUR = timedelta(hours=24), timedelta(hours=1)


@job("meetings.look", queue="batch", every=EVERY)
def look() -> None:
    """Deal with what is due; repeated as often as one likes it changes nothing."""
    moment = now()
    lapsed, over = queries.lapsing(moment, AT_ONCE), queries.ending(moment, AT_ONCE)
    for meeting in lapsed:
        services.expire_meeting(meeting)
    for meeting in over:
        services.ask_for_outcome(meeting)
    for meeting in queries.beginning(moment, A_DAY):
        near = meeting.starts_at - moment <= AN_HOUR
        # Who agreed on it within the last day has just heard of it.
        if near or (meeting.answered_at is not None and meeting.answered_at <= meeting.starts_at - A_DAY):
            services.remind(meeting, "soon" if near else "tomorrow")
    if max(len(lapsed), len(over)) >= AT_ONCE:
        enqueue("meetings.look", key="meetings.look:more")
