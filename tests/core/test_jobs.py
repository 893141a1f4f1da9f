"""Background jobs: written with the change, run once, retried, never lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.jobs import DEAD, DONE, HANDLERS, RUNNING, WAITING, Job, enqueue, job, retry, run_waiting

ran: list[object] = []


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    ran.clear()
    before = dict(HANDLERS)

    @job("test.note", attempts=3)
    def note(text: str) -> None:
        ran.append(text)

    @job("test.fail", attempts=2)
    def fail() -> None:
        ran.append("tried")
        raise ValueError("the printer is on fire")

    @job("test.batch", batch=10, transaction=False)
    def batch(payloads: list[dict[str, int]]) -> None:
        if len(payloads) > 1 and any(payload["n"] == 13 for payload in payloads):
            raise ValueError("thirteen")
        ran.append([payload["n"] for payload in payloads])

    yield
    HANDLERS.clear()
    HANDLERS.update(before)


def states() -> list[tuple[str, int]]:
    with reading() as session:
        return list(session.execute(select(Job.state, Job.attempts).order_by(Job.id)))


def test_a_job_runs_after_the_commit_and_only_once(app: Flask) -> None:
    with unit_of_work():
        enqueue("test.note", text="hello")
        assert ran == []
    assert run_waiting() == 1
    assert run_waiting() == 0
    assert ran == ["hello"]
    assert states() == [(DONE, 1)]


def test_a_job_of_a_transaction_that_was_rolled_back_never_existed(app: Flask) -> None:
    with pytest.raises(RuntimeError), unit_of_work():
        enqueue("test.note", text="lost")
        raise RuntimeError
    assert run_waiting() == 0


def test_ten_changes_of_one_record_cost_one_job_and_a_later_one_gets_its_own(app: Flask) -> None:
    with unit_of_work():
        for _ in range(10):
            enqueue("test.note", key="record:7", text="seven")
    assert run_waiting() == 1
    with unit_of_work():
        enqueue("test.note", key="record:7", text="seven again")
    assert run_waiting() == 1
    assert ran == ["seven", "seven again"]


def test_a_failing_job_waits_longer_each_time_and_ends_in_the_dead_letters_with_its_error(app: Flask) -> None:
    with unit_of_work():
        enqueue("test.fail")
    run_waiting()
    assert states() == [(WAITING, 1)]
    assert run_waiting() == 0
    with unit_of_work() as session:
        row = session.scalars(select(Job)).one()
        assert row.run_after > now()
        row.run_after = now()
    run_waiting()
    assert states() == [(DEAD, 2)]
    with unit_of_work() as session:
        row = session.scalars(select(Job)).one()
        assert "the printer is on fire" in (row.error or "")
        assert retry(row.id)
    run_waiting()
    assert ran == ["tried"] * 3


def test_a_worker_that_died_loses_its_lease_and_the_job_runs_elsewhere(app: Flask) -> None:
    with unit_of_work() as session:
        enqueue("test.note", text="again")
        row = session.scalars(select(Job)).one()
        row.state, row.leased_by, row.leased_until = RUNNING, "gone", now() - timedelta(seconds=1)
    assert run_waiting() == 1
    assert ran == ["again"]


def test_a_batch_takes_its_neighbours_and_a_poisoned_one_does_not_take_them_down(app: Flask) -> None:
    with unit_of_work():
        for number in (11, 12, 13, 14):
            enqueue("test.batch", n=number)
    run_waiting()
    assert ran == []
    with unit_of_work() as session:
        for row in session.scalars(select(Job)):
            row.run_after = now()
    run_waiting()
    assert ran == [[11], [12], [13], [14]]
