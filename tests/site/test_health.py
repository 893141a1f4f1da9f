"""What `/healthz` tells a supervisor."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.jobs import Job
from tests.factories.achievements import make_achievement
from tests.visitor import Visitor


def test_all_is_well(visitor: Visitor) -> None:
    make_achievement()
    answer = visitor.open("/healthz")
    assert answer.status == 200
    well = {"status": "ok", "database": True, "index": True, "jobs": True, "dead_jobs": 0}
    # Nothing was fitted yet: told, but no reason for an alarm.
    assert answer.response.json == {**well, "meaning": "unavailable"}


def test_a_job_that_nobody_works_on_is_told(visitor: Visitor) -> None:
    with unit_of_work():
        session.add(Job(name="x", queue="fast", key=None, payload={}, run_after=now() - timedelta(minutes=11)))
    answer = visitor.open("/healthz")
    assert (answer.status, answer.response.json["status"], answer.response.json["jobs"]) == (503, "degraded", False)


def test_a_broken_index_is_told_while_lists_still_answer(make_app: object, tmp_path: Path) -> None:
    app: Flask = make_app(SEARCH_URL=f"whoosh:{tmp_path / 'index'}")
    with app.app_context():
        achievement = make_achievement(title="球阀阀座涂层")
        for file in sorted((tmp_path / "index").rglob("*")):
            if file.is_file():
                file.write_bytes(b"not an index")
        visitor = Visitor(app)
        answer = visitor.open("/healthz")
        assert (answer.status, answer.response.json["index"]) == (503, False)
        assert achievement.title in visitor.open("/achievements").text


def test_a_database_that_does_not_answer_is_told_without_details(app: Flask, visitor: Visitor) -> None:
    app.extensions["database"].engine.dispose()
    path = Path(app.instance_path) / "matchmaking.sqlite3"
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    answer = visitor.open("/healthz")
    assert (answer.status, answer.response.json) == (503, {"status": "down", "database": False})
