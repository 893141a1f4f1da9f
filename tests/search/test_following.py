"""The index follows the ORM session, catches up after a gap, and is rebuilt and checked by commands."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from matchmaking import search
from matchmaking.core import db
from matchmaking.core.db import Base, Database, WorkSession, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.search import following
from matchmaking.search.engine import Document, Query
from matchmaking.search.registry import SOURCES, engine, follow, register
from matchmaking.search.signals import record_indexed


class OwnBase(DeclarativeBase):
    """Tables of these tests only."""


class Note(OwnBase):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    is_public: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["Line"]] = relationship(cascade="all, delete-orphan", order_by="Line.id")


class Line(OwnBase):
    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    text: Mapped[str]


def describe(note: Note) -> Document | None:
    if not note.is_public:
        return None
    return Document("note", note.id, note.title, " ".join(line.text for line in note.lines), revision=note.version)


@pytest.fixture(params=["memory", "folder"])
def app(request, tmp_path) -> Iterator[Flask]:
    """An application of database and search alone, with one kind of record registered."""
    before = dict(SOURCES)
    SOURCES.clear()
    app = Flask("tests", root_path=str(tmp_path))
    app.config["DATABASE_URL"] = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    app.config["SEARCH_URL"] = "whoosh:memory" if request.param == "memory" else f"whoosh:{tmp_path / 'index'}"
    db.init_app(app)
    search.init_app(app)
    register(
        "note",
        model=Note,
        describe=describe,
        all_ids=lambda: dict(session.execute(select(Note.id, Note.version).where(Note.is_public)).all()),
        load=lambda ids: session.scalars(select(Note).where(Note.id.in_(ids))),
        related={Line: lambda line: [line.note_id]},
    )
    own: Database = app.extensions["database"]
    Base.metadata.create_all(own.engine)
    OwnBase.metadata.create_all(own.engine)
    with app.app_context():
        yield app
    own.engine.dispose()
    SOURCES.clear()
    SOURCES.update(before)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, list[int], list[int]]]]:
    """What `record_indexed` said."""
    said: list[tuple[str, list[int], list[int]]] = []

    def hear(sender, kind, ids, removed):
        said.append((kind, ids, removed))

    with record_indexed.connected_to(hear):
        yield said


def write(*titles: str) -> list[int]:
    with unit_of_work() as work:
        notes = [Note(title=title) for title in titles]
        work.add_all(notes)
        work.flush()
        return [note.id for note in notes]


def waiting() -> list[dict]:
    with unit_of_work() as work:
        return [job.payload for job in work.scalars(select(Job).where(Job.state == "waiting").order_by(Job.id))]


def found(text: str) -> list[int]:
    return engine().search("note", Query(text)).ids


def test_a_new_record_is_found_after_its_job_ran(app, heard):
    ids = write("断路器")
    assert waiting() == [{"kind": "note", "ids": ids}]
    assert run_waiting() == 1
    assert found("断路器") == ids
    assert heard == [("note", ids, [])]


def test_several_changes_of_a_record_wait_as_one_job(app):
    (one,) = write("断路器")
    for title in ("阀门", "轴承"):
        with unit_of_work() as work:
            work.get(Note, one).title = title
    assert waiting() == [{"kind": "note", "ids": [one]}]
    run_waiting()
    assert (found("阀门"), found("轴承")) == ([], [one])


def test_many_records_in_one_transaction_share_a_job(app, heard):
    ids = write(*(f"断路器{number}" for number in range(30)))
    assert waiting() == [{"kind": "note", "ids": ids}]
    run_waiting()
    assert engine().count("note") == 30
    assert heard == [("note", ids, [])]


def test_what_is_rolled_back_leaves_no_job(app):
    with pytest.raises(RuntimeError), unit_of_work() as work:
        work.add(Note(title="断路器"))
        work.flush()
        raise RuntimeError("changed my mind")
    assert waiting() == []


def test_an_unchanged_record_makes_no_job(app):
    (one,) = write("断路器")
    run_waiting()
    with unit_of_work() as work:
        note = work.get(Note, one)
        note.title = str(note.title)
    assert waiting() == []


def test_a_change_of_a_related_row_follows_to_its_record(app):
    (one,) = write("断路器")
    run_waiting()
    with unit_of_work() as work:
        note = work.get(Note, one)
        note.lines.append(Line(text="弹簧机构"))
    run_waiting()
    assert found("弹簧") == [one]
    with unit_of_work() as work:
        note = work.get(Note, one)
        note.lines.clear()
    run_waiting()
    assert found("弹簧") == []


def test_a_record_that_is_no_longer_public_or_deleted_is_gone(app, heard):
    first, second = write("断路器", "阀门")
    run_waiting()
    with unit_of_work() as work:
        work.get(Note, first).is_public = False
        work.delete(work.get(Note, second))
    run_waiting()
    assert engine().count("note") == 0
    assert heard[-1] == ("note", [], [first, second])


def test_changes_past_the_session_call_follow(app):
    (one,) = write("断路器")
    run_waiting()
    with unit_of_work() as work:
        work.execute(update(Note).values(title="阀门", version=2))
        follow("note", [one])
    run_waiting()
    assert found("阀门") == [one]


def test_a_session_of_somebody_else_is_left_alone(app):
    with WorkSession(app.extensions["database"].engine) as other:
        other.add(Note(title="断路器"))
        other.flush()
        other.rollback()
    assert waiting() == []


def test_catching_up_repairs_whatever_differs_and_nothing_else(app, heard):
    first, second, third = write("断路器", "阀门", "轴承")
    run_waiting()
    with unit_of_work() as work:
        work.execute(update(Note).where(Note.id == first).values(title="电池", version=2))
        work.execute(update(Note).where(Note.id == second).values(is_public=False))
        work.execute(Note.__table__.insert().values(id=77, title="眼镜", is_public=True, version=1))
    (difference,) = following.catch_up()
    assert (difference.missing, difference.stale, difference.superfluous) == ([77], [first], [second])
    assert following.compare("note").is_equal
    assert engine().revisions("note") == {first: 2, third: 1, 77: 1}
    assert heard[-1] == ("note", [first, 77], [second])


def test_a_damaged_index_is_rebuilt_from_the_database(app, tmp_path):
    write("断路器", "阀门")
    run_waiting()
    for file in (tmp_path / "index").glob("note/*/*.toc"):
        file.write_bytes(b"damaged")
    app.extensions["search"] = search.open_engine(app.config["SEARCH_URL"])
    assert not app.config["SEARCH_URL"].startswith("whoosh:/") or following.compare("note").index_count is None
    following.catch_up()
    assert following.compare("note").is_equal
    assert engine().count("note") == 2


def test_commands_rebuild_check_and_repair(app):
    write("断路器", "阀门")
    runner = app.test_cli_runner()
    checked = runner.invoke(args=["search", "check"])
    assert checked.exit_code == 1
    assert "note: different" in checked.output
    rebuilt = runner.invoke(args=["search", "rebuild"])
    assert rebuilt.exit_code == 0
    assert "note: 2 documents" in rebuilt.output
    checked = runner.invoke(args=["search", "check"])
    assert (checked.exit_code, checked.output) == (0, "note: equal (index 2, database 2)\n")
    with unit_of_work() as work:
        work.execute(update(Note).values(version=9))
    checked = runner.invoke(args=["search", "check"])
    assert (checked.exit_code, "stale: 2" in checked.output) == (1, True)
    assert runner.invoke(args=["search", "catch-up"]).output == "note: repaired 2 documents\n"
    assert runner.invoke(args=["search", "catch-up"]).output == "note: was equal\n"
    assert runner.invoke(args=["search", "rebuild", "colour"]).exit_code == 2


def test_a_rebuild_shows_its_progress_and_keeps_changes_made_meanwhile(app):
    ids = write("断路器", "阀门")
    steps = []

    def advance(done, total):
        steps.append((done, total))
        if done == 0:
            write("轴承")
            run_waiting()

    following.rebuild_index("note", lambda done, total: None)
    assert following.rebuild_index("note", advance) == 3
    assert steps == [(0, 2), (2, 2)]
    assert found("断路器") == ids[:1]
    assert len(found("轴承")) == 1


def test_two_workers_never_leave_an_older_state_in_the_index(app):
    (one,) = write("断路器")
    run_waiting()
    source = SOURCES["note"]
    reached, go_on = threading.Event(), threading.Event()

    def slow_load(ids):
        loaded = list(source.load(ids))
        reached.set()
        assert go_on.wait(60)
        return loaded

    def work():
        with app.app_context():
            following.bring_up_to_date("note", [one])

    SOURCES["note"] = replace(source, load=slow_load)
    slow = threading.Thread(target=work)
    slow.start()
    assert reached.wait(60)
    SOURCES["note"] = source
    with unit_of_work() as session_of_change:
        session_of_change.get(Note, one).title = "阀门"
    fast = threading.Thread(target=work)
    fast.start()
    go_on.set()
    slow.join()
    fast.join()
    assert found("阀门") == [one]
