"""The history: append-only, chained, written in the transaction of the change."""

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import HistoryEntry, first_broken_entry, history_of, record
from matchmaking.core.states import States
from matchmaking.organisations.models import Organisation


def test_a_change_of_state_leaves_a_row_with_who_from_to_and_why(app: Flask) -> None:
    steps = States({"unverified": ("verified",)})
    with unit_of_work() as session:
        organisation = Organisation(name="示例泵阀", kind="enterprise")
        session.add(organisation)
        session.flush()
        steps.move(organisation, "verified", actor=None, reason="营业执照已核对")
        (entry,) = history_of(organisation)
    assert (entry.action, entry.from_state, entry.to_state) == ("organisations.verified", "unverified", "verified")
    assert entry.reason == "营业执照已核对"


def test_a_step_that_is_not_listed_is_refused_and_leaves_no_row(app: Flask) -> None:
    steps = States({"unverified": ("submitted",)})
    with unit_of_work() as session:
        organisation = Organisation(name="示例泵阀", kind="enterprise")
        session.add(organisation)
        session.flush()
        with pytest.raises(RuleBroken, match="状态已经变了"):
            steps.move(organisation, "verified", actor=None)
        assert organisation.state == "unverified"
        assert history_of(organisation) == []


@pytest.mark.parametrize("statement", [update(HistoryEntry).values(reason="nothing"), delete(HistoryEntry)])
def test_the_database_refuses_to_change_or_delete_history(app: Flask, statement: object) -> None:
    with unit_of_work():
        record("test.happened", "test", reason="original")
    with pytest.raises(IntegrityError, match="append-only"), unit_of_work() as session:
        session.execute(statement)  # type: ignore[call-overload]


def test_verification_finds_the_first_entry_that_was_tampered_with(app: Flask) -> None:
    with unit_of_work():
        for number in range(5):
            record("test.happened", "test", data={"number": number})
    with reading():
        assert first_broken_entry() is None
    with unit_of_work() as session:
        session.execute(text("DROP TRIGGER history_no_update"))
        session.execute(text("UPDATE history_entries SET reason = 'forged' WHERE id = 3"))
    with reading():
        assert first_broken_entry() == 3
    result = app.test_cli_runner().invoke(args=["history", "verify"])
    assert (result.exit_code, result.output) == (1, "the chain is broken at entry 3; 2 entries before it fit\n")
