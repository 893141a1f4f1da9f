"""Which words of one side the other does not say, and by which names the vocabulary knows them. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matchmaking.search.analysis import normalise
from matchmaking.vocabulary.thesaurus import Thesaurus

MOST_WORDS, MOST_NAMES = 8, 3


@dataclass(frozen=True)
class Gap:
    """A word that only one side says, and other names that would be understood as the same."""

    word: str
    names: tuple[str, ...] = ()


def gaps(
    thesaurus: Thesaurus,
    texts: Sequence[str],
    keywords: Sequence[str],
    answered: str,
    industries: Collection[str] = (),
) -> list[Gap]:
    """Words of the trade in `texts` (the title first) and `keywords` for which `answered` has no name at all.

    What everybody writes is left out; of words that lie inside of each other only the longest is named.
    """
    theirs = normalise(answered)
    found: list[Gap] = []
    for word in dict.fromkeys([*keywords, *(word for text in texts for word in thesaurus.words_in(text))]):
        folded = normalise(word)
        if len(folded) < 2 or folded in theirs or folded in thesaurus.boilerplate:
            continue
        names = thesaurus.same(word, industries=industries, text="\n".join(texts))
        if any(normalise(name) in theirs for name in names):
            continue
        if any(folded in normalise(other.word) for other in found):
            continue
        found.append(Gap(word, names[:MOST_NAMES]))
    return found[:MOST_WORDS]
