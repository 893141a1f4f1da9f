"""Has demands weighed anew after something was said of them, and those that remember it."""

from collections.abc import Iterable

from sqlalchemy import select

from matchmaking.core.db import current_session
from matchmaking.core.jobs import WAITING, Job, enqueue
from matchmaking.matching.judgment_models import Judgment
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.repeating import repeated_by

# Who judges a list gives one judgment after the other: they wait for one another, at most one run in so many seconds.
PATIENCE = 15
IDS_IN_ONE_JOB = 200
_KEY = "matching.relearn:"


def learn_again(demand_ids: Iterable[int]) -> None:
    """Rematch these demands, and those that remember what is said of them, soon."""
    ids = list(demand_ids)
    for one in dict.fromkeys([*ids, *repeated_by(ids)]):
        # A key of its own: a change of the text must not wait for this.
        enqueue("matching.rematch", key=f"{_KEY}{one}", delay=PATIENCE, kind=DEMAND, record_id=one)


def learning_now(demand_ids: Iterable[int]) -> set[int]:
    """Those of these demands whose last judgments are not in their order yet."""
    ids = list(demand_ids)
    names = [f"{_KEY}{one}" for one in ids]
    query = select(Job.key).where(Job.key.in_(names), Job.state == WAITING)
    return {int(key.removeprefix(_KEY)) for key in current_session().scalars(query) if key}


def learn_from(judgment: Judgment) -> None:
    """What follows from a judgment that was given or taken back: its demand learns, and later ones like it too."""
    learn_again([judgment.demand_id])
    enqueue(
        "matching.find_later", key=f"matching.find_later:{judgment.demand_id}", delay=PATIENCE,
        demand_id=judgment.demand_id,
    )  # fmt: skip


def look_for_repeats(demand_ids: Iterable[int]) -> None:
    """See whether these demands say what an earlier one said; nothing to do while nothing has been judged."""
    ids = list(demand_ids)
    if ids and current_session().scalar(select(Judgment.id).limit(1)) is not None:
        for start in range(0, len(ids), IDS_IN_ONE_JOB):
            enqueue("matching.find_repeats", ids=ids[start : start + IDS_IN_ONE_JOB])
