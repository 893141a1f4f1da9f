"""What time does at the desk: demands that were put aside come back, and candidates are counted."""

from sqlalchemy import update

from matchmaking.core.db import current_session, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, job
from matchmaking.core.records import SUBMITTED
from matchmaking.demands.documents import load
from matchmaking.matching.draft_aids import try_out
from matchmaking.refinements.charge import refinement_of
from matchmaking.refinements.models import Refinement
from matchmaking.refinements.queries import due_for_review, find_refinement, uncounted
from matchmaking.refinements.revising import newest_values
from matchmaking.refinements.triage import take_up_again
from matchmaking.refinements.values import as_demand
from matchmaking.search.engine import IndexUnavailable

AT_ONCE = 100
EVERY = 900


@job("refinements.look", queue="batch", every=EVERY)
def look() -> None:
    """Bring back what was put aside until today; have the candidates of new demands counted."""
    for refinement in due_for_review(today(), AT_ONCE):
        take_up_again(refinement.demand, actor=None)
    for demand_id in uncounted(AT_ONCE):
        enqueue("refinements.count", key=f"refinements.count:{demand_id}", demand_id=demand_id)


@job("refinements.count", queue="batch", transaction=False)
def count_candidates(demand_id: int) -> None:
    """How many achievements the newest text of a demand would find, for the queue of the desk."""
    with reading():
        demand = next(iter(load([demand_id])), None)
        if demand is None or demand.state != SUBMITTED:
            return
        refinement = find_refinement(demand_id)
        text = as_demand(newest_values(demand, refinement), demand)
        try:
            count = try_out(text).count
        except IndexUnavailable:
            # The regular look asks again.
            return
    with unit_of_work():
        again = next(iter(load([demand_id])), None)
        if again is None:
            return
        found = refinement_of(again)
        table = Refinement.__table__
        # Past the version counter: a number for the queue must not get into anybody's way.
        current_session().execute(update(table).where(table.c.id == found.id).values(candidate_count=count))
