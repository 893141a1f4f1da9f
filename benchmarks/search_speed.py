"""How fast the index answers at 10,000 invented records, beside Whoosh's own scorer; CPU time, trust the ratios.

usage: python -m benchmarks.search_speed [RECORDS]
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from whoosh import query, scoring

from matchmaking.matching.ranking import Text, rank_achievements, rank_demands, shared_strings
from matchmaking.search import whoosh_store
from matchmaking.search.analysis import terms
from matchmaking.search.engine import Document, Query
from matchmaking.search.whoosh_engine import open_engine

INDUSTRIES = ["electrical", "footwear", "apparel", "auto_parts", "pump_valve", "digital", "new_energy", "life_health"]
COUNTIES = [f"3303{number:02}" for number in range(2, 14)]


def invented_words(dice: random.Random) -> list[str]:
    """About 4,000 words of two to four characters; earlier ones will be used more often."""
    characters = [chr(point) for point in range(0x4E00, 0x4E00 + 2500)]
    return ["".join(dice.choices(characters, k=dice.choice((2, 2, 2, 3, 4)))) for _ in range(4000)]


def invented_documents(kind: str, count: int, dice: random.Random, words: list[str], first: int = 1) -> list[Document]:
    """Documents with titles of about 15 and bodies of about 300 characters, words as frequent as in real language."""
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [
        Document(
            kind,
            number,
            "".join(dice.choices(words, weights, k=6)),
            "，".join("".join(dice.choices(words, weights, k=5)) for _ in range(dice.randint(12, 36))),
            {"industry": tuple(dice.sample(INDUSTRIES, 2)), "county": (dice.choice(COUNTIES),)},
            {"published": dice.random()},
            1,
        )
        for number in range(first, first + count)
    ]


def milliseconds(act: Callable[[int], object], times: int = 30) -> float:
    """The median CPU time of some runs after a warm one."""
    act(0)
    taken = []
    for number in range(times):
        start = time.process_time()
        act(number)
        taken.append(time.process_time() - start)
    return sorted(taken)[times // 2] * 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dice = random.Random(1)
    words = invented_words(dice)
    achievements = invented_documents("achievement", count, dice, words)
    demands = invented_documents("demand", count, dice, words)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"whoosh:{folder}")
        for kind, documents in (("achievement", achievements), ("demand", demands)):
            start = time.process_time()
            with engine.rebuild(kind) as build:
                build.put(documents)
                build.finish(lambda ids: [])
            seconds = time.process_time() - start
            print(f"build {len(documents)} {kind}s: {seconds:.1f} s, {len(documents) / seconds:.0f} a second")
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"on disk: {size / 1e6:.0f} MB")
        start = time.perf_counter()
        open_engine(f"whoosh:{folder}").count("achievement")
        print(f"first look of a new process: {(time.perf_counter() - start) * 1000:.0f} ms")
        compare_scorers(engine, achievements, words, dice)
        texts = [Text(one.title, one.body) for one in dice.sample(demands, 30)]
        others = [Text(one.title, one.body) for one in dice.sample(achievements, 30)]
        print(f"rank achievements for a demand: {milliseconds(lambda n: rank_achievements(engine, texts[n])):.1f} ms")
        print(f"rank demands for an achievement: {milliseconds(lambda n: rank_demands(engine, others[n])):.1f} ms")
        print(f"shared strings: {milliseconds(lambda n: shared_strings(engine, texts[n], others[n])):.1f} ms")
        asked = [" ".join(dice.sample(words[:200], 2)) for _ in range(30)]
        facets = {"industry": ["electrical", "digital"], "county": COUNTIES[:3]}
        found = engine.search("achievement", Query(asked[0], facets))
        print(f"keywords, two filters, two counted facets ({found.total} hits): "
              f"{milliseconds(lambda n: engine.search('achievement', Query(asked[n], facets))):.2f} ms")  # fmt: skip
        print(f"whole list, sorted, facets counted: "
              f"{milliseconds(lambda n: engine.search('achievement', Query(sort='published'))):.2f} ms")  # fmt: skip
        more = invented_documents("achievement", 31, dice, words, first=count + 1)
        print(f"put one new record until it is found: {milliseconds(lambda n: engine.put([more[n]])):.0f} ms")
        print(f"replace one record: {milliseconds(lambda n: engine.put([achievements[n]])):.0f} ms")

        def publish(number: int) -> None:
            engine.put([more[number]])
            rank_demands(engine, Text(more[number].title, more[number].body))

        print(f"put one achievement and rank all demands: {milliseconds(publish, 10):.0f} ms")


def compare_scorers(engine, achievements: list[Document], words: list[str], dice: random.Random) -> None:
    """Whoosh's OR of terms beside the arrays, top 20, for 20, 40 and 80 terms."""
    _, storage = engine._kind("achievement").place.current()
    with whoosh_store.open_index(storage).searcher(weighting=scoring.TF_IDF()) as searcher:
        for size in (20, 40, 80):
            samples = [dice.sample(list(terms(one.title + one.body)), size) for one in dice.sample(achievements, 10)]

            def by_whoosh(number: int, samples=samples) -> None:
                either = query.Or([query.Term(field, term) for term in samples[number] for field in ("title", "body")])
                searcher.search(either, limit=20)

            def by_arrays(number: int, samples=samples) -> None:
                engine.candidates("achievement", dict.fromkeys(samples[number], 1.0), 20)

            slow, fast = milliseconds(by_whoosh, 10), milliseconds(by_arrays, 10)
            print(f"{size} terms: Whoosh {slow:.0f} ms, arrays {fast:.2f} ms, ratio {slow / fast:.0f}")


if __name__ == "__main__":
    main()
