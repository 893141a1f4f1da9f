"""A sentence-embedding model from a local folder: text to vectors. Nothing is ever fetched from anywhere.

The folder holds model.onnx (or onnx/model.onnx) and vocab.txt or tokenizer.json, as for example bge-small-zh is handed
out; the small JSON files beside them (pooling, longest text, case) are read where they are there.
"""

import hashlib
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaking.matching.word_pieces import VocabularyError, WordPieces, read_vocabulary

Vectors = npt.NDArray[np.float32]
# Texts that go through the model together, and the processor cores it may take from everybody else.
BATCH, THREADS = 16, 1
LONGEST = 512
# Enough for the longest text that a model reads: one Han character is at least one piece.
CHARACTERS = 2000


class ModelError(Exception):
    """The model cannot be used; the message says what is wrong with the folder or the installation."""


class SentenceModel:
    """Reads texts into vectors of length 1. `name` changes with the files of the model."""

    def __init__(self, folder: Path) -> None:
        """Load the model. Raises ModelError."""
        path = next((one for one in (folder / "model.onnx", folder / "onnx" / "model.onnx") if one.is_file()), None)
        if path is None:
            raise ModelError(f"{folder}: model.onnx is missing")
        try:
            runtime = importlib.import_module("onnxruntime")
        except ImportError:
            raise ModelError("onnxruntime is not installed: pip install -r requirements-semantic.txt") from None
        try:
            case = _facts(folder / "tokenizer_config.json").get("do_lower_case", True)
            self.pieces = WordPieces(read_vocabulary(folder), folds_case=bool(case))
        except VocabularyError as error:
            raise ModelError(f"{folder}: {error}") from None
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = THREADS
        options.log_severity_level = 3
        try:
            self._session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            # The runtime raises classes of its own for every kind of damage.
            raise ModelError(f"{path}: {str(error).splitlines()[0]}") from None
        self._inputs = [one.name for one in self._session.get_inputs()]
        if unknown := set(self._inputs) - {"input_ids", "attention_mask", "token_type_ids"}:
            raise ModelError(f"{path}: asks for {', '.join(sorted(unknown))}, which a text does not have")
        pooling = _facts(folder / "1_Pooling" / "config.json")
        # Without a word about it, the vector of the first piece stands for the text.
        self.pooling = "mean" if pooling.get("pooling_mode_mean_tokens") else "first"
        said = _facts(folder / "sentence_bert_config.json").get("max_seq_length")
        self.longest = min(int(said) if isinstance(said, int) and said > 2 else LONGEST, LONGEST)
        self.name = _digest(path, self.pooling, self.longest)
        try:
            self.size = self.vectors(["阀座"]).shape[1]
        except Exception as error:
            raise ModelError(f"{path}: {str(error).splitlines()[0]}") from None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, in their order."""
        numbers = [self.pieces.numbers(text[:CHARACTERS], self.longest) for text in texts]
        rows: list[Vectors | None] = [None] * len(texts)
        # Texts of about one length together, so that little is computed for padding.
        order = sorted(range(len(texts)), key=lambda place: len(numbers[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            for place, row in zip(places, self._run([numbers[place] for place in places]), strict=True):
                rows[place] = row
        return np.stack([row for row in rows if row is not None]) if rows else np.zeros((0, 0), np.float32)

    def _run(self, numbers: Sequence[Sequence[int]]) -> Vectors:
        width = max(map(len, numbers))
        ids = np.full((len(numbers), width), self.pieces.padding, np.int64)
        mask = np.zeros((len(numbers), width), np.int64)
        for place, row in enumerate(numbers):
            ids[place, : len(row)], mask[place, : len(row)] = row, 1
        values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        found = np.asarray(self._session.run(None, {name: values[name] for name in self._inputs})[0], np.float32)
        if found.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            found = found[:, 0] if self.pooling == "first" else (found * weights).sum(1) / weights.sum(1)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return found / np.where(lengths > 0, lengths, 1.0)


def _facts(path: Path) -> dict[str, Any]:
    """A small JSON file; nothing when it is not there or says nothing that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path, *facts: object) -> str:
    digest = hashlib.sha256(repr(facts).encode())
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()[:12]
