"""Compares texts by the vectors of a sentence model; what was computed once is kept in a file of the instance."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from flask import current_app

from matchmaking.matching.sentence_model import ModelError, SentenceModel, Vectors
from matchmaking.matching.term_weights import Text
from matchmaking.search.postings import Floats

log = logging.getLogger(__name__)
DIGITS = 4
# So many vectors that are not in the file are remembered by a process, about 40 MB with 512 numbers each.
REMEMBERED = 20_000
Keys = npt.NDArray[np.uint64]


def key_of(text: Text) -> int:
    """A number for the words of a text; another text has another one, for all that matters."""
    said = f"{text.title}\n{text.body}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "little")


class KeptVectors:
    """Vectors by key in one file, mapped into memory so that processes share it. Half precision: 1 KB a text."""

    def __init__(self, path: Path, size: int) -> None:
        self.path, self._kind = path, np.dtype([("key", "<u8"), ("vector", "<f2", (size,))])
        self._rows = np.zeros(0, self._kind)
        self._keys: Keys = np.zeros(0, np.uint64)
        self._state: tuple[int, int] | None = None

    def read(self) -> None:
        """Map the file again when it is another one; a damaged one counts as none."""
        try:
            facts = self.path.stat()
            state = (facts.st_mtime_ns, facts.st_size)
            if state == self._state:
                return
            rows = np.load(self.path, mmap_mode="r", allow_pickle=False)
            if rows.dtype != self._kind:
                raise ValueError("other vectors")
        except (OSError, ValueError):
            self._state, self._rows, self._keys = None, np.zeros(0, self._kind), np.zeros(0, np.uint64)
            return
        self._state, self._rows, self._keys = state, rows, np.array(rows["key"])

    def find(self, key: int) -> Vectors | None:
        """The vector of a text, if it is kept."""
        place = int(np.searchsorted(self._keys, np.uint64(key)))
        if place == len(self._keys) or int(self._keys[place]) != key:
            return None
        return self._rows["vector"][place].astype(np.float32)

    def write(self, found: dict[int, Vectors]) -> None:
        """Make these, and no others, the content of the file."""
        rows = np.zeros(len(found), self._kind)
        for place, key in enumerate(sorted(found)):
            rows[place] = (key, found[key])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        with beside.open("wb") as file:
            np.save(file, rows, allow_pickle=False)
        beside.replace(self.path)
        self.read()


class SentenceMeaning:
    """Compares texts by a sentence model. See `meaning.Meaning`.

    `baseline` is the cosine that unrelated texts have under the model: it counts as 0. `weight` scales what is left.
    """

    def __init__(self, model: SentenceModel, folder: Path, *, baseline: float, weight: float) -> None:
        self.model, self._baseline, self._weight = model, baseline, weight
        self.version = f"onnx:{model.name}:{baseline:g}:{weight:g}"
        self.score_name = f"m{hashlib.sha256(self.version.encode()).hexdigest()[:6]}"
        self.kept = KeptVectors(folder / f"sentences-{model.name}.npy", model.size)
        self._new: dict[int, Vectors] = {}

    def similarities(self, demand: Text, achievements: Sequence[Text]) -> Floats:
        """Cosines from -1 to 1, made comparable by baseline and weight; some 10 ms for a text seen the first time."""
        if not achievements:
            return np.zeros(0)
        first, *others = self.vectors([demand, *achievements])
        cosines = (np.stack(others) @ first).astype(np.float64)
        scaled = (cosines - self._baseline) / (1.0 - self._baseline) * self._weight
        return np.round(np.clip(scaled, -1.0, 1.0), DIGITS)

    def vectors(self, texts: Sequence[Text]) -> list[Vectors]:
        """One vector for each text; those that are not kept are computed together."""
        self.kept.read()
        found = {key: vector for key in map(key_of, texts) if (vector := self._known(key)) is not None}
        missing = {key: text for text in texts if (key := key_of(text)) not in found}
        if missing:
            computed = self.model.vectors([f"{text.title}\n{text.body}" for text in missing.values()])
            # As they are kept, so that a pair has one number before and after.
            rows = computed.astype(np.float16).astype(np.float32)
            if len(self._new) + len(rows) > REMEMBERED:
                self._new.clear()
            self._new |= dict(zip(missing, rows, strict=True))
            found |= dict(zip(missing, rows, strict=True))
        return [found[key_of(text)] for text in texts]

    def _known(self, key: int) -> Vectors | None:
        vector = self._new.get(key)
        return self.kept.find(key) if vector is None else vector

    def keep(self, found: dict[int, Vectors]) -> None:
        """Write these vectors, and no others, into the file."""
        self.kept.write(found)
        self._new.clear()


def open_model(address: str) -> tuple[object, Callable[[], SentenceMeaning | None]]:
    """What tells one state of a model's folder from another, and how to open it."""
    folder = Path(address)
    path = next((one for one in (folder / "model.onnx", folder / "onnx" / "model.onnx") if one.is_file()), None)
    facts = path.stat() if path else None
    state = (facts.st_mtime_ns, facts.st_size) if facts else None

    def read() -> SentenceMeaning | None:
        try:
            return loaded(folder)
        except ModelError as error:
            log.warning("the sentence model cannot be used", extra={"reason": str(error)})
            return None

    return state, read


def loaded(folder: Path) -> SentenceMeaning:
    """The model of a folder with the settings of the application. Raises ModelError."""
    settings = current_app.config
    return SentenceMeaning(
        SentenceModel(folder), Path(current_app.instance_path) / "meaning",
        baseline=float(settings["MEANING_BASELINE"]), weight=float(settings["MEANING_WEIGHT"]),
    )  # fmt: skip
