"""Loads the vocabulary from the repository's files; compares and applies lists of terms."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from matchmaking.core.db import Base, current_session, now
from matchmaking.vocabulary.kinds import FORMER, KINDS, STATUSES
from matchmaking.vocabulary.models import (
    APPLIED,
    FROM_DESK,
    FROM_FILE,
    NARROWER,
    RELATED,
    SAME,
    AmbiguousForm,
    BoilerplateWord,
    ProblemWord,
    Revision,
    Term,
    Word,
    WordRelation,
)
from matchmaking.vocabulary.queries import forget_after_commit
from matchmaking.vocabulary.tables import (
    Problem,
    TableError,
    TermRow,
    check_terms,
    decode,
    read_terms,
)
from matchmaking.vocabulary.word_tables import read_ambiguous_forms, read_boilerplate, read_problem_words, read_words

DATA = Path(__file__).parent / "data"
PARENTS = {kind.code: kind.parent for kind in KINDS.values()}
ADDED, CHANGED, UNCHANGED, RETIRED = "added", "changed", "unchanged", "retired"
_STORED = ("name", "name_en", "position", "status", "note", "note_en", "source")


@dataclass(frozen=True)
class RowChange:
    """What applying a list does to one term. `differences` are (column, before, after)."""

    what: str
    row: TermRow
    differences: tuple[tuple[str, str, str], ...] = ()


@dataclass
class LoadReport:
    """What a load did: per list, how many rows were added, changed, unchanged or retired; and what was left alone."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """Whether anything in the database is different now."""
        return any(count for found in self.counts.values() for what, count in found.items() if what != UNCHANGED)


@dataclass(frozen=True)
class FileContents:
    """Everything that the vocabulary's files hold, checked."""

    terms: list[TermRow]
    words: list[Any]
    problem_words: list[Any]
    ambiguous_forms: list[Any]
    boilerplate: list[Any]
    texts: dict[str, str]


def read_files(folder: Path = DATA) -> FileContents:
    """Read and check all files of a folder. Raises TableError with every problem found in all of them."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}

    def read(name: str, parse: Callable[[str, str], list[Any]]) -> list[Any]:
        try:
            texts[name] = decode((folder / name).read_bytes(), name)
            return parse(texts[name], name)
        except TableError as error:
            problems.extend(error.problems)
        except FileNotFoundError:
            problems.append(Problem(name, 1, "empty_file"))
        return []

    words = read("words.tsv", read_words)
    problem_words = read("problem_words.tsv", read_problem_words)
    forms = read("ambiguous_forms.csv", read_ambiguous_forms)
    boilerplate = read("boilerplate.csv", read_boilerplate)
    names = sorted(path.name for path in folder.glob("*.csv") if path.name not in texts)
    rows = [row for name in names for row in read(name, parse_terms)]
    problems += check_terms(rows, parents=PARENTS) if not problems else []
    if problems:
        raise TableError(problems)
    return FileContents(rows, words, problem_words, forms, boilerplate, texts)


def parse_terms(text: str, file: str) -> list[TermRow]:
    return read_terms(text, file, parents=PARENTS, statuses=STATUSES)


def load_vocabulary(folder: Path = DATA, *, replace: bool = False) -> LoadReport:
    """Bring the database in line with the repository's files; a second load changes nothing.

    Lists that an administrator uploaded later are left alone, unless `replace`. Terms are never deleted: those that
    are no longer in a list are only not current any more. Raises TableError before anything is written.
    """
    contents = read_files(folder)
    report = LoadReport()
    for kind in KINDS:
        rows = [row for row in contents.terms if row.kind == kind]
        newest = newest_applied(kind)
        if newest is not None and newest.origin == FROM_DESK and not replace:
            report.kept.append(kind)
            continue
        digest = digest_of(
            repr([[getattr(row, name) for name in ("code", "year", "parent", *_STORED)] for row in rows])
        )
        if newest is not None and newest.digest == digest:
            report.counts[kind] = {UNCHANGED: len(rows)}
            continue
        report.counts[kind] = apply_terms(kind, rows)
        _note_revision(kind, FROM_FILE, digest, len(rows))
    for name, file, rows, write in (
        ("words", "words.tsv", contents.words, _write_words),
        ("problem_words", "problem_words.tsv", contents.problem_words, _write_problem_words),
        ("ambiguous_forms", "ambiguous_forms.csv", contents.ambiguous_forms, _write_ambiguous_forms),
        ("boilerplate", "boilerplate.csv", contents.boilerplate, _write_boilerplate),
    ):
        digest = digest_of(contents.texts[file])
        newest = newest_applied(name)
        if newest is not None and newest.digest == digest:
            report.counts[name] = {UNCHANGED: len(rows)}
            continue
        write(rows)
        report.counts[name] = {CHANGED: len(rows)}
        _note_revision(name, FROM_FILE, digest, len(rows))
    return report


def newest_applied(list_code: str) -> Revision | None:
    """The revision of a list that holds now."""
    query = select(Revision).where(Revision.list_code == list_code, Revision.state == APPLIED)
    return current_session().scalar(query.order_by(Revision.applied_at.desc(), Revision.id.desc()).limit(1))


def compare_terms(kind: str, rows: Sequence[TermRow]) -> list[RowChange]:
    """What applying `rows` would do, row by row, retired terms last. Changes nothing."""
    stored = {(term.code, term.year): term for term in stored_terms(kind)}
    latest = max((row.year for row in rows), default=0)
    changes = []
    for row in rows:
        term = stored.pop((row.code, row.year), None)
        if term is None:
            changes.append(RowChange(ADDED, row))
            continue
        pairs = [(name, getattr(term, name), getattr(row, name)) for name in _STORED]
        pairs.append(("parent", term.parent_code, row.parent))
        pairs.append(("is_current", term.is_current, _is_current(row, latest)))
        differences = tuple(
            (name, _cell(before), _cell(after)) for name, before, after in pairs if (before or "") != (after or "")
        )
        changes.append(RowChange(CHANGED if differences else UNCHANGED, row, differences))
    changes += [RowChange(RETIRED, row_of(term)) for term in stored.values() if term.status != FORMER]
    return changes


def apply_terms(kind: str, rows: Sequence[TermRow]) -> dict[str, int]:
    """Make `rows` the list of a kind and say how many were added, changed, unchanged and retired."""
    counts: dict[str, int] = {}
    changes = compare_terms(kind, rows)
    stored = {(term.code, term.year): term for term in stored_terms(kind)}
    latest = max((row.year for row in rows), default=0)
    for change in changes:
        counts[change.what] = counts.get(change.what, 0) + 1
        row = change.row
        term = stored.get((row.code, row.year))
        if change.what == RETIRED:
            retired = stored[row.code, row.year]
            retired.status, retired.is_current = FORMER, False
            continue
        if term is None:
            term = Term(kind=kind, code=row.code, year=row.year)
            current_session().add(term)
        if change.what != UNCHANGED:
            for name in _STORED:
                setattr(term, name, getattr(row, name))
            term.parent_code, term.is_current = row.parent, _is_current(row, latest)
    forget_after_commit()
    # Readers in this transaction must see what was just applied.
    current_session().flush()
    return counts


def stored_terms(kind: str) -> list[Term]:
    query = select(Term).where(Term.kind == kind).order_by(Term.year, Term.position, Term.code)
    return list(current_session().scalars(query))


def stored_rows(kind: str) -> list[TermRow]:
    """All terms of a kind as rows, for the export: uploaded again unchanged, they change nothing."""
    return [row_of(term) for term in stored_terms(kind)]


def row_of(term: Term) -> TermRow:
    return TermRow(
        term.kind, term.code, term.name, term.name_en, term.year, term.parent_code, term.position, term.status,
        term.note, term.note_en, term.source,
    )  # fmt: skip


def _is_current(row: TermRow, latest_year: int) -> bool:
    """A list of a later year replaces the one before it; undated terms stand beside every year."""
    return row.status != FORMER and row.year in (0, latest_year)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _note_revision(list_code: str, origin: str, digest: str, count: int) -> None:
    current_session().add(
        Revision(
            list_code=list_code, origin=origin, state=APPLIED, digest=digest, row_count=count, applied_at=now()
        )
    )  # fmt: skip
    forget_after_commit()


def _replace(model: type[Base], records: Iterable[Base]) -> None:
    session = current_session()
    session.execute(delete(model))
    session.add_all(records)


def _write_words(rows: Iterable[Any]) -> None:
    # Nothing refers to words, so that replacing them all is the simplest thing that is always right.
    current_session().execute(delete(WordRelation))
    records = []
    for row in rows:
        pairs = [(SAME, row.same), (NARROWER, row.narrower), (RELATED, row.related)]
        relations = [WordRelation(relation=relation, other=other) for relation, parts in pairs for other in parts]
        records.append(Word(word=row.canonical, english=row.english, field=row.field, relations=relations))
    _replace(Word, records)


def _write_problem_words(rows: Iterable[Any]) -> None:
    pairs = dict.fromkeys((problem, word) for row in rows for problem in row.problems for word in row.research)
    _replace(ProblemWord, [ProblemWord(problem=problem, research=word) for problem, word in pairs])


def _write_ambiguous_forms(rows: Iterable[Any]) -> None:
    _replace(
        AmbiguousForm,
        [
            AmbiguousForm(
                token=row.token,
                meaning=row.meaning,
                word=row.word,
                industries=list(row.industries),
                contexts=list(row.contexts),
            )
            for row in rows
        ],
    )


def _write_boilerplate(rows: Iterable[Any]) -> None:
    _replace(BoilerplateWord, [BoilerplateWord(word=row.word, alone=row.alone) for row in rows])
