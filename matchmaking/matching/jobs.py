"""Background work of matching: what is written on either side is weighed against the other."""

from typing import Any

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.jobs import job
from matchmaking.matching import meaning_fitting
from matchmaking.matching.finding import find_matches
from matchmaking.matching.storing import store_matches
from matchmaking.matching.telling import tell_both_sides
from matchmaking.matching.weighing import Sides


@job("matching.rematch", batch=20, transaction=False)
def rematch(payloads: list[dict[str, Any]]) -> None:
    """Weigh the records named by the jobs; a few at a time share what they read."""
    weigh_and_store([(payload["kind"], payload["record_id"]) for payload in payloads])


@job("matching.rematch_many", queue="batch", transaction=False)
def rematch_many(kind: str, ids: list[int]) -> None:
    """Weigh many records after an import, behind everything that somebody waits for."""
    for start in range(0, len(ids), 20):
        weigh_and_store([(kind, one) for one in ids[start : start + 20]])


def weigh_and_store(records: list[tuple[str, int]], sides: Sides | None = None) -> int:
    """Compute outside of a writing transaction, then store in a short one; return how many matches are new."""
    sides = sides or Sides()
    with reading():
        found = [find_matches(kind, record_id, sides) for kind, record_id in dict.fromkeys(records)]
    with unit_of_work():
        new = [match for one in found for match in store_matches(one)]
        tell_both_sides(new)
    return len(new)


@job("matching.fit_vectors", queue="heavy", attempts=3, transaction=False, every=24 * 3600)
def fit_vectors() -> None:
    """Fit the vectors of meaning anew when public texts came, changed or went."""
    meaning_fitting.fit_vectors()
