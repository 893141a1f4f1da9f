"""The regular look at the clocks: reminders, what is overdue, what goes up a level, and records without a clock."""

from matchmaking.clocks.queries import due_steps
from matchmaking.clocks.rules import KINDS
from matchmaking.clocks.services import advance, open_clock
from matchmaking.clocks.subjects import describe
from matchmaking.core.db import now
from matchmaking.core.jobs import enqueue, job

AT_ONCE = 100
EVERY = 300


@job("clocks.look", queue="batch", every=EVERY)
def look() -> None:
    """Deal with what is due, in short transactions; a run that is killed leaves nothing half done and is repeated."""
    moment = now()
    clocks = due_steps(moment, AT_ONCE)
    subjects = describe((clock.subject_type, clock.subject_id) for clock in clocks)
    for clock in clocks:
        advance(clock, subjects.get((clock.subject_type, clock.subject_id)), moment)
    found = list(clocks)
    for kind in KINDS.values():
        waiting = list(kind.unwatched(AT_ONCE)) if kind.unwatched else []
        # From today on: nobody is late for a limit that did not exist when the record was handed in.
        found += [
            open_clock(kind.code, one.subject, county_code=one.county_code, organisation_id=one.organisation_id)
            for one in waiting
        ]
    if len(found) >= AT_ONCE:
        enqueue("clocks.look", key="clocks.look:more")
