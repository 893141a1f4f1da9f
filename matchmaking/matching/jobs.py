"""Background work of matching: what is written on either side is weighed against the other."""

from datetime import datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import select

from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.jobs import enqueue, job
from matchmaking.matching import meaning_fitting
from matchmaking.matching.finding import find_matches
from matchmaking.matching.rematch_models import NIGHTLY, RematchRun
from matchmaking.matching.rematching import begin_run, go_on, running_run, stands_still
from matchmaking.matching.storing import store_matches
from matchmaking.matching.telling import tell_both_sides
from matchmaking.matching.weighing import Sides

# How often the worker asks whether the hour of the daily run has come.
LOOK_EVERY = 1800
# A run of everything lets other jobs come in between this often, in seconds, and looks again so soon.
SLICE, PAUSE = 5.0, 0.2


@job("matching.rematch", batch=20, transaction=False)
def rematch(payloads: list[dict[str, Any]]) -> None:
    """Weigh the records named by the jobs; a few at a time share what they read."""
    weigh_and_store([(payload["kind"], payload["record_id"]) for payload in payloads])


@job("matching.rematch_many", queue="batch", transaction=False)
def rematch_many(kind: str, ids: list[int]) -> None:
    """Weigh many records after an import, behind everything that somebody waits for."""
    for start in range(0, len(ids), 20):
        weigh_and_store([(kind, one) for one in ids[start : start + 20]])


@job("matching.rematch_everything", queue="batch", transaction=False)
def rematch_everything(run_id: int) -> None:
    """Work on a run over everything for some seconds; what is left is the next job's. Raises what went wrong."""
    try:
        ended = go_on(run_id, SLICE)
    except Exception as error:
        with unit_of_work() as session:
            run = session.get(RematchRun, run_id)
            if run is not None:
                run.error = f"{type(error).__name__}: {error}"[:300]
        raise
    if not ended:
        with unit_of_work():
            go_on_later(run_id, PAUSE)


@job("matching.rematch_daily", queue="batch", every=LOOK_EVERY)
def rematch_daily() -> None:
    """Begin the run of the day once its hour has come, and wake a run that stands still because it was killed."""
    run = running_run()
    if run is not None:
        if stands_still(run):
            go_on_later(run.id)
        return
    hour = int(current_app.config["REMATCH_HOUR"])
    moment = now().astimezone(SHANGHAI)
    if hour < 0 or moment.hour < min(hour, 23):
        return
    began = datetime.combine(moment.date(), time(), SHANGHAI)
    query = select(RematchRun.id).where(RematchRun.origin == NIGHTLY, RematchRun.started_at >= began).limit(1)
    if current_session().scalar(query) is None and (run := begin_run(NIGHTLY)) is not None:
        go_on_later(run.id)


def go_on_later(run_id: int, delay: float = 0) -> None:
    """Have a run worked on by the worker, once the present transaction is committed."""
    enqueue("matching.rematch_everything", key=f"matching.rematch_everything:{run_id}", delay=delay, run_id=run_id)


def weigh_and_store(records: list[tuple[str, int]], sides: Sides | None = None) -> int:
    """Compute outside of a writing transaction, then store in a short one; return how many matches are new."""
    sides = sides or Sides()
    with reading():
        found = [find_matches(kind, record_id, sides) for kind, record_id in dict.fromkeys(records)]
    with unit_of_work():
        stored = [store_matches(one) for one in found]
        for one in stored:
            tell_both_sides(one)
    return sum(len(one.new) for one in stored)


@job("matching.fit_vectors", queue="heavy", attempts=3, transaction=False, every=24 * 3600)
def fit_vectors() -> None:
    """Fit the vectors of meaning anew when public texts came, changed or went."""
    meaning_fitting.fit_vectors()
