"""Ends public notices at 24:00 of their last day in the city: a job of its own for each, and a sweep for the rest."""

from matchmaking.core.db import current_session
from matchmaking.core.jobs import job
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.queries import over_and_running
from matchmaking.public_notices.services import end_notice

AT_ONCE = 100
EVERY = 300


@job("public_notices.end")
def end_one(notice_id: int) -> None:
    """The last day of this notice is over; the pages have said so since its last second."""
    notice = current_session().get(PublicNotice, notice_id)
    if notice is not None:
        end_notice(notice)


@job("public_notices.sweep", queue="batch", every=EVERY)
def sweep() -> None:
    """End what is over and was missed, for example after a restore from a backup."""
    for notice in over_and_running(AT_ONCE):
        end_notice(notice)
