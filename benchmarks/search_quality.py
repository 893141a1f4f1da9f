"""Rank judged achievements for real demands with the product's own engine and ranking, and print the usual figures.

usage: python -m benchmarks.search_quality FOLDER [whoosh:memory|whoosh:FOLDER]
FOLDER holds demands.jsonl (id, title, content), achievements.jsonl (id, keywords), judgments.tsv and evaluate.py.
The titles of these achievements are known only as words; they are joined by spaces. `more_demands.jsonl`, when it is
there, only adds to the statistics of the demands. Boilerplate is what the vocabulary's file says.
"""

import importlib.util
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from matchmaking.matching.ranking import Text, rank_achievements, rank_demands
from matchmaking.search.engine import Document
from matchmaking.search.whoosh_engine import open_engine
from matchmaking.vocabulary.word_tables import read_boilerplate

BOILERPLATE = Path(__file__).parent.parent / "matchmaking" / "vocabulary" / "data" / "boilerplate.csv"


def rows(path: Path) -> list[dict]:
    """The records of a JSON Lines file; none when it is missing."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def main() -> None:
    folder = Path(sys.argv[1])
    engine = open_engine(sys.argv[2] if len(sys.argv) > 2 else "whoosh:memory")
    common = frozenset(row.word for row in read_boilerplate(BOILERPLATE.read_text("utf-8"), BOILERPLATE.name))
    demands, more = rows(folder / "demands.jsonl"), rows(folder / "more_demands.jsonl")
    achievements = rows(folder / "achievements.jsonl")
    start = time.perf_counter()
    with engine.rebuild("achievement") as build:
        build.put(
            Document("achievement", number, " ".join(row["keywords"])) for number, row in enumerate(achievements, 1)
        )
        build.finish(lambda ids: [])
    with engine.rebuild("demand") as build:
        build.put(
            Document("demand", number, row["title"], row["content"]) for number, row in enumerate([*demands, *more], 1)
        )
        build.finish(lambda ids: [])
    print(f"indexed {engine.count('achievement')} achievements and {engine.count('demand')} demands "
          f"in {time.perf_counter() - start:.1f} s")  # fmt: skip
    run: dict[str, dict[str, float]] = defaultdict(dict)
    seconds = []
    for row in demands:
        start = time.perf_counter()
        rank_achievements(engine, Text(row["title"], row["content"]), limit=200, common=common)
        seconds.append(time.perf_counter() - start)
        text = Text(row["title"], row["content"])
        for found in rank_achievements(engine, text, limit=len(achievements), common=common):
            run[row["id"]][achievements[found.id - 1]["id"]] = found.score
    print(f"ranking one demand: median {sorted(seconds)[len(seconds) // 2] * 1000:.1f} ms, "
          f"longest {max(seconds) * 1000:.1f} ms")  # fmt: skip
    seconds, differences = [], 0
    for number, row in enumerate(achievements[:: len(achievements) // 100], 0):
        start = time.perf_counter()
        found = rank_demands(engine, Text(" ".join(row["keywords"])), limit=20, common=common)
        seconds.append(time.perf_counter() - start)
        for one in found:
            if one.id <= len(demands):
                differences += run[demands[one.id - 1]["id"]].get(row["id"]) != one.score
        del number
    print(f"ranking the demands for one achievement: median {sorted(seconds)[len(seconds) // 2] * 1000:.1f} ms; "
          f"scores that differ from the other direction: {differences}")  # fmt: skip
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    evaluate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evaluate)
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for demand, achievement, level in evaluate.read_tsv(folder / "judgments.tsv"):
        judged[demand][achievement] = int(level)
    metrics, count = evaluate.evaluate(run, judged)
    print(f"demands {count}  " + "  ".join(f"{name} {value:.3f}" for name, value in metrics.items()))


if __name__ == "__main__":
    main()
