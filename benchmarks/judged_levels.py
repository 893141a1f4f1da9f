"""Fit levels and the learned ranking on judged files through the site's own code, in a scratch site; print the proof.

usage: python -m benchmarks.judged_levels FOLDER [KEPT]
FOLDER holds demands.jsonl, achievements.jsonl (as for `import`) and judgments.tsv (demand, achievement, level 1 to 4).
KEPT (200) matches are stored for each demand; judged pairs that are not among them have no features and do not count.
Takes some minutes.
"""

import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select

from matchmaking import create_app
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.export import load_files, scratch_settings
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_models import BROKER, CURRENT, LEVELS, WEIGHTS, Judgment
from matchmaking.matching.quality_cli import read_triples
from matchmaking.matching.quality_jobs import fit_models, measure_quality
from matchmaking.matching.ranking import DEMAND

VERDICTS = {grade + 1: verdict for verdict, grade in LEVELS.items()}
AT_ONCE = 20


def judge(path: Path) -> int:
    """Enter the judgments of a file as those of one broker; return how many."""
    with reading():
        numbers = [
            dict(session.execute(select(model.external_number, model.id)).all()) for model in (Demand, Achievement)
        ]
    rows = []
    for demand, levels in read_triples(path).items():
        for achievement, level in levels.items():
            if demand in numbers[0] and achievement in numbers[1]:
                verdict = VERDICTS[int(level)]
                rows.append(
                    {"demand_id": numbers[0][demand], "achievement_id": numbers[1][achievement], "side": BROKER,
                     "judge_key": "user:1", "verdict": verdict, "weight": WEIGHTS[verdict], "state": CURRENT,
                     "sentence": "", "shown": [], "shown_list": "", "created_at": now()}
                )  # fmt: skip
    with unit_of_work():
        session.execute(insert(Judgment), rows)
    return len(rows)


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        app = create_app(scratch_settings(Path(scratch), ""), instance_path=scratch)
        app.config["MATCHES_KEPT"] = int(sys.argv[2]) if len(sys.argv) > 2 else 200
        load_files(app, folder / "demands.jsonl", folder / "achievements.jsonl", lambda *_said: None)
        with app.app_context():
            with reading():
                ids = list(session.scalars(select(Demand.id).order_by(Demand.id)))
            for start in range(0, len(ids), AT_ONCE):
                weigh_and_store([(DEMAND, one) for one in ids[start : start + AT_ONCE]])
            print(f"{judge(folder / 'judgments.tsv')} judgments")
            for work in (measure_quality, fit_models):
                start_at = time.perf_counter()
                work()
                print(f"{work.__name__}: {time.perf_counter() - start_at:.1f} s")
            runner = app.test_cli_runner()
            for command in ("evaluate", "fit"):
                print(runner.invoke(args=["matching", command]).output)
        app.extensions["database"].engine.dispose()


if __name__ == "__main__":
    main()
