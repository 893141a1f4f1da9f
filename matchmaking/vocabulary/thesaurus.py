"""What the words of the trade mean to each other: the same, narrower, related, problem words, ambiguous short forms.

"Narrower" and "related" are never "the same": 动力电池 is one kind of 锂离子电池, not another name for it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matchmaking.vocabulary.word_tables import BoilerplateRow, FormRow, ProblemRow, WordRow

SAME_WEIGHT, RESEARCH_WEIGHT, NARROWER_WEIGHT = 1.0, 0.6, 0.4
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*\([^()]*\)$")


def key(word: str) -> str:
    """The form in which words are compared: NFKC, one case, no blanks beside Chinese characters."""
    folded = _SPACES.sub(" ", unicodedata.normalize("NFKC", word).casefold()).strip()
    return _HAN_SPACE.sub("", folded)


@dataclass(frozen=True)
class Meaning:
    """One meaning of a short form; `word` is the full word that stands for it."""

    meaning: str
    word: str
    industries: frozenset[str]
    contexts: tuple[str, ...]


@dataclass(frozen=True)
class Expansion:
    """A word that may be searched beside a text, why, and how much it should count (0 to 1)."""

    word: str
    because: str
    relation: str
    weight: float


class Thesaurus:
    """All word relations in memory. It never changes after it was made; a reload makes a new one."""

    __slots__ = (
        "_broader", "_english", "_finder", "_forms", "_from_english", "_group_of", "_narrower", "_problems", "_related",
        "_surface", "boilerplate",
    )  # fmt: skip

    def __init__(
        self,
        words: Iterable[WordRow] = (),
        problems: Iterable[ProblemRow] = (),
        forms: Iterable[FormRow] = (),
        boilerplate: Iterable[BoilerplateRow] = (),
    ) -> None:
        self._surface: dict[str, str] = {}
        self._group_of: dict[str, tuple[str, ...]] = {}
        self._narrower: dict[str, tuple[str, ...]] = {}
        self._broader: dict[str, tuple[str, ...]] = {}
        self._related: dict[str, tuple[str, ...]] = {}
        self._english: dict[str, str] = {}
        self._from_english: dict[str, str] = {}
        self._problems: dict[str, tuple[str, ...]] = {}
        self._forms: dict[str, tuple[Meaning, ...]] = {}
        self.boilerplate: Mapping[str, bool] = MappingProxyType({key(row.word): row.alone for row in boilerplate})
        rows = list(words)
        self._read_groups(rows)
        self._read_relations(rows)
        for form in forms:
            meaning = Meaning(form.meaning, form.word, frozenset(form.industries), form.contexts)
            self._forms[key(form.token)] = (*self._forms.get(key(form.token), ()), meaning)
            self._surface.setdefault(key(form.token), form.token)
            self._surface.setdefault(key(form.word), form.word)
        for problem in problems:
            for said in problem.problems:
                self._problems[key(said)] = problem.research
            for word in problem.research:
                self._surface.setdefault(key(word), word)
        self._finder = _Finder({*self._surface, *self._problems, *self._from_english})

    def _read_groups(self, rows: list[WordRow]) -> None:
        """Words that are the same form a group; its first word is the canonical one."""
        groups: dict[str, list[str]] = {}
        for row in rows:
            groups[key(row.canonical)] = [row.canonical, *row.same]
        home = {key(word): name for name, members in groups.items() for word in members}
        for row in rows:
            for word, inside in row.bracketed():
                if len(inside) != 1 or home.get(key(inside[0])) not in (None, home.get(key(word))):
                    continue
                name = home.setdefault(key(word), key(word))
                members = groups.setdefault(name, [word])
                if key(inside[0]) not in home:
                    members.append(inside[0])
                    home[key(inside[0])] = name
        for members in groups.values():
            for word in members:
                self._group_of[key(word)] = tuple(members)
                self._surface.setdefault(key(word), word)

    def _read_relations(self, rows: list[WordRow]) -> None:
        narrower: dict[str, dict[str, None]] = {}
        related: dict[str, dict[str, None]] = {}
        for row in rows:
            subject = key(row.canonical)
            self._english[subject] = row.english
            self._from_english[key(row.english)] = row.canonical
            for target, parts in ((narrower, row.narrower), (related, row.related)):
                target.setdefault(subject, {}).update((_BRACKETS.sub("", part), None) for part in parts)
            for word, inside in row.bracketed():
                if len(inside) > 1:
                    narrower.setdefault(key(word), {}).update((part, None) for part in inside)
        broader: dict[str, dict[str, None]] = {}
        for subject, parts in narrower.items():
            for part in parts:
                broader.setdefault(key(part), {})[self._canonical_of(subject)] = None
        for target, found in ((self._narrower, narrower), (self._broader, broader), (self._related, related)):
            target.update((subject, tuple(parts)) for subject, parts in found.items())
            for parts in found.values():
                for part in parts:
                    self._surface.setdefault(key(part), part)

    def _canonical_of(self, word_key: str) -> str:
        group = self._group_of.get(word_key)
        return group[0] if group else self._surface.get(word_key, word_key)

    def _of_group(self, table: Mapping[str, tuple[str, ...]], word: str) -> tuple[str, ...]:
        """What a table says of any word of the group."""
        members = self._group_of.get(key(word), (word,))
        return tuple(dict.fromkeys(part for member in members for part in table.get(key(member), ())))

    def canonical(self, word: str) -> str:
        """The form of the word that is used first; the word itself when it is unknown."""
        return self._canonical_of(key(word)) if key(word) in self._group_of else word

    def is_ambiguous(self, word: str) -> bool:
        """Whether the word is a short form with several meanings."""
        return len(self._forms.get(key(word), ())) > 1

    def ambiguous(self, token: str) -> tuple[Meaning, ...]:
        """All meanings of a short form; empty for any other word."""
        return self._forms.get(key(token), ())

    def decide(self, token: str, *, industries: Collection[str] = (), text: str = "") -> Meaning | None:
        """The one meaning that the industries or, failing that, the words around it speak for; None when unclear."""
        meanings = self._forms.get(key(token), ())
        if len(meanings) == 1:
            return meanings[0]
        fitting = [meaning for meaning in meanings if meaning.industries.intersection(industries)]
        if len(fitting) == 1:
            return fitting[0]
        folded = key(text)
        counts = [sum(key(word) in folded for word in meaning.contexts) for meaning in fitting or meanings]
        best = max(counts, default=0)
        return (fitting or meanings)[counts.index(best)] if best and counts.count(best) == 1 else None

    def same(self, word: str, *, industries: Collection[str] = (), text: str = "") -> tuple[str, ...]:
        """Other names of the same thing. Short forms appear only where industry or text settle their meaning."""
        subject = word
        if self.is_ambiguous(word):
            meaning = self.decide(word, industries=industries, text=text)
            if meaning is None:
                return ()
            subject = meaning.word
        members = self._group_of.get(key(subject), (subject,))
        kept = (
            member for member in members if key(member) != key(word) and self._means(member, members, industries, text)
        )
        return tuple(kept)

    def _means(self, token: str, members: tuple[str, ...], industries: Collection[str], text: str) -> bool:
        """Whether a member of a group may stand for the group: always, unless it is an undecided short form."""
        if not self.is_ambiguous(token):
            return True
        meaning = self.decide(token, industries=industries, text=text)
        return meaning is not None and key(meaning.word) in {key(member) for member in members}

    def synonyms_equal(self, one: str, other: str, *, industries: Collection[str] = ()) -> bool:
        """Whether two names mean the same thing. Narrower and related words do not."""
        if key(one) == key(other):
            return True
        names = {key(word) for word in self.same(one, industries=industries)}
        return key(other) in names

    def narrower(self, word: str) -> tuple[str, ...]:
        """Kinds of the thing that the word names, one step down."""
        return () if self.is_ambiguous(word) else self._of_group(self._narrower, word)

    def broader(self, word: str) -> tuple[str, ...]:
        """What the thing is a kind of, one step up."""
        return () if self.is_ambiguous(word) else self._of_group(self._broader, word)

    def related(self, word: str) -> tuple[str, ...]:
        """Words to suggest; never to be searched or compared in place of the word."""
        return () if self.is_ambiguous(word) else self._of_group(self._related, word)

    def english(self, word: str) -> str | None:
        """The English name of the thing, or None."""
        return None if self.is_ambiguous(word) else self._english.get(key(self.canonical(word)))

    def problems_in(self, text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(what the firm says, the research words for it) in the order of the text."""
        said = dict.fromkeys(hit for hit in self._finder.find(key(text), self._problems))
        return tuple((hit, self._problems[hit]) for hit in said)

    def research_words(self, problem_text: str) -> tuple[str, ...]:
        """The words that researchers use for the problems in a text."""
        return tuple(dict.fromkeys(word for _, words in self.problems_in(problem_text) for word in words))

    def words_in(self, text: str) -> tuple[str, ...]:
        """Words of the trade that occur in a text, longest first at each place, each once."""
        found = self._finder.find(key(text), self._surface)
        return tuple(dict.fromkeys(self._surface[hit] for hit in found))

    def expand(self, text: str, *, industries: Collection[str] = ()) -> tuple[Expansion, ...]:
        """Words to search beside a text: other names, narrower words and research words, never related ones.

        An English name brings the Chinese one. A short form whose meaning stays unclear brings nothing.
        """
        folded = key(text)
        found: dict[str, Expansion] = {}

        def offer(words: Iterable[str], because: str, relation: str, weight: float) -> None:
            for word in words:
                before = found.get(key(word))
                if key(word) not in present and (before is None or before.weight < weight):
                    found[key(word)] = Expansion(word, because, relation, weight)

        hits = tuple(dict.fromkeys(self._finder.find(folded, None)))
        present = set(hits)
        for hit in hits:
            if hit in self._problems:
                offer(self._problems[hit], hit, "research", RESEARCH_WEIGHT)
            subject = self._surface.get(hit)
            if subject is not None:
                offer(self.same(subject, industries=industries, text=text), subject, "same", SAME_WEIGHT)
                offer(self.narrower(subject), subject, "narrower", NARROWER_WEIGHT)
            elif hit in self._from_english:
                word = self._from_english[hit]
                offer((word, *self.same(word, industries=industries, text=text)), hit, "same", SAME_WEIGHT)
                offer(self.narrower(word), hit, "narrower", NARROWER_WEIGHT)
        return tuple(sorted(found.values(), key=lambda one: -one.weight))

    def user_words(self) -> tuple[str, ...]:
        """Every word of two and more characters, for the dictionary of a word segmenter."""
        return tuple(sorted({word for word in self._surface.values() if len(word) > 1}))

    def __len__(self) -> int:
        return len(self._english)


class _Finder:
    """Finds known words in a folded text: the longest at each place; Latin ones only as whole words."""

    __slots__ = ("_by_first",)

    def __init__(self, words: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for word in words:
            by_first.setdefault(word[0], []).append(word)
        self._by_first = {first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()}

    def find(self, text: str, wanted: Collection[str] | None) -> Iterator[str]:
        """The words of `wanted` (all, when None) in `text`, from left to right, without overlaps."""
        place = 0
        while place < len(text):
            for word in self._by_first.get(text[place], ()):
                if (wanted is None or word in wanted) and text.startswith(word, place) and _whole(text, place, word):
                    yield word
                    place += len(word)
                    break
            else:
                place += 1


def _whole(text: str, start: int, word: str) -> bool:
    """A Latin word must not be part of a longer one: PA is not in MPa."""
    end = start + len(word)
    cut_before = start > 0 and _is_latin(text[start - 1]) and _is_latin(word[0])
    cut_after = end < len(text) and _is_latin(text[end]) and _is_latin(word[-1])
    return not cut_before and not cut_after


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
