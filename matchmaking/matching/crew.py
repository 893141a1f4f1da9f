"""Who computes the parts of a run over everything: this process, or a few further ones beside it."""

import gc
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import datetime
from multiprocessing import get_context, parent_process
from typing import Any, Protocol

from flask import Flask, current_app

from matchmaking.config import SETTINGS
from matchmaking.core.db import reading
from matchmaking.matching.bulk import Bulk

# Below so many records starting processes takes longer than the work.
WORTH_PROCESSES = 3000
# Whoever waits for a page comes first.
NICENESS = 10
Part = tuple[str, tuple[int, ...]]


class Crew(Protocol):
    """Computes parts; each part is a phase and the ids of its records."""

    run_id: int

    def ask(self, parts: Sequence[Part]) -> None:
        """Say which parts will be wanted next; what was asked before and is not among them is forgotten."""

    def answer(self, part: Part, patience: float | None) -> Any:
        """What a part gives. Raises NotYet after `patience` seconds, and whatever went wrong."""

    def dismiss(self) -> None:
        """End the further processes."""


class Alone:
    """This process computes when it is asked for the answer."""

    def __init__(self, run_id: int, started_at: datetime) -> None:
        self.run_id, self._bulk = run_id, Bulk(run_id, started_at)

    def ask(self, parts: Sequence[Part]) -> None:
        """Nothing happens before the answer is wanted."""

    def answer(self, part: Part, patience: float | None) -> Any:
        """Compute it now."""
        with reading():
            return self._bulk.compute(*part)

    def dismiss(self) -> None:
        """Nobody else is there."""


class Processes:
    """Some processes compute ahead, each with an application of its own; this one only writes."""

    def __init__(self, run_id: int, started_at: datetime, count: int) -> None:
        self.run_id = run_id
        settings = {one.name: current_app.config[one.name] for one in SETTINGS}
        make = current_app.extensions["create_app"]
        self._pool = ProcessPoolExecutor(
            count,
            # A fork would inherit the open connections of the database and the locks of other threads.
            mp_context=get_context("spawn"),
            initializer=_start,
            initargs=(make, settings, current_app.instance_path, run_id, started_at),
        )
        self._asked: dict[Part, Future[Any]] = {}

    def ask(self, parts: Sequence[Part]) -> None:
        """Hand out those that were not handed out yet."""
        for part in [one for one in self._asked if one not in parts]:
            self._asked.pop(part).cancel()
        for part in parts:
            if part not in self._asked:
                self._asked[part] = self._pool.submit(_compute, *part)

    def answer(self, part: Part, patience: float | None) -> Any:
        """Wait for it."""
        found = self._asked[part].result(patience)
        del self._asked[part]
        return found

    def dismiss(self) -> None:
        """Let the processes end; what they still compute is thrown away."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def gather(run_id: int, started_at: datetime, records: int) -> Crew:
    """The crew for a run over so many records; the same as long as the run and this process last."""
    present: Crew | None = current_app.extensions.get("rematch_crew")
    if present is not None and present.run_id == run_id:
        return present
    dismiss()
    count = int(current_app.config["REMATCH_PROCESSES"])
    # An index that lives in memory is in no other process.
    shared = not current_app.config["SEARCH_URL"].endswith(":memory")
    if count > 1 and shared and records >= WORTH_PROCESSES:
        crew: Crew = Processes(run_id, started_at, count)
    else:
        crew = Alone(run_id, started_at)
    current_app.extensions["rematch_crew"] = crew
    return crew


def dismiss() -> None:
    """End the crew of this process, if there is one."""
    present: Crew | None = current_app.extensions.pop("rematch_crew", None)
    if present is not None:
        present.dismiss()


_bulk: Bulk | None = None


def _start(
    make: Callable[..., Flask], settings: dict[str, Any], folder: str, run_id: int, started_at: datetime
) -> None:
    """Make a new process ready: its own application, less urgent than pages, and no longer alive than its parent."""
    global _bulk
    os.nice(NICENESS)
    make(settings, instance_path=folder).app_context().push()
    _bulk = Bulk(run_id, started_at)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _compute(phase: str, ids: tuple[int, ...]) -> Any:
    assert _bulk is not None
    with reading():
        found = _bulk.compute(phase, ids)
    # Thousands of demands stay for the whole run; looking through them for garbage took an eighth of its time.
    gc.collect()
    gc.freeze()
    return found


__all__ = ["Crew", "NotYet", "Part", "dismiss", "gather"]
