"""Kills during commits, readers during a switch, and threads."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from matchmaking.search.engine import Document, IndexUnavailable, Query
from matchmaking.search.whoosh_engine import open_engine

from .conftest import make_documents

# Commits documents one after another and says which are done.
WRITER = """
import sys
from matchmaking.search.engine import Document
from matchmaking.search.whoosh_engine import open_engine
engine = open_engine(sys.argv[1])
for number in range(int(sys.argv[2]), 10_000):
    engine.put([Document("achievement", number % 40, f"断路器{number}", revision=number)])
    print(number, flush=True)
"""


def test_a_killed_writer_loses_no_acknowledged_document_and_no_lock(tmp_path):
    url, dice, last = f"whoosh:{tmp_path / 'index'}", random.Random(4), 0
    open_engine(url).clear("achievement")
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(last + 1)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(dice.randint(8, 20)):
            last = int(writer.stdout.readline())
        time.sleep(dice.random() / 100)
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.communicate()[0].split()
        last = int(rest[-1]) if rest else last
        engine = open_engine(url)
        revisions = engine.revisions("achievement")
        for number in range(max(1, last - 39), last + 1):
            # The one that was being committed may be there or not.
            assert revisions[number % 40] in {number, last + 1 if number == last - 39 else number}
        engine.put([Document("achievement", 1000, "之后")])
        assert engine.search("achievement", Query("之后")).ids == [1000]


def test_readers_never_fail_while_another_engine_writes_and_rebuilds(tmp_path):
    url = f"whoosh:{tmp_path / 'index'}"
    writer, reader = open_engine(url), open_engine(url)
    writer.clear("achievement")
    writer.put(make_documents(50))
    stop, failures, seen = threading.Event(), [], set()

    def read():
        while not stop.is_set():
            try:
                found = reader.search("achievement", Query("断路器 机器人", limit=5))
                seen.add(reader.count("achievement"))
                assert len(found.ids) <= found.total
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for step in range(4):
        writer.put(make_documents(5, seed=step, first=51 + 5 * step))
        with writer.rebuild("achievement") as build:
            build.put(make_documents(60 + step))
            build.finish(lambda changed: [])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(seen) > 1
    assert reader.count("achievement") == 63


def test_another_engine_notices_a_change_at_once(tmp_path):
    url = f"whoosh:{tmp_path / 'index'}"
    first, second = open_engine(url), open_engine(url)
    first.clear("achievement")
    for number in range(1, 12):
        first.put([Document("achievement", number, "断路器")])
        assert second.count("achievement") == number


def test_an_unchanged_index_is_not_read_again(tmp_path):
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    engine.clear("achievement")
    engine.put(make_documents(5))
    time.sleep(0.15)
    held = engine.postings("achievement")
    assert engine.postings("achievement") is held


@pytest.mark.parametrize("url", ["memory", "folder"])
def test_threads_that_write_and_read_agree_in_the_end(tmp_path, url):
    engine = open_engine("whoosh:memory" if url == "memory" else f"whoosh:{tmp_path / 'index'}")
    engine.clear("achievement")
    failures = []

    def write(part):
        try:
            for document in make_documents(8, seed=part, first=part * 100):
                engine.put([document])
                engine.search("achievement", Query("自动"))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(engine.revisions("achievement")) == [part * 100 + one for part in range(4) for one in range(8)]


@pytest.mark.parametrize("file", ["*.toc", "*.seg", "current"])
@pytest.mark.parametrize("damage", [b"", b"\0" * 4096])
def test_damage_is_unavailability_and_a_rebuild_heals_it(tmp_path, file, damage):
    url = f"whoosh:{tmp_path / 'index'}"
    open_engine(url).clear("achievement")
    open_engine(url).put(make_documents(5))
    for rows in tmp_path.rglob("*.rows"):
        rows.unlink()
    (found,) = list(tmp_path.rglob(file))
    found.write_bytes(damage)
    engine = open_engine(url)
    with pytest.raises(IndexUnavailable):
        engine.count("achievement")
    with engine.rebuild("achievement") as build:
        build.put(make_documents(5))
        build.finish(lambda changed: [])
    assert engine.count("achievement") == 5


def test_old_builds_are_cleared_away(tmp_path):
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    for _ in range(4):
        engine.clear("achievement")
    assert sum(path.is_dir() for path in (tmp_path / "index" / "achievement").iterdir()) == 2
