"""A process that is killed at any byte of a commit or a rebuild leaves an index that answers and can be written to."""

import builtins
import io
import os
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from matchmaking.search import whoosh_store
from matchmaking.search.analysis import terms
from matchmaking.search.engine import IndexUnavailable, Query
from matchmaking.search.whoosh_engine import WhooshEngine, open_engine

from .conftest import make_documents

KIND = "achievement"
KILLS = 50


class Budget:
    """Counts every byte written and every file renamed, removed or made; at `stop` the process waits to be killed."""

    def __init__(self, stop: int | None, pipe: int) -> None:
        self.spent, self.stop, self.pipe = 0, stop, pipe
        self.moves: list[int] = []

    def may(self, wanted: int) -> int:
        """How many of these steps may still be taken."""
        before, self.spent = self.spent, self.spent + wanted
        return wanted if self.stop is None else max(0, min(wanted, self.stop - before))

    def wait_for_the_end(self) -> None:
        os.write(self.pipe, b"here")
        while True:
            signal.pause()


def count_every_step(budget: Budget) -> None:
    """Send all writing of this process through the budget."""

    class Counted(io.FileIO):
        def write(self, data):
            data = memoryview(data).cast("B")
            allowed = budget.may(len(data))
            super().write(data[:allowed])
            if allowed < len(data):
                budget.wait_for_the_end()
            return len(data)

    real_open = builtins.open

    def counted_open(file, mode="r", *rest, **named):
        if not set(mode) & {"w", "a"}:
            return real_open(file, mode, *rest, **named)
        raw = Counted(file, mode.replace("b", ""))
        whole = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return whole if "b" in mode else io.TextIOWrapper(whole, encoding=named.get("encoding"))

    def counted_move(real):
        def act(*rest, **named):
            budget.moves.append(budget.spent)
            if not budget.may(1):
                budget.wait_for_the_end()
            return real(*rest, **named)

        return act

    builtins.open = io.open = counted_open
    for name in ("rename", "replace", "remove", "unlink", "mkdir", "rmdir"):
        setattr(os, name, counted_move(getattr(os, name)))


@contextmanager
def another_process(act: Callable[[], object], stop: int | None) -> Iterator[str]:
    """Run `act` in a process that stands still at step `stop`, and is killed at the end; gives what it said."""
    out, into = os.pipe()
    with warnings.catch_warnings():
        # The libraries of this process may have threads; the child uses none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            os.close(out)
            budget = Budget(stop, into)
            count_every_step(budget)
            act()
            os.write(into, f"{budget.spent} {' '.join(map(str, budget.moves))}".encode())
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb", 0) as said:
        yield said.read(65536).decode()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def change(folder: Path) -> None:
    """A commit with new and replaced records; it merges the small segments of the index."""
    open_engine(f"whoosh:{folder}").put(make_documents(4, seed=7, first=7))


def rebuild(folder: Path) -> None:
    """A new index with other content."""
    with open_engine(f"whoosh:{folder}").rebuild(KIND) as build:
        build.put(make_documents(10, seed=11))
        build.finish(lambda changed: [])


def answers(engine: WhooshEngine) -> tuple[object, ...]:
    """Everything that the index can be asked for."""
    wanted = terms("自动断路器机器人检测装置")
    found = engine.search(KIND, Query("断路器"))
    return engine.revisions(KIND), found.ids, found.facets, engine.candidates(KIND, dict.fromkeys(wanted, 1.0), 30)


@pytest.fixture(scope="module")
def small_segments(tmp_path_factory) -> Path:
    """An index of one larger and some small segments; the next commit merges these."""
    folder = tmp_path_factory.mktemp("base")
    engine = open_engine(f"whoosh:{folder}")
    engine.clear(KIND)
    engine.put(make_documents(8))
    for number in range(4):
        engine.put(make_documents(1, seed=number, first=9 + number))
    return folder


def points(said: str, count: int) -> list[int]:
    """Where to kill: at every move of a file, as far as there is room, and at bytes all over the way."""
    total, *moves = map(int, said.split())
    chosen = set(moves[:: -(-2 * len(moves) // count)])
    bytes_all_over = (total * number // count for number in range(count))
    while len(chosen) < count:
        chosen.add(next(bytes_all_over))
    return sorted(chosen)


def test_an_index_killed_at_fifty_points_of_a_commit_answers_as_before_or_after(small_segments, tmp_path):
    before = answers(open_engine(f"whoosh:{small_segments}"))
    shutil.copytree(small_segments, tmp_path / "whole")
    with another_process(lambda: change(tmp_path / "whole"), None) as said:
        after = answers(open_engine(f"whoosh:{tmp_path / 'whole'}"))
    assert before != after
    assert len(open_engine(f"whoosh:{tmp_path / 'whole'}").postings(KIND).segments) == 1
    chosen = points(said, KILLS)
    assert len(chosen) == KILLS
    seen = []
    for number, stop in enumerate(chosen):
        folder = tmp_path / str(number)
        shutil.copytree(small_segments, folder)
        url = f"whoosh:{folder}"
        with another_process(lambda folder=folder: change(folder), stop) as here:
            # The writer stands still in the middle, holding its locks.
            during = answers(open_engine(url))
        assert during in (before, after)
        # Commits differ by a few bytes, so that the last point may lie behind the end.
        assert here == "here" or (during == after and number > KILLS - 3)
        seen.append(during == after)
        # The locks are free, what was half done is no obstacle, and its files go with the next commit.
        change(folder)
        assert answers(open_engine(url)) == after
        assert leftovers(folder) == []
        shutil.rmtree(folder)
    assert seen == sorted(seen)
    assert 2 < sum(seen) < KILLS - 20


def test_a_killed_rebuild_leaves_the_index_that_serves(small_segments, tmp_path):
    before = answers(open_engine(f"whoosh:{small_segments}"))
    shutil.copytree(small_segments, tmp_path / "whole")
    with another_process(lambda: rebuild(tmp_path / "whole"), None) as said:
        after = answers(open_engine(f"whoosh:{tmp_path / 'whole'}"))
    seen = []
    for number, stop in enumerate(points(said, 10)):
        folder = tmp_path / str(number)
        shutil.copytree(small_segments, folder)
        with another_process(lambda folder=folder: rebuild(folder), stop):
            during = answers(open_engine(f"whoosh:{folder}"))
        assert during in (before, after)
        assert answers(open_engine(f"whoosh:{folder}")) == during
        seen.append(during == after)
        rebuild(folder)
        assert answers(open_engine(f"whoosh:{folder}")) == after
        assert sum(path.is_dir() for path in (folder / KIND).iterdir()) <= 2
        shutil.rmtree(folder)
    assert seen == sorted(seen)
    assert not seen[0]


def test_a_file_that_lost_its_end_is_noticed_and_a_rebuild_heals(small_segments, tmp_path):
    """After a power cut a file may be shorter than it was said to be."""
    before = answers(open_engine(f"whoosh:{small_segments}"))
    files = [path.relative_to(small_segments) for path in small_segments.rglob("*") if path.stat().st_size]
    noticed = healed = 0
    for path in (one for one in sorted(files) if (small_segments / one).is_file()):
        size = (small_segments / path).stat().st_size
        for length in (0, size - 1):
            shutil.copytree(small_segments, tmp_path / "cut")
            os.truncate(tmp_path / "cut" / path, length)
            engine = open_engine(f"whoosh:{tmp_path / 'cut'}")
            try:
                assert answers(engine) == before
                healed += 1
            except IndexUnavailable:
                noticed += 1
                engine.clear(KIND)
                engine.put(make_documents(3))
                assert engine.count(KIND) == 3
            shutil.rmtree(tmp_path / "cut")
    # Arrays are read anew from the segments; without a segment or the table of contents the index is rebuilt.
    assert noticed == 4
    assert healed > 10


def leftovers(folder: Path) -> list[str]:
    """Files that belong to no segment of the last commit."""
    place = open_engine(f"whoosh:{folder}")._kind(KIND).place
    name, storage = place.current()
    contents = whoosh_store.contents(storage)
    kept = tuple(f"MAIN_{one.segid}." for one in contents.segments)
    files = {path.name for path in (folder / KIND / name).iterdir()}
    known = {f"_MAIN_{contents.generation}.toc", "MAIN_WRITELOCK"}
    return sorted(one for one in files - known if not one.startswith(kept) or one.endswith(".new"))
