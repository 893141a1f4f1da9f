"""Reads the word files: relations, problem words, ambiguous short forms, boilerplate."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from matchmaking.vocabulary.tables import Problem, TableError, records

_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")
Row = TypeVar("Row", bound="WordRow | ProblemRow | FormRow | BoilerplateRow")


@dataclass(frozen=True)
class WordRow:
    """A word of the trade with what it is equal to, what it contains and what it is only related to.

    A part such as 微型断路器(MCB) names the same thing twice; one such as 线控制动(EMB,EHB) names two kinds of it.
    """

    canonical: str
    same: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    english: str
    field: str
    line: int = 0

    def bracketed(self) -> list[tuple[str, tuple[str, ...]]]:
        """(word, what stands in brackets behind it) for every narrower or related part that has brackets."""
        found = (_BRACKETS.fullmatch(part) for part in (*self.narrower, *self.related))
        return [(match[1].strip(), split(match[2], ",")) for match in found if match]


@dataclass(frozen=True)
class ProblemRow:
    """How a firm says it, and the words a researcher would use for it."""

    problems: tuple[str, ...]
    research: tuple[str, ...]


@dataclass(frozen=True)
class FormRow:
    """One meaning of a short form, the industries in which it is meant, and words that stand beside it."""

    token: str
    meaning: str
    word: str
    industries: tuple[str, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True)
class BoilerplateRow:
    """A word that says little; with `alone` only when it is not part of a longer term."""

    word: str
    alone: bool


def read_words(text: str, file: str) -> list[WordRow]:
    """Read the relations between words (tab-separated; `same` split by |, `narrower` and `related` by commas)."""

    def row(cells: Mapping[str, str]) -> WordRow:
        return WordRow(
            cells["canonical"],
            split(cells["same"], "|"),
            split_outside_brackets(cells["narrower"]),
            split_outside_brackets(cells["related"]),
            cells["english"],
            cells["field"],
            int(cells["line"]),
        )

    columns = ("canonical", "same", "narrower", "related", "english", "field")
    rows = _rows(text, file, columns, "\t", ("canonical", "english", "field"), row, lambda one: one.canonical)
    problems = _twice_named(rows, file)
    if problems:
        raise TableError(problems)
    return rows


def _twice_named(rows: Iterable[WordRow], file: str) -> list[Problem]:
    """A word that is "the same as" two different words would silently make those two the same."""
    problems: list[Problem] = []
    home: dict[str, WordRow] = {}
    for row in rows:
        for word in (row.canonical, *row.same):
            before = home.setdefault(word.casefold(), row)
            if before is not row:
                values = {"word": word, "first": before.canonical, "second": row.canonical}
                problems.append(Problem(file, row.line, "same_as_two", values))
    return problems


def read_problem_words(text: str, file: str) -> list[ProblemRow]:
    """Read what firms say beside what researchers say (tab-separated, both cells split by |)."""
    return _rows(
        text,
        file,
        ("problem", "research"),
        "\t",
        ("problem", "research"),
        lambda cells: ProblemRow(split(cells["problem"], "|"), split(cells["research"], "|")),
        lambda one: one.problems,
    )


def read_ambiguous_forms(text: str, file: str) -> list[FormRow]:
    """Read the short forms with several meanings (CSV; `industries` and `contexts` split by |)."""

    def row(cells: Mapping[str, str]) -> FormRow:
        industries, contexts = split(cells["industries"], "|"), split(cells["contexts"], "|")
        return FormRow(cells["token"], cells["meaning"], cells["word"], industries, contexts)

    columns = ("token", "meaning", "word", "industries", "contexts")
    return _rows(text, file, columns, ",", columns[:3], row, lambda one: (one.token, one.meaning))


def read_boilerplate(text: str, file: str) -> list[BoilerplateRow]:
    """Read the words that say little (CSV; `alone` is 0 or 1)."""
    return _rows(
        text,
        file,
        ("word", "alone"),
        ",",
        ("word", "alone"),
        lambda cells: BoilerplateRow(cells["word"], cells["alone"] == "1"),
        lambda one: one.word,
    )


def split(cell: str, separator: str) -> tuple[str, ...]:
    """The non-empty parts of a cell."""
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def split_outside_brackets(cell: str) -> tuple[str, ...]:
    """Split at commas that do not stand inside brackets: 线控制动(EMB,EHB),电子驻车(EPB) are two parts."""
    return tuple(part.strip() for part in re.split(r",(?![^()]*\))", cell) if part.strip())


def _rows(
    text: str,
    file: str,
    columns: tuple[str, ...],
    separator: str,
    needed: tuple[str, ...],
    make: Callable[[Mapping[str, str]], Row],
    key: Callable[[Row], object],
) -> list[Row]:
    """Read rows of any of the word files; refuses empty cells of `needed` and rows with the same key."""
    rows: list[Row] = []
    problems: list[Problem] = []
    lines: dict[object, int] = {}
    for line, cells in records(text, file, columns, separator):
        problems += [Problem(file, line, "empty_cell", {"column": name}) for name in needed if not cells[name]]
        row = make({**cells, "line": str(line)})
        before = lines.setdefault(key(row), line)
        if before != line:
            values = {"code": cells[columns[0]], "before": f"{file}:{before}"}
            problems.append(Problem(file, line, "duplicate_code", values))
        rows.append(row)
    if problems:
        raise TableError(problems)
    return rows
