"""A run over the whole catalogue: begins, goes on part by part, ends. Killed at any point, it goes on where it was."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.jobs import enqueue
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.matching.bulk import packed
from matchmaking.matching.bulk_storing import write
from matchmaking.matching.crew import NotYet, Part, dismiss, gather
from matchmaking.matching.models import Match
from matchmaking.matching.rematch_models import (
    FINISHED,
    PHASES,
    RUNNING,
    STORING,
    WEIGHING,
    WORDS,
    RematchPart,
    RematchRun,
)
from matchmaking.matching.reranking import present_version
from matchmaking.matching.storing import BLANK

# Records in one part: a few seconds of work, so that little is lost and others come in between.
AT_ONCE = {WORDS: 50, WEIGHING: 200, STORING: 100}
# So many parts are computed ahead of the one that is written.
AHEAD = 6
# A run that has written nothing for so long stands still; whatever worked on it was killed.
STANDS_STILL = timedelta(minutes=10)
Progress = Callable[[RematchRun], object]


def begin_run(origin: str, user_id: int | None = None) -> RematchRun | None:
    """Begin a run in the present transaction; None while there is one."""
    session = current_session()
    if running_run() is not None:
        return None
    version, moment = present_version(), now()
    run = RematchRun(
        state=RUNNING, origin=origin, started_by_id=user_id, started_at=moment, moved_at=moment, model_version=version,
        is_quiet=_rules_changed(version), phase=WORDS, new_count=0, changed_count=0, gone_count=0, same_count=0,
        told_count=0, cursors={one: {"last_id": 0, "done": 0, "total": _count(one)} for one in PHASES},
    )  # fmt: skip
    session.add(run)
    # Whoever began it names it in a job.
    session.flush()
    return run


def begin_anew(origin: str, user_id: int | None = None) -> RematchRun:
    """Begin a run by other rules than those of a run that may be under way: that one ends where it is."""
    under_way = running_run()
    if under_way is not None:
        under_way.state, under_way.finished_at = FINISHED, now()
        current_session().execute(delete(RematchPart).where(RematchPart.run_id == under_way.id))
        # There is one running run at any time, so this one has to go first.
        current_session().flush()
    run = begin_run(origin, user_id)
    assert run is not None
    return run


def running_run() -> RematchRun | None:
    """The run that is under way."""
    return current_session().scalar(select(RematchRun).where(RematchRun.state == RUNNING))


def stands_still(run: RematchRun) -> bool:
    """Whether nothing has moved for so long that somebody has to go on with it."""
    return run.state == RUNNING and run.moved_at < now() - STANDS_STILL


def go_on(run_id: int, seconds: float | None = None, progress: Progress = lambda run: None) -> bool:
    """Work on a run for about so many seconds, or until it ends; whether it has ended. Call it outside a transaction.

    Raises IndexUnavailable, and whatever else goes wrong; what was written until then stays.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        with reading() as session:
            run = session.get(RematchRun, run_id)
            if run is None or run.state != RUNNING:
                dismiss()
                return True
            progress(run)
            phase, cursor = run.phase, run.cursors[run.phase]["last_id"]
            parts = _parts(phase, cursor)
            crew = gather(run.id, run.started_at, sum(one["total"] for one in run.cursors.values()))
        if not parts:
            with unit_of_work():
                _end_phase(run_id, phase)
            continue
        crew.ask(parts)
        try:
            found = crew.answer(parts[0], None if until is None else max(0.05, until - time.monotonic()))
        except NotYet:
            return False
        except BaseException:
            # A process that was killed takes its whole pool with it; whoever tries again gathers a new one.
            dismiss()
            raise
        with unit_of_work():
            _keep(run_id, parts[0], cursor, found)
        if until is not None and time.monotonic() >= until:
            return False


def _parts(phase: str, cursor: int) -> list[Part]:
    """The next parts of a phase."""
    model, size = _model(phase), AT_ONCE[phase]
    query = select(model.id).where(model.id > cursor, model.state == PUBLISHED).order_by(model.id)
    ids = list(current_session().scalars(query.limit(size * AHEAD)))
    return [(phase, tuple(ids[start : start + size])) for start in range(0, len(ids), size)]


def _keep(run_id: int, part: Part, cursor: int, found: Any) -> None:
    """Write what a part gave and move the cursor over it, in one transaction; nothing if somebody else already has."""
    phase, ids = part
    run = current_session().get_one(RematchRun, run_id)
    if run.state != RUNNING or run.phase != phase or run.cursors[phase]["last_id"] != cursor:
        return
    if phase == STORING:
        write(run, found)
    elif len(found):
        current_session().add(RematchPart(run_id=run.id, phase=phase, last_id=ids[-1], data=packed(found)))
    _move(run, phase, ids)


def _move(run: RematchRun, phase: str, ids: Sequence[int]) -> None:
    present = run.cursors[phase]
    done = present["done"] + len(ids)
    run.cursors = {
        **run.cursors,
        phase: {"last_id": ids[-1], "done": done, "total": max(done, present["total"])},
    }
    run.moved_at, run.error = now(), None


def _end_phase(run_id: int, phase: str) -> None:
    """Go on to the next phase, or end the run and throw away what it kept between phases."""
    run = current_session().get_one(RematchRun, run_id)
    if run.state != RUNNING or run.phase != phase:
        return
    # What was withdrawn meanwhile is not missing.
    run.cursors = {**run.cursors, phase: {**run.cursors[phase], "total": run.cursors[phase]["done"]}}
    run.moved_at = now()
    if phase != PHASES[-1]:
        run.phase = PHASES[PHASES.index(phase) + 1]
        return
    run.state, run.finished_at = FINISHED, run.moved_at
    current_session().execute(delete(RematchPart).where(RematchPart.run_id == run.id))
    if present_version() != run.model_version:
        # Somebody switched a model while it ran; the next run begins as soon as this one is stored.
        current_session().flush()
        again = begin_run(run.origin, run.started_by_id)
        if again is not None:
            enqueue("matching.rematch_everything", run_id=again.id)


def _model(phase: str) -> type[Demand] | type[Achievement]:
    return Demand if phase == WORDS else Achievement


def _count(phase: str) -> int:
    model = _model(phase)
    return current_session().scalar(select(func.count(model.id)).where(model.state == PUBLISHED)) or 0


def _rules_changed(version: str) -> bool:
    """Whether the stored matches were computed by other rules than these."""
    last = select(RematchRun.model_version).where(RematchRun.state == FINISHED).order_by(RematchRun.id.desc()).limit(1)
    before = current_session().scalar(last)
    if before is not None:
        return before != version
    others = select(Match.id).where(Match.model_version.not_in([version, BLANK])).limit(1)
    return current_session().scalar(others) is not None


__all__ = ["begin_anew", "begin_run", "go_on", "running_run", "stands_still"]
