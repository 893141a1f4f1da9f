"""Text into terms: what is indexed and matched (characters and pairs) and what people read (words)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import opencc
import rjieba

# Longer texts are cut before analysis: nobody reads more, and one record must not stall the indexer.
LONGEST_TEXT = 200_000

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# A run of Han characters, or a Latin word or number with its inner dots and hyphens ("wc-co-cr", "0.1", "q/345").
_PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.\-/+·'][^\W_{HAN}]+)*")
_NUMBER_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)*)([^\W\d_]{2,}.*)")
# A dot between digits belongs to the number.
_INNER = re.compile(r"[\-/+·']|(?<!\d)\.|\.(?!\d)")
_IS_HAN = re.compile(rf"[{HAN}]")


@cache
def _to_simplified() -> dict[int, str]:
    """One simplified character for each traditional one; by single characters, so that lengths never change."""
    converter = opencc.OpenCC("t2s")
    table = {}
    for start, end in ((0x3400, 0x9FFF), (0x20000, 0x2A6DF)):
        source = [chr(point) for point in range(start, end + 1)]
        # Lines keep the characters apart: side by side the converter would read them as phrases.
        for before, after in zip(source, converter.convert("\n".join(source)).split("\n"), strict=True):
            if before != after and len(after) == 1:
                table[ord(before)] = after
    return table


def normalise(text: str) -> str:
    """Fold width, case, compatibility forms and traditional characters; control characters become spaces."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    if not folded.isascii():
        folded = folded.translate(_to_simplified())
    folded = folded.casefold()
    if folded.isprintable():
        return folded
    return "".join(character if character.isprintable() else " " for character in folded)


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters, the position in `text` that it came from."""
    pieces: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text[:LONGEST_TEXT]):
        piece = _normalise_character(character)
        pieces.append(piece)
        offsets.extend([position] * len(piece))
    return "".join(pieces), offsets


@lru_cache(maxsize=50_000)
def _normalise_character(character: str) -> str:
    return normalise(character)


def is_han(character: str) -> bool:
    """Whether this single character is a Chinese one."""
    return _IS_HAN.match(character) is not None


def pieces(normalised: str) -> list[str]:
    """Runs of Han characters and whole Latin words or numbers, in order; punctuation and spaces divide them."""
    return _PIECE.findall(normalised)


def _latin_parts(word: str) -> list[str]:
    """The pieces of a compound: "wc-co-cr" → wc, co, cr; "0.1mm" → 0.1, mm; a plain word or number → itself."""
    parts = []
    for part in _INNER.split(word):
        unit = _NUMBER_WITH_UNIT.fullmatch(part)
        parts.extend(unit.groups() if unit else [part])
    return [part for part in parts if part]


def terms(text: str) -> Counter[str]:
    """What a text is matched by, with how often: every Han character, every pair of neighbours, Latin words, numbers.

    A compound counts whole and in its parts, so that "WC-Co" finds "WC-Co-Cr"; a number and its unit count apart, so
    that "76MPa" equals "76 MPa".
    """
    counts: Counter[str] = Counter()
    for piece in pieces(normalise(text)):
        if is_han(piece[0]):
            counts.update(piece)
            counts.update(map("".join, zip(piece, piece[1:], strict=False)))
        else:
            parts = _latin_parts(piece)
            counts.update(parts)
            if len(parts) > 1 and not _NUMBER_WITH_UNIT.fullmatch(piece):
                counts[piece] += 1
    return counts


def keyword_parts(text: str) -> list[tuple[str, ...]]:
    """What a visitor typed, as parts divided by spaces; each part is the terms that a found text must all have.

    A part of one Han character asks for the character; longer runs ask for their pairs only.
    """
    parts = []
    for part in normalise(text).split():
        wanted: dict[str, None] = {}
        for piece in pieces(part):
            if not is_han(piece[0]):
                wanted.update(dict.fromkeys(_latin_parts(piece)))
            elif len(piece) == 1:
                wanted[piece] = None
            else:
                wanted.update(dict.fromkeys(map("".join, zip(piece, piece[1:], strict=False))))
        if wanted:
            parts.append(tuple(wanted))
    return parts


class Segmenter:
    """Cuts Chinese into words for what people read (labels, suggestions); matching never uses it."""

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._words = rjieba.Jieba()
        for word in vocabulary:
            self._words.add_word(normalise(word), None, None)

    def words(self, text: str) -> list[str]:
        """The words of a text in order, normalised; punctuation and spaces are left out."""
        # HMM off: it invents words, and is 16 to 20 times slower.
        return [word for word in self._words.cut(normalise(text), False) if _PIECE.fullmatch(word)]

    def words_of_run(self, run: str) -> list[str]:
        """The words of a run of Han characters of a normalised text; the same as `words`, and several times faster."""
        return self._words.cut(run, False)
