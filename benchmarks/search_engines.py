"""The best 20 records for 20, 40 and 80 terms: our arrays over Whoosh beside SQLite FTS5 and tantivy, same terms.

usage: python -m benchmarks.search_engines [SIZE ...] [--folder FOLDER] [--own] [--equal]
Sizes: 10000 by default. FOLDER keeps the indexes for the next run (a million records take half an hour to index).
--own leaves the other engines out; --equal compares 60 lists with Whoosh's own, exhaustive scorer.

Processor time in milliseconds, median of 30 queries, each the best of five runs, engines in turn; trust the ratios.
Texts are invented: titles of about 15 characters, bodies of 40 to 90, 8,000 words as unevenly frequent as in real
language; one record in a hundred is deleted. Terms are characters and pairs from texts of the same kind, so most
queries touch frequent ones. FTS5 and tantivy hold title and body in one field, which spares them half of the postings
lists that ours reads.
"""

import argparse
import math
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from whoosh import query, scoring

from benchmarks.invented import filled_engine, invented_documents
from matchmaking.search import whoosh_store
from matchmaking.search.analysis import terms
from matchmaking.search.whoosh_engine import WhooshEngine

try:
    import tantivy
except ImportError:
    tantivy = None

KIND, BEST = "achievement", 20
SIZES = (20, 40, 80)
QUERIES, RUNS = 30, 5
LISTS = 60
Search = Callable[[list[str]], object]


def deleted(number: int) -> bool:
    """Whether the record is one of those that are deleted again."""
    return number % 100 == 50


def our_search(folder: Path, count: int) -> tuple[WhooshEngine, Search]:
    """The product's engine. Weights are computed for every query, as matching does."""
    engine = filled_engine(folder / "whoosh", KIND, count)

    def search(wanted: list[str]) -> object:
        postings = engine.postings(KIND)
        frequency = postings.document_frequencies(wanted)
        weights = np.log1p((postings.count - frequency + 0.5) / (frequency + 0.5))
        return engine.candidates(KIND, dict(zip(wanted, weights.tolist(), strict=True)), BEST)

    return engine, search


def fts5_search(folder: Path, count: int) -> Search:
    """SQLite's full-text index, its bm25 order."""
    path = folder / "fts5.sqlite3"
    is_new = not path.exists()
    connection = sqlite3.connect(path)
    if is_new:
        connection.execute("CREATE VIRTUAL TABLE records USING fts5(text, content='', tokenize='unicode61')")
        connection.executemany(
            "INSERT INTO records (rowid, text) VALUES (?, ?)",
            (
                (one.id, " ".join((terms(one.title) + terms(one.body)).elements()))
                for one in invented_documents(KIND, count)
                if not deleted(one.id)
            ),
        )
        connection.execute("INSERT INTO records (records) VALUES ('optimize')")
        connection.commit()
    statement = "SELECT rowid FROM records WHERE records MATCH ? ORDER BY rank LIMIT ?"

    def search(wanted: list[str]) -> object:
        return connection.execute(statement, (" OR ".join(f'"{term}"' for term in wanted), BEST)).fetchall()

    return search


def tantivy_search(folder: Path, count: int) -> Search:
    """tantivy's BM25."""
    path = folder / "tantivy"
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    is_new = not path.exists()
    path.mkdir(exist_ok=True)
    index = tantivy.Index(schema, path=str(path))
    if is_new:
        writer = index.writer(256_000_000, 1)
        for one in invented_documents(KIND, count):
            if not deleted(one.id):
                text = " ".join((terms(one.title) + terms(one.body)).elements())
                writer.add_document(tantivy.Document(id=one.id, text=text))
        writer.commit()
        writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(wanted: list[str]) -> object:
        clauses = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq")) for term in wanted]
        return searcher.search(tantivy.Query.boolean_query(clauses), BEST, count=False).hits

    return search


ENGINES = {"arrays": lambda folder, count: our_search(folder, count)[1], "FTS5": fts5_search, "tantivy": tantivy_search}


def queries(size: int, count: int = QUERIES, seed: int = 99) -> list[list[str]]:
    """So many lists of so many terms, each from texts like those in the index."""
    dice, found = random.Random(seed), []
    # Two records together have more than eighty terms.
    documents = list(invented_documents(KIND, 2 * count, seed))
    for one, other in zip(documents[::2], documents[1::2], strict=True):
        own = dict.fromkeys([*terms(one.title), *terms(other.title), *terms(one.body), *terms(other.body)])
        found.append(dice.sample(list(own), size))
    return found


def medians(searches: dict[str, Search], asked: list[list[str]]) -> dict[str, float]:
    """The median of each engine's processor time in milliseconds, of each query the best of five; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for wanted in asked:
        for name, search in searches.items():
            runs = []
            for _ in range(RUNS):
                start = time.process_time()
                search(wanted)
                runs.append((time.process_time() - start) * 1000)
            taken[name].append(min(runs))
    return {name: sorted(own)[len(own) // 2] for name, own in taken.items()}


def cold(folder: Path, count: int, name: str) -> list[float]:
    """What a new process needs: to open the index and answer the first query of 40 terms; then the median for 20, 40
    and 80 terms when it has not read these before. The files are in the system's cache."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.search_engines", "--cold", name, str(count), "--folder", str(folder.parent)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [float(one) for one in said.stdout.split()]


def measure_cold(folder: Path, count: int, name: str) -> None:
    """In the new process: every query's terms are new, as far as language allows, because each is asked once."""
    (beginning,) = queries(40, 1, seed=7)
    asked = {size: queries(size, 5, seed=200 + size) for size in SIZES}
    start = time.process_time()
    search = ENGINES[name](folder, count)
    search(beginning)
    found = [(time.process_time() - start) * 1000]
    for own in asked.values():
        taken = []
        for wanted in own:
            start = time.process_time()
            search(wanted)
            taken.append((time.process_time() - start) * 1000)
        found.append(sorted(taken)[len(taken) // 2])
    print(*found)


def memory(folder: Path, count: int) -> list[float]:
    """Megabytes of each of two processes that asked everything, shared pages divided among them (PSS)."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.search_engines",
        "--memory",
        str(count),
        "--folder",
        str(folder.parent),
    ]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        worker.stdout.readline()
    found = [proportional_megabytes(worker.pid) for worker in workers]
    for worker in workers:
        worker.communicate("")
    return found


def proportional_megabytes(process: int) -> float:
    """The memory of a process, pages that it shares with others counted in part."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def ask_everything(folder: Path, count: int) -> None:
    """In a worker: ask, say so, and wait."""
    engine, search = our_search(folder, count)
    for size in SIZES:
        for wanted in queries(size):
            search(wanted)
    postings = engine.postings(KIND)
    postings.sums_of_squares(np.ones(len(postings.vocabulary()[0])), 1.0, 1.0)
    print("done", flush=True)
    sys.stdin.read()


def equal_lists(engine: WhooshEngine, count: int = LISTS) -> int:
    """How many of 60 lists of 20 terms are the same as Whoosh's own, which goes through every document of any term."""
    _, storage = engine._kind(KIND).place.current()
    dice, same = np.random.default_rng(3), 0
    postings = engine.postings(KIND)
    with whoosh_store.open_index(storage).searcher() as searcher:
        for wanted in queries(20, count, seed=5):
            weights = dict(zip(wanted, (0.1 + dice.random(len(wanted))).tolist(), strict=True))

            def score(_searcher, field, text, matcher, weights=weights):
                return weights[text.decode()] * (3 if field == "title" else 1) * (1 + math.log(matcher.weight()))

            weighting, found = scoring.FunctionWeighting(score), []
            either = query.Or([query.Term(field, term) for term in wanted for field in ("title", "body")])
            context = searcher.boolean_context().set(weighting=weighting)
            for offset, (leaf, _) in zip(postings.offsets.tolist(), searcher.leaf_searchers(), strict=False):
                matcher = either.matcher(leaf, context)
                while matcher.is_active():
                    found.append((-round(matcher.score(), 9), int(postings.ids[offset + matcher.id()])))
                    matcher.next()
            ours = [one for one, _ in engine.candidates(KIND, weights, BEST)]
            same += [one for _, one in sorted(found)[:BEST]] == ours
    return same


def compare(folder: Path, count: int, others: bool, equal: bool) -> None:
    """Print everything about one size."""
    folder.mkdir(parents=True, exist_ok=True)
    print(f"\n{count} records")
    engine, ours = our_search(folder, count)
    postings = engine.postings(KIND)
    entries = sum(len(segment.docs) for segment in postings.segments)
    print(
        f"  {len(postings.segments)} segments, {postings.count} live records, {entries / postings.size:.0f} terms each"
    )
    searches: dict[str, Search] = {"arrays": ours}
    if others:
        searches["FTS5"] = fts5_search(folder, count)
        if tantivy is None:
            print("  tantivy is not installed (pip install -r requirements-bench.txt): its column is missing")
        else:
            searches["tantivy"] = tantivy_search(folder, count)
    for size in SIZES:
        found = medians(searches, queries(size))
        ratios = "".join(f", {name} / arrays {one / found['arrays']:.1f}" for name, one in list(found.items())[1:])
        print(f"  {size} terms, warm: {', '.join(f'{name} {one:.2f} ms' for name, one in found.items())}{ratios}")
    for name in searches:
        first, *rest = cold(folder, count, name)
        own = ", ".join(f"{size}: {one:.1f} ms" for size, one in zip(SIZES, rest, strict=True))
        print(f"  {name} in a new process: open and answer {first:.0f} ms; terms read for the first time, {own}")
    both = memory(folder, count)
    print(f"  two processes: {both[0]:.0f} + {both[1]:.0f} = {sum(both):.0f} MB")
    if equal:
        print(f"  lists equal to Whoosh's own: {equal_lists(engine)} of {LISTS}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--equal", action="store_true")
    parser.add_argument("--cold", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cold:
        measure_cold(given.folder / str(given.sizes[0]), given.sizes[0], given.cold)
        return
    if given.memory:
        ask_everything(given.folder / str(given.sizes[0]), given.sizes[0])
        return
    with tempfile.TemporaryDirectory() as scratch:
        for count in given.sizes:
            compare((given.folder or Path(scratch)) / str(count), count, not given.own, given.equal)


if __name__ == "__main__":
    main()
