"""What the judgments of a demand are worth for the rest of its list: judge the top of it, order what is left anew.

usage: python -m benchmarks.own_judgments FOLDER
FOLDER as for benchmarks.search_quality. For each demand its first N judged achievements, as the product ranks them, are
taken as judged; nDCG@10 of the others is printed before and after, with the interval over demands. The second table
asks what a title says that resembles one which was judged unrelated.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

from benchmarks.search_quality import BOILERPLATE
from matchmaking.matching.adjusting import LEAST_ALIKE, LEAST_GRADES, Adjuster, Graded, likeness
from matchmaking.matching.measures import can_be_measured, demand_figures, estimate
from matchmaking.matching.ranking import Text, rank_achievements
from matchmaking.matching.scoring import AchievementFacts, DemandFacts, score_pair
from matchmaking.search.engine import Document, Engine
from matchmaking.search.whoosh_engine import open_engine
from matchmaking.vocabulary.word_tables import read_boilerplate


def rows(path: Path) -> list[dict]:
    """The records of a JSON Lines file; none when it is missing."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def indexed(folder: Path) -> tuple[Engine, list[dict], list[dict]]:
    """An index of the folder with its demands and achievements; documents are numbered from 1."""
    engine = open_engine("whoosh:memory")
    demands, more = rows(folder / "demands.jsonl"), rows(folder / "more_demands.jsonl")
    achievements = rows(folder / "achievements.jsonl")
    for row in achievements:
        row["title"] = " ".join(row["keywords"])
    for kind, records in (("achievement", achievements), ("demand", [*demands, *more])):
        with engine.rebuild(kind) as build:
            build.put(
                Document(kind, place, row["title"], row.get("content", "")) for place, row in enumerate(records, 1)
            )
            build.finish(lambda ids: [])
    return engine, demands, achievements


def scores_of(engine: Engine, demand: dict, numbers: Mapping[int, str], common: frozenset[str]) -> dict[str, float]:
    """The site's score of every achievement for a demand, from words alone."""
    text = Text(demand["title"], demand["content"])
    found = rank_achievements(engine, text, limit=len(numbers), common=common)
    nothing = DemandFacts(), AchievementFacts()
    return {numbers[one.id]: score_pair(one.score, [], *nothing).score for one in found}


def learned(judged: list[str], others: list[str], grades: Mapping[str, int], titles: Mapping[str, str]) -> list[float]:
    """What the judged ones add to the score of each of the others."""
    adjuster = Adjuster([Graded(place, titles[one], grades[one]) for place, one in enumerate(judged)])
    # Below the tenth the product does not learn; the table shows why.
    adjuster = adjuster if adjuster.uses_grades else Adjuster(
        [Graded(one.achievement_id, one.title, one.grade, LEAST_GRADES / len(judged)) for one in adjuster.graded]
    )  # fmt: skip
    return [adjuster.of(-1, titles[one]).value for one in others]


def main() -> None:
    folder = Path(sys.argv[1])
    engine, demands, achievements = indexed(folder)
    common = frozenset(row.word for row in read_boilerplate(BOILERPLATE.read_text("utf-8"), BOILERPLATE.name))
    numbers = {place: row["id"] for place, row in enumerate(achievements, 1)}
    titles = {row["id"]: row["title"] for row in achievements}
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "judgments.tsv").read_text("utf-8").splitlines()[1:]:
        demand, achievement, level = line.split("\t")
        if achievement in titles:
            grades[demand][achievement] = int(level) - 1
    scores = {row["id"]: scores_of(engine, row, numbers, common) for row in demands}
    for count in (3, 5, 8, 10, 12, 15):
        before, after = [], []
        for demand, given in grades.items():
            ordered = sorted(given, key=lambda one: (-scores[demand].get(one, 0.0), one))
            judged, others = ordered[:count], ordered[count:]
            rest = {one: given[one] for one in others}
            if len(others) < 5 or not can_be_measured(rest):
                continue
            old = {one: scores[demand].get(one, 0.0) for one in others}
            gains = learned(judged, others, given, titles)
            new = {one: old[one] + gain for one, gain in zip(others, gains, strict=True)}
            before.append(demand_figures(old, rest)["ndcg10"])
            after.append(demand_figures(new, rest)["ndcg10"])
        gain = estimate([new - old for old, new in zip(before, after, strict=True)])
        mean = sum(before) / len(before)
        print(f"first {count:2} judged: {len(before)} demands, nDCG@10 of the rest "
              f"{mean:.3f} -> {mean + gain.value:.3f} "
              f"({gain.value:+.3f}, 95 % {gain.low:+.3f} to {gain.high:+.3f})")  # fmt: skip
    print_alike(grades, titles)


def print_alike(grades: Mapping[str, Mapping[str, int]], titles: Mapping[str, str]) -> None:
    """How often what resembles something unrelated is unrelated too."""
    steps = (0.0, 0.2, 0.4, LEAST_ALIKE, 1.1)
    found: dict[float, list[int]] = defaultdict(list)
    for given in grades.values():
        for one, other in permutations(given, 2):
            if given[one] == 0 and titles[one] != titles[other]:
                near = likeness(titles[one], titles[other])
                found[max(step for step in steps if step <= near)].append(given[other])
    for step, others in sorted(found.items()):
        share = sum(one == 0 for one in others) / len(others)
        print(f"alike from {step:.1f}: {len(others)} pairs, {share:.0%} unrelated too")


if __name__ == "__main__":
    main()
