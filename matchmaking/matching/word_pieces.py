"""Cuts text into the pieces of a model's own vocabulary (WordPiece, as BERT and the models after it read text)."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

LONGEST_WORD = 100
SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "[UNK]")


class VocabularyError(ValueError):
    """A folder has no vocabulary that can be used; the message says what is missing."""


def read_vocabulary(folder: Path) -> dict[str, int]:
    """Piece → number, from vocab.txt or tokenizer.json. Raises VocabularyError."""
    plain, packed = folder / "vocab.txt", folder / "tokenizer.json"
    try:
        if plain.is_file():
            found = {line: number for number, line in enumerate(plain.read_text(encoding="utf-8").splitlines())}
        elif packed.is_file():
            found = dict(json.loads(packed.read_text(encoding="utf-8"))["model"]["vocab"])
        else:
            raise VocabularyError("vocab.txt or tokenizer.json is missing")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise (
            error if isinstance(error, VocabularyError) else VocabularyError(f"the vocabulary cannot be read: {error}")
        ) from None
    if missing := [one for one in SPECIAL if one not in found]:
        raise VocabularyError(f"the vocabulary has no {', '.join(missing)}")
    return found


class WordPieces:
    """Numbers for a text. `folds_case`: the vocabulary knows small letters without accents only."""

    def __init__(self, vocabulary: Mapping[str, int], *, folds_case: bool = True) -> None:
        self._vocabulary, self._folds_case = vocabulary, folds_case
        self._pieces = lru_cache(maxsize=50_000)(self._cut)
        self.first, self.last, self.padding, self._unknown = (vocabulary[one] for one in SPECIAL)

    def numbers(self, text: str, longest: int) -> list[int]:
        """The pieces of a text between the mark of the beginning and that of the end, at most `longest` in all."""
        found: list[int] = []
        for word in self._words(text):
            found.extend(self._pieces(word))
            if len(found) >= longest - 2:
                break
        return [self.first, *found[: longest - 2], self.last]

    def _words(self, text: str) -> Iterator[str]:
        """Runs of letters and digits; each Han character and each mark by itself."""
        if self._folds_case:
            text = "".join(
                one for one in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(one) != "Mn"
            )
        word = ""
        for char in text:
            kind = unicodedata.category(char)
            is_alone = _is_han(char) or kind[0] in "PS"
            if not (is_alone or char.isspace() or kind[0] in "CZ"):
                word += char
                continue
            if word:
                yield word
                word = ""
            if is_alone:
                yield char
        if word:
            yield word

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known pieces from the left; one unknown piece where some part is not known at all."""
        found, start = [], 0
        while start < len(word) and len(word) <= LONGEST_WORD:
            for end in range(len(word), start, -1):
                number = self._vocabulary.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found) if found else (self._unknown,)


def _is_han(char: str) -> bool:
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or "\uf900" <= char <= "\ufaff"
        or char >= "\U00020000"
    )
