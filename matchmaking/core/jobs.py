"""Background work: rows written in the same transaction as the change, leased by workers, retried, never lost."""

import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Text, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, current_session, database, now, unit_of_work

log = logging.getLogger(__name__)

# Conversions take minutes and mostly wait for another program; the worker has a thread for the queue of media.
MEDIA_QUEUE = "media"
QUEUES = ("fast", "batch", "heavy", MEDIA_QUEUE)
LEASE = timedelta(minutes=5)
KEEP_DONE = timedelta(days=1)
WAITING, RUNNING, DONE, DEAD = "waiting", "running", "done", "dead"


class Job(Base):
    """One piece of work. `key` is unique among waiting jobs, so that ten changes of a record cost one job."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "state", "queue", "run_after"),
        Index("ix_jobs_waiting_key", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    queue: Mapped[str]
    # Emptied when the job leaves the state "waiting"; that frees the key for the next change.
    key: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=WAITING)
    run_after: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Schedule(Base):
    """When a repeating job was last put into the queue."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(primary_key=True)
    enqueued_at: Mapped[datetime]


# Written down once: they are asked after every change, and putting them together took longer than running them.
INSERT = {one.__name__.rpartition(".")[2]: one.insert(Job).on_conflict_do_nothing() for one in (sqlite, postgresql)}
DUE = select(Job).where(
    Job.state == WAITING, Job.run_after <= bindparam("moment"), Job.queue.in_(bindparam("queues", expanding=True))
)
FIRST_DUE = DUE.order_by(Job.id).limit(1)
TAKE_BACK = (
    update(Job)
    .where(Job.state == RUNNING, Job.leased_until < bindparam("moment"))
    .values(state=WAITING, leased_by=None, leased_until=None)
    .execution_options(synchronize_session=False)
)
FINISH = (
    update(Job)
    .where(Job.id.in_(bindparam("ids", expanding=True)))
    .values(state=DONE, finished_at=bindparam("moment"), leased_by=None, leased_until=None, error=None)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Handler:
    """How the jobs of one name are run."""

    run: Callable[..., None]
    queue: str
    attempts: int
    batch: int
    transaction: bool


# What this thread is working on.
_running: ContextVar[tuple[int, ...]] = ContextVar("running_jobs", default=())
HANDLERS: dict[str, Handler] = {}
PERIODIC: dict[str, int] = {}


def job(
    name: str, *, queue: str = "fast", attempts: int = 8, batch: int = 0, transaction: bool = True, every: int = 0
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register the decorated function as the handler of the jobs called `name`.

    It is called with the payload as keyword arguments inside its own unit of work. With `transaction=False` it opens
    its own (`reading()` for long computations, then a short `unit_of_work()`), because a writing transaction would
    block every page meanwhile. With `batch=N` it is called with a list of up to N payloads. `every` is a number of
    seconds: the worker enqueues the job by itself at that interval. A handler may run twice; it must not mind.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        HANDLERS[name] = Handler(function, queue, attempts, batch, transaction)
        if every:
            PERIODIC[name] = every
        return function

    return register


def enqueue(name: str, *, key: str | None = None, delay: float = 0, **payload: Any) -> None:
    """Write a job into the current transaction; it runs after the commit, `delay` seconds later at the earliest.

    While a job with the same `key` is still waiting, nothing is added: that job will see the newest data anyway.
    """
    values = {
        "name": name,
        "queue": HANDLERS[name].queue,
        "key": key,
        "payload": payload,
        "state": WAITING,
        "run_after": now() + timedelta(seconds=delay),
        "created_at": now(),
    }
    # Straight to the connection: this must also work while the session is in the middle of a flush.
    current_session().connection().execute(INSERT[database().engine.dialect.name], values)


def progress(job_id: int, done: int, total: int) -> None:
    """Show how far a long job is. Call it outside of a transaction; it takes a short one of its own."""
    with unit_of_work() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(progress_done=done, progress_total=total, leased_until=now() + LEASE)
        )


def hold_lease() -> None:
    """In the present transaction: the job that is being run is alive. Outside of a job it does nothing."""
    current_session().execute(update(Job).where(Job.id.in_(_running.get())).values(leased_until=now() + LEASE))


def _claim(worker: str, queues: Sequence[str], names: Sequence[str] | None, limit: int) -> list[Job]:
    """Lease the oldest due jobs of one name. Leases that ran out are due again: their worker died."""
    with unit_of_work() as session:
        values = {"moment": now(), "queues": list(queues)}
        session.execute(TAKE_BACK, values)
        due, first_due = DUE, FIRST_DUE
        if names:
            due, first_due = (one.where(Job.name.in_(names)) for one in (due, first_due))
        if database().engine.dialect.name == "postgresql":
            due, first_due = (one.with_for_update(skip_locked=True) for one in (due, first_due))
        first = session.scalar(first_due, values)
        if first is None:
            return []
        handler = HANDLERS.get(first.name)
        # What failed once runs alone, so that one poisoned record cannot take its neighbours with it.
        many = handler.batch if handler and handler.batch and not first.attempts else 1
        claimed = [first]
        if many > 1:
            same = due.where(Job.name == first.name, Job.attempts == 0, Job.id != first.id)
            claimed += session.scalars(same.order_by(Job.id).limit(min(many, limit) - 1), values)
        for one in claimed:
            one.state, one.leased_by, one.leased_until = RUNNING, worker, now() + LEASE
            one.attempts += 1
            one.key = None
        return claimed


def _run(claimed: list[Job]) -> None:
    """Run what was claimed and write down how it ended."""
    handler = HANDLERS.get(claimed[0].name)
    failure: str | None = None
    before = _running.set(tuple(one.id for one in claimed))
    try:
        if handler is None:
            raise LookupError(f"no handler for jobs called {claimed[0].name}")
        if handler.transaction:
            with unit_of_work():
                _call(handler, claimed)
        else:
            _call(handler, claimed)
    except Exception as error:
        failure = "".join(traceback.format_exception(error))[-4000:]
        log.warning("job failed", extra={"job": claimed[0].name, "ids": [one.id for one in claimed]}, exc_info=error)
    finally:
        _running.reset(before)
    attempts = handler.attempts if handler else 1
    with unit_of_work() as session:
        if failure is None:
            session.execute(FINISH, {"ids": [one.id for one in claimed], "moment": now()})
            return
        for one in claimed:
            row = session.get(Job, one.id)
            if row is None:
                continue
            row.leased_by = row.leased_until = None
            row.error = failure
            if row.attempts >= attempts:
                row.state, row.finished_at = DEAD, now()
            else:
                row.state = WAITING
                row.run_after = now() + timedelta(seconds=min(2**row.attempts, 3600))


def _call(handler: Handler, claimed: list[Job]) -> None:
    if handler.batch:
        handler.run([one.payload for one in claimed])
    else:
        handler.run(**claimed[0].payload)


def run_waiting(limit: int | None = None, *, queues: Sequence[str] = QUEUES, names: Sequence[str] | None = None) -> int:
    """Run due jobs in this process until none is left or about `limit` have run; return how many ran."""
    worker, count = f"{socket.gethostname()}:{threading.get_ident()}", 0
    while limit is None or count < limit:
        claimed = _claim(worker, queues, names, limit - count if limit else 1000)
        if not claimed:
            break
        _run(claimed)
        count += len(claimed)
    return count


def retry(job_id: int) -> bool:
    """Give a dead job another full round of attempts; False when it is not dead."""
    row = current_session().get(Job, job_id)
    if row is None or row.state != DEAD:
        return False
    row.state, row.attempts, row.run_after, row.finished_at = WAITING, 0, now(), None
    return True


def enqueue_periodic() -> None:
    """Put repeating jobs into the queue whose interval has passed."""
    session = current_session()
    for name, seconds in PERIODIC.items():
        schedule = session.get(Schedule, name)
        if schedule is None:
            session.add(Schedule(name=name, enqueued_at=now()))
        elif schedule.enqueued_at + timedelta(seconds=seconds) > now():
            continue
        else:
            schedule.enqueued_at = now()
        enqueue(name, key=f"every:{name}")


def work(
    stop: Callable[[], bool], *, queues: Sequence[str] = QUEUES, pause: float = 0.15, schedules: bool = True
) -> None:
    """Work until `stop()` is true. A failure of the database is waited out, because the jobs are still there.

    Of several that work side by side one `schedules` what repeats.
    """
    next_schedule = 0.0
    while not stop():
        try:
            if schedules and time.monotonic() >= next_schedule:
                with unit_of_work():
                    enqueue_periodic()
                next_schedule = time.monotonic() + 30
            if not run_waiting(200, queues=queues):
                time.sleep(pause)
        except Exception:
            log.exception("the worker will try again")
            time.sleep(2)


@job("core.forget_done_jobs", queue="batch", every=3600)
def forget_done_jobs() -> None:
    """Delete finished jobs after a day; dead ones stay until somebody looks at them."""
    current_session().execute(delete(Job).where(Job.state == DONE, Job.finished_at < now() - KEEP_DONE))
