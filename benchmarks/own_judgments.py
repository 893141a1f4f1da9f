"""What the judgments of a demand are worth for the rest of its list: judge the top of it, order what is left anew.

usage: python -m benchmarks.own_judgments FOLDER
FOLDER as for benchmarks.search_quality. For each demand its first N judged achievements, as the product ranks them, are
taken as judged; nDCG@10 of the others is printed before and after, with the interval over demands. The second table
asks what a title says that resembles one which was judged unrelated.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

from benchmarks.search_quality import Corpus, rows, vocabulary
from matchmaking.matching.adjusting import LEAST_ALIKE, LEAST_GRADES, Adjuster, Graded, likeness
from matchmaking.matching.measures import can_be_measured, demand_figures, estimate
from matchmaking.matching.scoring import AchievementFacts, DemandFacts, score_pair
from matchmaking.search.whoosh_engine import open_engine


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
    corpus, engine = Corpus.read(folder), open_engine("whoosh:memory")
    corpus.index(engine, rows(folder / "more_demands.jsonl"))
    titles = {row["id"]: text.title for row, text in zip(corpus.achievements, corpus.texts(), strict=True)}
    run = corpus.run(engine, vocabulary(), others=True, meaning=corpus.fitted())
    nothing = DemandFacts(), AchievementFacts()
    grades: dict[str, dict[str, int]] = {}
    scores: dict[str, dict[str, float]] = {}
    for demand, levels in corpus.judged.items():
        grades[demand] = {one: level - 1 for one, level in levels.items() if one in titles}
        scores[demand] = {one: score_pair(run[demand][one], [], *nothing).score for one in grades[demand]}
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
