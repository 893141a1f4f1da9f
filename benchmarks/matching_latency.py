"""In a planted catalogue: how long matching one record takes, and how long until a change is in the stored matches.

usage: python -m benchmarks.matching_latency [ACHIEVEMENTS [DEMANDS [TRIES [FOLDER]]]]   (10,000, 1,000 and 10)
FOLDER keeps the catalogue for the next time; planting 100,000 takes minutes. A change runs from the commit of the
record to that of its matches: index, candidates, comparison, rows, notices. Finding is candidates from the index, own
scorer and findings of one record whose matches are stored; reading the other side from the database is counted apart.
Processor time stands beside the clock, for machines that others use.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from benchmarks.planting import plant
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching import queries
from matchmaking.matching.finding import candidates, find_matches
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.weighing import Sides

Taken = tuple[float, float]


def timed(act: Callable[[], object]) -> Taken:
    """Seconds by the clock and of processor time."""
    start, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - start, time.process_time() - used


def say(label: str, taken: Sequence[Taken]) -> None:
    """A line with medians and the longest."""
    clock, used = (sorted(one) for one in zip(*taken, strict=True))
    print(
        f"{label}: median {statistics.median(clock) * 1000:.0f} ms, longest {clock[-1] * 1000:.0f} ms; "
        f"processor time {statistics.median(used) * 1000:.0f} ms, longest {used[-1] * 1000:.0f} ms",
        flush=True,
    )


def finding(kind: str, ids: Sequence[int]) -> None:
    """Find the matches of some records without storing them, with and without reading the other side."""
    whole, words, read = [], [], []
    with reading():
        for one in ids:
            sides = Sides()
            own = (sides.demands if kind == DEMAND else sides.achievements)([one])[one]
            found: dict[int, float] = {}

            def ask(own: Any = own, found: dict[int, float] = found) -> None:
                found.update(candidates(kind, own))

            other = sides.achievements if kind == DEMAND else sides.demands
            words.append(timed(ask))
            read.append(timed(lambda other=other, found=found: other(list(found))))
            whole.append(timed(lambda one=one, sides=sides: find_matches(kind, one, sides)))
    say(f"candidates of one {kind}", words[1:])
    say("  reading them from the database", read[1:])
    say("  candidates, own scorer and findings", whole[1:])


def changing(model: type[Demand] | type[Achievement], ids: Sequence[int]) -> None:
    """Change a word of some records and wait for their matches."""
    taken = []
    for one in ids:
        with unit_of_work():
            session.execute(delete(Job))
            record = session.get_one(model, one)
            record.summary, record.updated_at = f"{record.summary}，已改进", now()
        taken.append(timed(lambda: run_waiting(names=["search.follow", "matching.rematch"])))
    say(f"one changed {model.__name__.lower()}, until its matches are stored", taken[1:])


def main() -> None:
    numbers = [int(one) for one in sys.argv[1:4]]
    achievements, demands, tries = [*numbers, *(10_000, 1_000, 10)[len(numbers) :]]
    with tempfile.TemporaryDirectory() as folder:
        app = plant(Path(sys.argv[4] if len(sys.argv) > 4 else folder), achievements, demands)
        with app.app_context():
            print(f"{achievements} achievements, {demands} demands")
            for kind, model in ((DEMAND, Demand), (ACHIEVEMENT, Achievement)):
                with reading():
                    ids = queries.published_ids(kind)
                # The first is for warming up.
                step = max(1, len(ids) // (tries + 1))
                changing(model, ids[::step][: tries + 1])
                finding(kind, ids[::step][: tries + 1])


if __name__ == "__main__":
    main()
