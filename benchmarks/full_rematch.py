"""Match an invented catalogue as a whole, from nothing and once more with nothing to change; time and rows.

usage: python -m benchmarks.full_rematch [DEMANDS ACHIEVEMENTS [FOLDER]]     (500 and 5,000 by default)
The catalogue is planted in FOLDER, or taken as it stands there; its matches are deleted first. Processor time is that
of this process, which writes, and of the processes that compute; on a machine that others use, trust it more than the
clock. `once` as a fourth argument leaves out the second run.
"""

import resource
import sys
import tempfile
import time
from multiprocessing import active_children
from pathlib import Path

from sqlalchemy import delete, func, select, update

from benchmarks.planting import plant
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import Job
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.rematch_models import COMMAND, FINISHED, RUNNING, RematchRun
from matchmaking.matching.rematching import begin_run, go_on


def processor_time() -> float:
    """Seconds of processor time of this process and of those of its children that have ended."""
    own, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def measure(label: str) -> None:
    """One run, with a line for each phase and one for the whole."""
    with unit_of_work():
        run = begin_run(COMMAND)
        assert run is not None
        run_id = run.id
    start, used = time.perf_counter(), processor_time()
    seen = {"phase": "", "since": start, "shown": 0.0}

    def show(run: RematchRun) -> None:
        moment, one = time.perf_counter(), run.cursors[run.phase]
        if run.phase != seen["phase"]:
            if seen["phase"]:
                print(f"  {seen['phase']}: {moment - seen['since']:.0f} s", flush=True)
            seen.update(phase=run.phase, since=moment)
        if moment - seen["shown"] > 60:
            print(f"    {moment - start:6.0f} s  {run.phase} {one['done']} of {one['total']}", flush=True)
            seen["shown"] = moment

    go_on(run_id, progress=show)
    print(f"  {seen['phase']}: {time.perf_counter() - seen['since']:.0f} s")
    # The computing processes have been told to end; what they used counts once they have.
    while active_children():
        time.sleep(0.2)
    with reading():
        run = session.get_one(RematchRun, run_id)
        assert run.state == FINISHED
        print(
            f"{label}: {(run.moved_at - run.started_at).total_seconds():.0f} s, "
            f"{processor_time() - used:.0f} s of processor time; {run.new_count} new, {run.changed_count} changed, "
            f"{run.gone_count} gone, {run.same_count} the same"
        )


def main() -> None:
    demands, achievements = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (500, 5000)
    with tempfile.TemporaryDirectory() as folder:
        app = plant(Path(sys.argv[3] if len(sys.argv) > 3 else folder), achievements, demands)
        with app.app_context():
            with unit_of_work():
                session.execute(delete(Match))
                session.execute(delete(Job))
                session.execute(
                    update(RematchRun).where(RematchRun.state == RUNNING).values(state=FINISHED, finished_at=now())
                )
            measure(f"{demands} demands × {achievements} achievements, from nothing")
            with reading():
                matches, findings = (session.scalar(select(func.count(model.id))) for model in (Match, Finding))
            print(f"{matches} matches with {findings} findings are stored")
            if sys.argv[4:] != ["once"]:
                measure("once more")


if __name__ == "__main__":
    main()
