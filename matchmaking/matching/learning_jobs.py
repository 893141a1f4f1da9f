"""Background work of learning: which demands repeat an earlier one, and telling the other side why something was put
aside."""

from matchmaking.core.db import current_session, reading, unit_of_work
from matchmaking.core.jobs import job
from matchmaking.demands import documents
from matchmaking.demands.models import Demand
from matchmaking.matching import feedback
from matchmaking.matching.relearning import learn_again
from matchmaking.matching.repeating import earlier_versions, keep_repeats, later_versions


@job("matching.find_repeats", queue="batch", transaction=False)
def find_repeats(ids: list[int]) -> None:
    """Keep for each of these demands which earlier ones it repeats; those that remember something new learn."""
    with reading():
        found = {one.id: earlier_versions(one) for one in documents.load(ids) if one.is_published}
    with unit_of_work():
        for demand_id, earlier in found.items():
            demand = current_session().get(Demand, demand_id)
            if demand is not None and keep_repeats(demand, earlier):
                learn_again([demand_id])


@job("matching.find_later", queue="batch", transaction=False)
def find_later(demand_id: int) -> None:
    """A demand was judged: find the later ones that repeat it."""
    with reading():
        demand = next(iter(documents.load([demand_id])), None)
        later = later_versions(demand) if demand is not None else []
    if later:
        find_repeats(later)


@job("matching.tell_feedback", queue="batch")
def tell_feedback(kind: str, record_id: int) -> None:
    """Tell the owner of a record for which reasons others put it aside, at most once a day."""
    feedback.tell(kind, record_id)
