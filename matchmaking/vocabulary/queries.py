"""Reads the vocabulary: labels, choices, terms of a year, the thesaurus. Kept in memory and dropped when it changes."""

import time
from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import event, func, select
from sqlalchemy.orm import selectinload
from wtforms.fields.choices import SelectChoice

from matchmaking.core.db import current_session
from matchmaking.core.languages import current_language
from matchmaking.vocabulary.kinds import FORMER, KINDS
from matchmaking.vocabulary.models import (
    APPLIED,
    NARROWER,
    RELATED,
    SAME,
    AmbiguousForm,
    BoilerplateWord,
    ProblemWord,
    Revision,
    Term,
    Word,
)
from matchmaking.vocabulary.thesaurus import Thesaurus
from matchmaking.vocabulary.word_tables import BoilerplateRow, FormRow, ProblemRow, WordRow

# Another process may have loaded a new vocabulary; it is noticed after this many seconds at the latest.
RECHECK_SECONDS = 30
_CHANGED = "vocabulary changed"


@dataclass(frozen=True)
class Entry:
    """A term as pages and forms need it, free of the database."""

    kind: str
    code: str
    year: int
    name: str
    name_en: str
    parent: str | None
    position: int
    status: str
    note: str
    note_en: str
    source: str
    is_current: bool

    def label(self, language: str | None = None) -> str:
        """The name in "zh" or "en"; in the page's language when none is given."""
        return self.name_en if (language or current_language()) == "en" else self.name

    def remark(self, language: str | None = None) -> str:
        """The note in "zh" or "en"; in the page's language when none is given."""
        return self.note_en if (language or current_language()) == "en" else self.note


class _Memory:
    """What one application keeps in memory of the vocabulary."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.revision: int | None = None
        self.checked_at = 0.0
        self.entries: dict[str, tuple[Entry, ...]] | None = None
        self.by_code: dict[tuple[str, str], Entry] = {}
        self.thesaurus: Thesaurus | None = None


def _memory() -> _Memory:
    """The memory of this application; a fresh one inside a transaction that changes the vocabulary."""
    if current_session().info.get(_CHANGED):
        return _Memory()
    memory: _Memory = current_app.extensions.setdefault("vocabulary", _Memory())
    # Tests count queries, so they must not meet a check that depends on the clock.
    if memory.revision is not None and not current_app.testing:
        if time.monotonic() - memory.checked_at > RECHECK_SECONDS and newest_revision() != memory.revision:
            memory.forget()
        else:
            memory.checked_at = time.monotonic()
    return memory


def newest_revision() -> int:
    """A number that grows with every change of the vocabulary; 0 while nothing was loaded."""
    query = select(func.count(Revision.id)).where(Revision.state == APPLIED)
    return current_session().scalar(query) or 0


def forget_after_commit() -> None:
    """Called by whoever changes the vocabulary: readers of this transaction see the change, others after its commit."""
    session = current_session()
    if session.info.get(_CHANGED):
        return
    session.info[_CHANGED] = True
    memory: _Memory = current_app.extensions.setdefault("vocabulary", _Memory())

    def clear(_session: object) -> None:
        session.info.pop(_CHANGED, None)
        memory.forget()

    event.listen(session, "after_commit", clear, once=True)
    event.listen(session, "after_rollback", clear, once=True)


def _with_entries() -> _Memory:
    memory = _memory()
    if memory.entries is None:
        revision = newest_revision()
        entries: dict[str, list[Entry]] = {}
        by_code: dict[tuple[str, str], Entry] = {}
        # Oldest year first, so that the newest name of a code wins.
        for term in current_session().scalars(select(Term).order_by(Term.kind, Term.year, Term.position, Term.code)):
            entry = Entry(
                term.kind, term.code, term.year, term.name, term.name_en, term.parent_code, term.position, term.status,
                term.note, term.note_en, term.source, term.is_current,
            )  # fmt: skip
            entries.setdefault(term.kind, []).append(entry)
            before = by_code.get((entry.kind, entry.code))
            if before is None or entry.is_current or not before.is_current:
                by_code[entry.kind, entry.code] = entry
        memory.by_code = by_code
        memory.entries = {
            kind: tuple(sorted(found, key=lambda entry: (entry.position, entry.code)))
            for kind, found in entries.items()
        }
        memory.revision, memory.checked_at = revision, time.monotonic()
    return memory


def all_terms(kind: str) -> tuple[Entry, ...]:
    """Every term of a kind, of all years and also those no longer current, in order. Raises KeyError if unknown."""
    return (_with_entries().entries or {}).get(KINDS[kind].code, ())


def terms(kind: str, year: int | None = None) -> tuple[Entry, ...]:
    """The current terms of a kind; with `year`, those that held in that year, together with the undated ones."""
    if year is None:
        return tuple(entry for entry in all_terms(kind) if entry.is_current)
    return tuple(entry for entry in all_terms(kind) if entry.year in (0, year) and entry.status != FORMER)


def find_term(kind: str, code: str | None) -> Entry | None:
    """The current term of a code, else its newest one, else None."""
    return _with_entries().by_code.get((kind, str(code)))


def is_known(kind: str, code: str) -> bool:
    """Whether a record may carry this code (also one of an earlier year)."""
    return find_term(kind, code) is not None


def label(kind: str, code: str | None, language: str | None = None) -> str:
    """The name of a term in the given or the page's language; an unknown code is shown as it is."""
    entry = find_term(kind, code)
    return entry.label(language) if entry else str(code or "")


def note(kind: str, code: str | None, language: str | None = None) -> str:
    """The note of a term (for a readiness level: what the next level needs); empty when there is none."""
    entry = find_term(kind, code)
    return entry.remark(language) if entry else ""


def choices(
    kind: str, language: str | None = None, *, keep: Collection[str] = (), grouped: bool = False
) -> list[SelectChoice]:
    """The current terms for a form field, with codes in `keep` that an edited record still carries.

    With `grouped`, terms stand below their parents' names. Readiness levels carry their number in the label.
    """
    shown = list(terms(kind))
    missing = [code for code in keep if code and all(entry.code != code for entry in shown)]
    shown += [entry for code in missing if (entry := find_term(kind, code)) is not None]
    parent_kind = KINDS[kind].parent

    def choice(entry: Entry) -> SelectChoice:
        text = entry.label(language)
        if kind == "readiness":
            text = f"TRL {entry.code} {text}"
        group = label(parent_kind, entry.parent, language) if grouped and entry.parent else None
        return SelectChoice(entry.code, text, optgroup=group)

    return [choice(entry) for entry in shown]


def thesaurus() -> Thesaurus:
    """The relations between words; one object until the vocabulary changes."""
    memory = _with_entries()
    if memory.thesaurus is None:
        memory.thesaurus = _read_thesaurus()
    return memory.thesaurus


def user_words() -> list[str]:
    """Words for the dictionary of the word segmenter: words of the trade and names of industries and fields."""
    names = [
        entry.name
        for kind in ("industry", "field315", "technical_field", "county", "stage")
        for entry in all_terms(kind)
        if 1 < len(entry.name) <= 12 and entry.name.isalnum()
    ]
    return sorted({*thesaurus().user_words(), *names})


def word_rows(search: str = "") -> list[Word]:
    """Words with their relations, in the order of the file; with `search`, those that contain the text."""
    query = select(Word).options(selectinload(Word.relations)).order_by(Word.id)
    found = list(current_session().scalars(query))
    wanted = search.strip().casefold()
    if not wanted:
        return found
    return [
        word
        for word in found
        if any(wanted in text.casefold() for text in (word.word, word.english, *(one.other for one in word.relations)))
    ]


def _read_thesaurus() -> Thesaurus:
    session = current_session()

    def parts(word: Word, relation: str) -> tuple[str, ...]:
        return tuple(one.other for one in word.relations if one.relation == relation)

    words = [
        WordRow(word.word, parts(word, SAME), parts(word, NARROWER), parts(word, RELATED), word.english, word.field)
        for word in word_rows()
    ]
    research: dict[str, list[str]] = {}
    for pair in session.scalars(select(ProblemWord).order_by(ProblemWord.id)):
        research.setdefault(pair.problem, []).append(pair.research)
    problems = [ProblemRow((problem,), tuple(found)) for problem, found in research.items()]
    forms = [
        FormRow(form.token, form.meaning, form.word, tuple(form.industries), tuple(form.contexts))
        for form in session.scalars(select(AmbiguousForm).order_by(AmbiguousForm.id))
    ]
    boilerplate = [BoilerplateRow(one.word, one.alone) for one in session.scalars(select(BoilerplateWord))]
    return Thesaurus(words, problems, forms, boilerplate)
