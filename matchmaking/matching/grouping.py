"""Which demands say nearly the same, so that a model is never tested on a twin of what it was fitted on. Pure."""

import zlib
from collections.abc import Sequence

import numpy as np

# Two texts that share this much of their character pairs are one demand, written twice.
SAME = 0.6
BITS, LONGEST = 4096, 600


def clusters(texts: Sequence[str]) -> list[int]:
    """For each text the number of its cluster: the place of the first text that it hangs together with."""
    signs = np.zeros((len(texts), BITS), dtype=np.float32)
    for place, text in enumerate(texts):
        plain = "".join(text.split()).casefold()[:LONGEST]
        for start in range(len(plain) - 1):
            # Not `hash`: it is different in each process, and the same judgments must give the same folds.
            signs[place, zlib.crc32(plain[start : start + 2].encode()) % BITS] = 1.0
    sizes = signs.sum(axis=1)
    owner = list(range(len(texts)))
    for place in range(1, len(texts)):
        common = signs[:place] @ signs[place]
        alike = np.flatnonzero(common >= SAME * np.maximum(sizes[:place] + sizes[place] - common, 1.0))
        for other in alike:
            first, second = sorted((_root(owner, int(other)), _root(owner, place)))
            owner[second] = first
    return [_root(owner, place) for place in range(len(texts))]


def _root(owner: list[int], place: int) -> int:
    while owner[place] != place:
        place = owner[place]
    return place
