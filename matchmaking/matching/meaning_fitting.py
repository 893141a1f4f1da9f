"""Fits the vectors of meaning on the site's own public texts and keeps them in a file."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from matchmaking.core.db import reading
from matchmaking.matching.meaning import VECTORS
from matchmaking.matching.term_vectors import METHOD, fit
from matchmaking.matching.term_weights import ACHIEVEMENT, DEMAND
from matchmaking.matching.vector_files import load, store
from matchmaking.search.registry import SOURCES

# More texts teach hardly more about the language of the catalogue; an even share of them is read.
MOST_TEXTS = 20_000
AT_ONCE = 200
UNUSED, UNCHANGED, TOO_FEW, FITTED = "unused", "unchanged", "too_few", "fitted"


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: one of the words above; how many texts and terms there are when it was FITTED."""

    word: str
    texts: int = 0
    terms: int = 0


def fit_vectors(*, again: bool = False) -> Outcome:
    """Fit the vectors anew when the public texts changed since (`again`: in any case). Opens its own transactions.

    Only documents of the index are read: what everybody may find. With too few texts a file of former texts is
    deleted, as it would speak of texts that are no longer public.
    """
    kind, _, address = current_app.config["MEANING_URL"].partition(":")
    if kind != VECTORS:
        return Outcome(UNUSED)
    path = Path(address)
    with reading():
        revisions = {kind: dict(SOURCES[kind].all_ids()) for kind in (DEMAND, ACHIEVEMENT)}
    version = f"{METHOD}:{_digest(revisions)}"
    if not again and _stored_version(path) == version:
        return Outcome(UNCHANGED)
    step = -(-sum(map(len, revisions.values())) // MOST_TEXTS) or 1
    texts = [text for kind, own in revisions.items() for text in _texts(kind, sorted(own)[::step])]
    vectors = fit(texts)
    if vectors is None:
        path.unlink(missing_ok=True)
        return Outcome(TOO_FEW, len(texts))
    store(vectors, {"version": version}, path)
    return Outcome(FITTED, len(texts), len(vectors.keys))


def _texts(kind: str, ids: Sequence[int]) -> Iterator[str]:
    """What the index says of these records, some at a time; those that are no longer public are left out."""
    for start in range(0, len(ids), AT_ONCE):
        with reading():
            documents = [SOURCES[kind].describe(one) for one in SOURCES[kind].load(ids[start : start + AT_ONCE])]
        yield from (f"{one.title}\n{one.body}" for one in documents if one is not None)


def _digest(revisions: dict[str, dict[int, int]]) -> str:
    """Changes with every text that comes, changes or goes."""
    rows = (f"{kind} {one} {own[one]}" for kind, own in revisions.items() for one in sorted(own))
    return hashlib.blake2b("\n".join(rows).encode(), digest_size=6).hexdigest()


def _stored_version(path: Path) -> str | None:
    try:
        return load(path)[1].get("version")
    except (OSError, ValueError):
        return None
