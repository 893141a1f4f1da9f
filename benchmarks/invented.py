"""Invented documents for measurements of the index: words as frequent as in real language, any number, any length.

usage: python -m benchmarks.invented FOLDER RECORDS     (fills an index and says what it took)
"""

import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from matchmaking.search.engine import Document
from matchmaking.search.whoosh_engine import WhooshEngine, open_engine
from matchmaking.search.whoosh_writing import TermWriter

INDUSTRIES = ["electrical", "footwear", "apparel", "auto_parts", "pump_valve", "digital", "new_energy", "life_health"]
COUNTIES = [f"3303{number:02}" for number in range(2, 14)]
# A rebuild makes segments of about so many documents of this length.
SEGMENT = 250_000
# The rest comes in commits, as records are published one after another.
LATER = (10, 50)
TITLE_WORDS = 6


def invented_words(dice: np.random.Generator, count: int = 8000) -> list[str]:
    """Words of two to four characters. Earlier ones will be used more often, and are made of fewer characters."""
    characters = [chr(point) for point in range(0x4E00, 0x4E00 + 2500)]
    # Some characters are in very many words, most in few.
    places = (dice.random(4 * count) ** 2 * len(characters)).astype(int)
    lengths = dice.choice([2, 2, 2, 3, 4], count)
    return ["".join(characters[one] for one in places[4 * n : 4 * n + lengths[n]]) for n in range(count)]


def invented_documents(
    kind: str, count: int, seed: int = 1, first: int = 1, words_each: tuple[int, int] = (15, 35)
) -> Iterator[Document]:
    """Documents with titles of about 15 characters and bodies of `words_each` words (15 to 35: about 40 to 90
    characters, a summary). The same seed gives the same documents."""
    words = np.array(invented_words(np.random.default_rng(20261122)), object)
    dice = np.random.default_rng(seed)
    weights = np.cumsum(1 / (np.arange(len(words)) + 3.0))
    for begin in range(0, count, 1000):
        part = min(1000, count - begin)
        lengths = dice.integers(words_each[0], words_each[1] + 1, part)
        picked = words[np.searchsorted(weights, dice.random(int(lengths.sum()) + TITLE_WORDS * part) * weights[-1])]
        industries, counties = dice.integers(0, len(INDUSTRIES), (part, 2)), dice.integers(0, len(COUNTIES), part)
        moments, place = dice.random(part), 0
        for number in range(part):
            title, place = "".join(picked[place : place + TITLE_WORDS]), place + TITLE_WORDS
            own, place = picked[place : place + lengths[number]], place + int(lengths[number])
            yield Document(
                kind,
                first + begin + number,
                title,
                "，".join("".join(own[start : start + 6]) for start in range(0, len(own), 6)),
                {
                    "industry": tuple({INDUSTRIES[one] for one in industries[number]}),
                    "county": (COUNTIES[counties[number]],),
                },
                {"published": float(moments[number])},
                1,
            )


def filled_engine(folder: Path, kind: str, count: int) -> WhooshEngine:
    """The engine of an index of so many documents in several segments: most as a rebuild leaves them, a tenth and a
    fiftieth of all as later commits; one document in a hundred deleted.

    An index that is there already is taken as it is.
    """
    engine = open_engine(f"whoosh:{folder}")
    if (folder / kind / "current").exists():
        return engine
    engine.clear(kind)
    place = engine._kind(kind).place
    name, storage = place.current()

    def new_writer() -> TermWriter:
        return TermWriter(storage, partial(place.store_arrays, name))

    writer = new_writer()
    ends = {*range(SEGMENT, count, SEGMENT), *(count - count // part for part in LATER)}
    for document in invented_documents(kind, count):
        writer.put(document)
        if document.id in ends:
            writer.commit(merge=False)
            print(f"{document.id} documents", flush=True)
            writer = new_writer()
    if len(writer.pool):
        writer.commit(merge=False)
        writer = new_writer()
    for number in range(50, count, 100):
        writer.delete_by_term("id", str(number))
    writer.commit(merge=False)
    return engine


def main() -> None:
    start = time.process_time()
    engine = filled_engine(Path(sys.argv[1]), "achievement", int(sys.argv[2]))
    print(f"{engine.count('achievement')} records in {time.process_time() - start:.0f} s of processor time")


if __name__ == "__main__":
    main()
