"""A server killed at any moment loses nothing that it acknowledged, doubles nothing, and its index catches up."""

import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import close_all_sessions

from matchmaking import ROOT, create_app
from matchmaking.accounts.models import User
from matchmaking.core.db import database, reading
from matchmaking.core.history import first_broken_entry
from matchmaking.demands.models import Demand
from matchmaking.search.following import compare
from matchmaking.search.registry import SOURCES
from tests.conftest import TEST_SETTINGS
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.organisations import make_organisation
from tests.listings.sides import BOTH
from tests.live import PATIENCE, Client, environment_of, free_port, kill_site, start_site, stop_site
from tests.visitor import PASSWORD
from tests.writing import STEPS

ROUNDS = 3
# A second on a machine that does nothing else.
LONGEST_CATCH_UP = 60.0
ORDER = {"draft": 0, "submitted": 1, "published": 2}
TYPED = next(tried.typed for tried in BOTH if tried.side.room == "demands")


@dataclass
class Acknowledged:
    """What the server has promised: title → the furthest state that it confirmed."""

    states: dict[str, str] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)


def write_until_killed(url: str, people: tuple[User, User], prefix: str, promised: Acknowledged) -> None:
    """Write demands from the form to the publication, one after the other, until the server is gone."""
    writer, broker = Client(url), Client(url)
    try:
        writer.sign_in(people[0].email, PASSWORD)
        broker.sign_in(people[1].email, PASSWORD)
        for number in range(10_000):
            title = f"{prefix} 第 {number} 条"
            where = "/demands/new"
            for _step in STEPS["demands"]:
                status, where = writer.submit(where, {**TYPED, "title": title, "action": "next"}, action=where)
                assert status == 303, status
                promised.states[title] = "draft"
            demand = where.removesuffix("/submit")
            status, _where = writer.submit(f"{demand}/submit", {"not_secret": "y"})
            assert status == 303, status
            promised.states[title] = "submitted"
            desk = demand.replace("/demands/", "/desk/refinements/")
            status, _where = broker.submit(desk, {}, action="/publish")
            assert status == 303, status
            promised.states[title] = "published"
            summary = f"{title}，改过一次"
            status, _where = writer.submit(f"{demand}/edit/problem", {"summary": summary})
            assert status == 303, status
            promised.edits[title] = summary
    except (OSError, HTTPException):
        # Killed: what was not acknowledged may be there or not.
        return


def check_database(promised: Acknowledged) -> int:
    """Every acknowledged record is there once, at least in the state that was confirmed."""
    with reading() as session:
        rows = session.execute(select(Demand.title, Demand.state, Demand.summary)).all()
        twins = session.scalar(
            select(func.count()).select_from(
                select(Demand.title).group_by(Demand.title).having(func.count() > 1).subquery()
            )
        )
        assert first_broken_entry() is None
    found = {title: (state, summary) for title, state, summary in rows}
    assert twins == 0
    lost = [
        title for title, state in promised.states.items() if title not in found or ORDER[found[title][0]] < ORDER[state]
    ]
    assert lost == []
    assert [title for title, summary in promised.edits.items() if found[title][1] != summary] == []
    return len(promised.states)


def wait_until_writing(promised: Acknowledged, writers: list[threading.Thread], wanted: str) -> None:
    """Wait for the first promise of this round that says so much; a busy machine may take its time to sign in."""
    before, deadline = set(promised.states), time.monotonic() + PATIENCE
    while wanted not in {state for title, state in list(promised.states.items()) if title not in before}:
        assert time.monotonic() < deadline
        assert all(writer.is_alive() for writer in writers), "a writer stopped without being killed"
        time.sleep(0.02)


def wait_for_equal_index(app: Flask) -> float:
    """Seconds until the index on the disk equals the database."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST_CATCH_UP:
        if all(compare(kind).is_equal for kind in ("achievement", "demand")):
            return time.monotonic() - begun
        time.sleep(0.2)
    raise AssertionError([compare(kind) for kind in ("achievement", "demand")])


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    instance = tmp_path / "instance"
    instance.mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = start_site(instance, port, "--no-sample")
    app = create_app({**TEST_SETTINGS, "SEARCH_URL": "whoosh:{instance}/index"}, instance_path=instance)
    promised = Acknowledged()
    try:
        with app.app_context():
            people = (make_user(), make_user("broker"))
            make_organisation(owner=people[0])
            make_achievement()
            for number in range(ROUNDS):
                writers = [
                    threading.Thread(target=write_until_killed, args=(url, people, f"{number}{name}", promised))
                    for name in "甲乙"
                ]
                for writer in writers:
                    writer.start()
                # Every state has been promised before the last kill, however little the machine gets done.
                wait_until_writing(promised, writers, ("draft", "submitted", "published")[number % 3])
                time.sleep(moments.uniform(0.1, 1.5))
                kill_site(process)
                for writer in writers:
                    writer.join(timeout=PATIENCE)
                process = start_site(instance, port, "--no-sample")
                assert check_database(promised) > 0, f"seed {seed}"
                assert wait_for_equal_index(app) < LONGEST_CATCH_UP, f"seed {seed}"
            assert "published" in promised.states.values()
            check = [sys.executable, "-m", "flask", "--app", "wsgi", "search", "check"]
            done = subprocess.run(
                check,
                cwd=ROOT,
                env=environment_of(instance),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.count(": equal") == len(SOURCES)
    finally:
        stop_site(process)
        close_all_sessions()
        with app.app_context():
            database().engine.dispose()
    print(f"{len(promised.states)} demands in {ROUNDS} rounds, seed {seed}")
