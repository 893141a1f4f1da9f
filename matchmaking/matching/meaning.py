"""How near two texts are in meaning where they share no words; what measures it is a setting, and may be missing.

`MEANING_URL` names the measure: `vectors:FILE` for vectors fitted on the site's own public texts, `onnx:FOLDER` for a
sentence model in a local folder, nothing for none.
Whatever asks must do without an answer: on a new site, and while a file is missing or damaged, there is none.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from flask import current_app

from matchmaking.matching.sentence_meaning import open_model
from matchmaking.matching.term_vectors import Matrix, TermVectors
from matchmaking.matching.term_weights import Text
from matchmaking.matching.vector_files import load
from matchmaking.search.postings import Floats

log = logging.getLogger(__name__)

VECTORS, ONNX = "vectors", "onnx"
# Rounded, so that a pair has the same number from both sides.
DIGITS = 4
# So many texts' vectors are remembered by a process, about 10 MB.
REMEMBERED = 20_000


class Meaning(Protocol):
    """Compares texts by what they mean. `version` names the method and what it was fitted on.

    `score_name` is part of the version that scores name. Vectors that are fitted anew every day have none: their
    scores drift with the catalogue, as those of the words do.
    """

    version: str
    score_name: str

    def similarities(self, demand: Text, achievements: Sequence[Text]) -> Floats:
        """How near each achievement is to the demand: cosines from -1 to 1, 0 when nothing is known of a text."""


class OwnTextMeaning:
    """Compares the means of term vectors that were fitted on the site's own texts."""

    score_name = ""

    def __init__(self, vectors: TermVectors, version: str) -> None:
        self.version = version
        self._vectors = vectors
        self._known: dict[int, Matrix] = {}

    def similarities(self, demand: Text, achievements: Sequence[Text]) -> Floats:
        """See `Meaning`. A tenth of a millisecond for a text of 500 characters that is seen for the first time."""
        if not achievements:
            return np.zeros(0)
        rows = np.stack([self._direction(one) for one in achievements])
        return np.round((rows @ self._direction(demand)).astype(np.float64), DIGITS)

    def _direction(self, text: Text) -> Matrix:
        key = hash((text.title, text.body))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._vectors.centroid(text.title, text.body)
        return found


def open_vectors(address: str) -> tuple[object, Callable[[], Meaning | None]]:
    """What tells one state of a file of vectors from another, and how to open it."""
    path = Path(address)
    try:
        facts = path.stat()
    except OSError:
        return None, lambda: None

    def read() -> Meaning | None:
        try:
            vectors, known = load(path)
        except (OSError, ValueError) as error:
            log.warning("vectors of meaning cannot be read", extra={"file": path.name, "reason": str(error)})
            return None
        return OwnTextMeaning(vectors, known.get("version", ""))

    return (facts.st_mtime_ns, facts.st_size, facts.st_ino), read


OPENERS: dict[str, Callable[[str], tuple[object, Callable[[], Meaning | None]]]] = {
    VECTORS: open_vectors,
    ONNX: open_model,
}


def check_setting(url: str) -> None:
    """Raises ValueError when MEANING_URL names a measure that there is not."""
    if url and url.partition(":")[0] not in OPENERS:
        raise ValueError(f"MEANING_URL must be empty or begin with {', '.join(OPENERS)}, not {url!r}.")


def state_of_meaning() -> str:
    """For those who look after the site: "off", "ready", or "unavailable" when what is set is not there (yet)."""
    if not current_app.config["MEANING_URL"]:
        return "off"
    return "unavailable" if present_meaning() is None else "ready"


def present_meaning() -> Meaning | None:
    """What measures meaning now; None when there is nothing (yet). Cheap: a file is read again only when it changed."""
    url = current_app.config["MEANING_URL"]
    if not url:
        return None
    kind, _, address = url.partition(":")
    state, read = OPENERS[kind](address)
    known = current_app.extensions.get("matching_meaning")
    if known is None or known[0] != (url, state):
        known = current_app.extensions["matching_meaning"] = ((url, state), read())
    return known[1]
