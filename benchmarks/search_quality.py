"""Rank judged achievements for real demands with the product's own engine and ranking, and print the usual figures.

usage: python -m benchmarks.search_quality FOLDER [whoosh:memory|whoosh:FOLDER] [--ablation]
FOLDER holds demands.jsonl (id, title, content), achievements.jsonl (id, keywords), judgments.tsv and evaluate.py.
The titles of these achievements are known only as words; they are joined by spaces. `more_demands.jsonl`, when it is
there, only adds to the statistics of the demands; the ablation leaves it out, as `flask matching export-run` does.
Words and boilerplate are what the vocabulary's files say; vectors of meaning are fitted on these texts alone.
--ablation prints the figures step by step, from the plainest method to the one in use, and what the last steps add.
"""

import importlib.util
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import numpy as np

from matchmaking.matching import ranking, term_weights
from matchmaking.matching.evidence import DemandFacts, DemandSide, Words
from matchmaking.matching.meaning import Meaning, OwnTextMeaning
from matchmaking.matching.measures import estimate
from matchmaking.matching.ranking import Text, rank_achievements, rank_demands
from matchmaking.matching.scoring import with_meaning
from matchmaking.matching.term_vectors import fit
from matchmaking.search import whoosh_writing
from matchmaking.search.analysis import is_han, terms
from matchmaking.search.engine import Document, Engine
from matchmaking.search.whoosh_engine import open_engine
from matchmaking.vocabulary.thesaurus import Thesaurus
from matchmaking.vocabulary.word_tables import (
    read_ambiguous_forms,
    read_boilerplate,
    read_problem_words,
    read_words,
)

VOCABULARY = Path(__file__).parent.parent / "matchmaking" / "vocabulary" / "data"
FIGURES = ("nDCG@10", "MAP", "pairs", "recall@50")
Run = dict[str, dict[str, float]]


def rows(path: Path) -> list[dict]:
    """The records of a JSON Lines file; none when it is missing."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def vocabulary() -> Words:
    """The vocabulary as the files have it."""
    files = (
        (read_words, "words.tsv"), (read_problem_words, "problem_words.tsv"),
        (read_ambiguous_forms, "ambiguous_forms.csv"), (read_boilerplate, "boilerplate.csv"),
    )  # fmt: skip
    return Words(Thesaurus(*(read((VOCABULARY / name).read_text("utf-8"), name) for read, name in files)))


@dataclass
class Corpus:
    """The records of a folder, and how its judgments measure a ranking."""

    demands: list[dict]
    achievements: list[dict]
    judged: dict[str, dict[str, int]]
    evaluate: ModuleType

    @classmethod
    def read(cls, folder: Path) -> "Corpus":
        """From the files of a folder."""
        spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
        evaluate = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(evaluate)
        judged: dict[str, dict[str, int]] = defaultdict(dict)
        for demand, achievement, level in evaluate.read_tsv(folder / "judgments.tsv"):
            judged[demand][achievement] = int(level)
        return cls(rows(folder / "demands.jsonl"), rows(folder / "achievements.jsonl"), judged, evaluate)

    def texts(self) -> list[Text]:
        """The achievements as texts."""
        return [Text(" ".join(row["keywords"])) for row in self.achievements]

    def sides(self) -> list[DemandSide]:
        """The demands as matching sees them."""
        return [
            DemandSide(number, 0, Text(row["title"], row["content"]), (), DemandFacts())
            for number, row in enumerate(self.demands, 1)
        ]

    def index(self, engine: Engine, more: list[dict]) -> None:
        """Build the index of both sides; `more` demands only count in statistics."""
        with engine.rebuild("achievement") as build:
            build.put(Document("achievement", number, text.title) for number, text in enumerate(self.texts(), 1))
            build.finish(lambda ids: [])
        with engine.rebuild("demand") as build:
            build.put(
                Document("demand", number, row["title"], row["content"])
                for number, row in enumerate([*self.demands, *more], 1)
            )
            build.finish(lambda ids: [])

    def fitted(self) -> Meaning:
        """Vectors of meaning fitted on these texts."""
        bodies = [f"{row['title']}\n{row['content']}" for row in self.demands]
        return OwnTextMeaning(fit([*(text.title for text in self.texts()), *bodies]), "")

    def run(self, engine: Engine, words: Words | None, others: bool, meaning: Meaning | None) -> Run:
        """Every pair's score by the ranking of the product."""
        found: Run = {}
        names, texts = [row["id"] for row in self.achievements], self.texts()
        for row, side in zip(self.demands, self.sides(), strict=True):
            scores = np.zeros(len(names))
            for one in rank_achievements(
                engine,
                side.text,
                limit=len(names),
                common=words.common if words else ranking.NOTHING,
                others=words.others_of(side) if words and others else (),
            ):
                scores[one.id - 1] = one.score
            if meaning:
                near = meaning.similarities(side.text, texts).tolist()
                scores = [with_meaning(score, one) for score, one in zip(scores.tolist(), near, strict=True)]
            # Rounded as in the product, so that equal titles tie.
            found[row["id"]] = dict(zip(names, np.round(np.maximum(scores, 0), ranking.DIGITS).tolist(), strict=True))
        return found

    def figures(self, run: Run) -> dict[str, list[float]]:
        """For each figure its value of every demand that can be measured."""
        found: dict[str, list[float]] = defaultdict(list)
        for demand, levels in self.judged.items():
            if max(levels.values()) >= 3 and min(levels.values()) <= 2:
                metrics, _ = self.evaluate.evaluate(run, {demand: levels})
                for name in FIGURES:
                    found[name].append(metrics[name])
        return found


def only(wanted: Callable[[str], bool]) -> Callable[[str], Counter[str]]:
    """The terms of a text that are wanted."""
    return lambda text: Counter({term: count for term, count in terms(text).items() if wanted(term)})


@contextmanager
def plainer(own_terms: Callable[[str], Counter[str]], title: float, rarity: float, demand: float) -> Iterator[None]:
    """The ranking with other terms and constants than those in use."""
    changes = (
        (whoosh_writing, "terms", own_terms), (term_weights, "terms", own_terms),
        (term_weights, "TITLE_WEIGHT", title), (ranking, "TITLE_WEIGHT", title),
        (term_weights, "RARITY_EXPONENT", rarity), (term_weights, "DEMAND_EXPONENT", demand),
    )  # fmt: skip
    with ExitStack() as stack:
        for module, name, value in changes:
            stack.enter_context(patch.object(module, name, value))
        yield


def ablation(corpus: Corpus) -> None:
    """Print a table: each line adds one step to the line before."""
    words, meaning = vocabulary(), corpus.fitted()
    pairs = only(lambda term: len(term) > 1 or not is_han(term))
    title, rarity, demand = term_weights.TITLE_WEIGHT, term_weights.RARITY_EXPONENT, term_weights.DEMAND_EXPONENT
    steps = (
        ("pairs of characters, title as text", pairs, 1.0, 1.0, 0.0, None, False, None),
        ("+ single characters", terms, 1.0, 1.0, 0.0, None, False, None),
        (f"+ title times {title:g}", terms, title, 1.0, 0.0, None, False, None),
        ("+ rarity among demands, softened", terms, title, 1.0, demand, None, False, None),
        ("+ boilerplate counts for less", terms, title, 1.0, demand, words, False, None),
        ("+ rarity among achievements softened", terms, title, rarity, demand, words, False, None),
        ("+ other names where no words are shared", terms, title, rarity, demand, words, True, None),
        ("+ meaning where few words are shared", terms, title, rarity, demand, words, True, meaning),
    )
    print(f"| {'step':<41} | {' | '.join(FIGURES)} |")
    print(f"|{'-' * 43}|{'|'.join('-' * (len(name) + 2) for name in FIGURES)}|")
    measured, engine, indexed = [], None, None
    for name, own_terms, *constants, vocabulary_used, others, measure in steps:
        with plainer(own_terms, *constants):
            if indexed is not own_terms:
                engine, indexed = open_engine("whoosh:memory"), own_terms
                corpus.index(engine, [])
            # What a snapshot remembers was computed with the constants of the step before.
            for kind in ("achievement", "demand"):
                engine.postings(kind)._memory.clear()
            measured.append(corpus.figures(corpus.run(engine, vocabulary_used, others, measure)))
        means = (f"{float(np.mean(measured[-1][figure])):>{len(figure)}.4f}" for figure in FIGURES)
        print(f"| {name:<41} | {' | '.join(means)} |", flush=True)
    for text, before in (("the last step adds", -2), ("all after rarity among demands add", 3), ("all steps add", 0)):
        found = []
        for figure in FIGURES:
            gains = np.array(measured[-1][figure]) - np.array(measured[before][figure])
            one = estimate(gains.tolist())
            found.append(f"{figure} {one.value:+.4f} [{one.low:+.4f}, {one.high:+.4f}]")
        print(f"{text}: {', '.join(found)}")


def main() -> None:
    arguments = [one for one in sys.argv[1:] if one != "--ablation"]
    folder = Path(arguments[0])
    corpus = Corpus.read(folder)
    if "--ablation" in sys.argv:
        ablation(corpus)
        return
    engine = open_engine(arguments[1] if len(arguments) > 1 else "whoosh:memory")
    words = vocabulary()
    start = time.perf_counter()
    corpus.index(engine, rows(folder / "more_demands.jsonl"))
    print(f"indexed {engine.count('achievement')} achievements and {engine.count('demand')} demands "
          f"in {time.perf_counter() - start:.1f} s")  # fmt: skip
    start = time.perf_counter()
    meaning = corpus.fitted()
    print(f"fitted vectors in {time.perf_counter() - start:.1f} s")
    seconds, near = [], []
    for side in corpus.sides():
        start = time.perf_counter()
        found = rank_achievements(engine, side.text, limit=200, common=words.common, others=words.others_of(side))
        seconds.append(time.perf_counter() - start)
        texts = [Text(" ".join(corpus.achievements[one.id - 1]["keywords"])) for one in found]
        start = time.perf_counter()
        meaning.similarities(side.text, texts)
        near.append(time.perf_counter() - start)
    print(f"ranking one demand: median {np.median(seconds) * 1000:.1f} ms, longest {max(seconds) * 1000:.1f} ms; "
          f"meaning of its 200 candidates: median {np.median(near) * 1000:.1f} ms")  # fmt: skip
    run = corpus.run(engine, words, True, None)
    seconds, differences = [], 0
    for row in corpus.achievements[:: len(corpus.achievements) // 100]:
        start = time.perf_counter()
        best = rank_demands(engine, Text(" ".join(row["keywords"])), limit=20, common=words.common)
        seconds.append(time.perf_counter() - start)
        for one in best:
            # Below, other names count from the demand's side alone, and nothing is stored.
            if one.id <= len(corpus.demands) and one.score >= ranking.OTHERS_UP_TO:
                differences += run[corpus.demands[one.id - 1]["id"]].get(row["id"]) != one.score
    print(f"ranking the demands for one achievement: median {np.median(seconds) * 1000:.1f} ms; "
          f"scores that differ from the other direction: {differences}")  # fmt: skip
    metrics, count = corpus.evaluate.evaluate(corpus.run(engine, words, True, meaning), corpus.judged)
    print(f"demands {count}  " + "  ".join(f"{name} {value:.3f}" for name, value in metrics.items()))


if __name__ == "__main__":
    main()
