"""Reads lists of terms from CSV, or says exactly which line is wrong; writes them as CSV again."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

COLUMNS = (
    "kind", "code", "name", "name_en", "year", "parent", "position", "status", "note", "note_en", "source",
)  # fmt: skip
LONGEST = {"name": 120, "name_en": 160, "note": 500, "note_en": 500, "source": 200}
MOST_ROWS = 5000
FIRST_YEAR, LAST_YEAR = 2000, 2100
_CODE = re.compile(r"[a-z0-9_]{1,40}")
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED_FORMULA = re.compile(r"^'(?=[=+\-@\t\r])")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file. `reason` is a key of `wording.PROBLEMS`; `values` fill its placeholders."""

    file: str
    line: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where to look: file:line."""
        return f"{self.file}:{self.line}"


class TableError(Exception):
    """A file cannot be used; `problems` lists everything that is wrong with it, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{one.place} {one.reason} {dict(one.values)}" for one in self.problems[:20]))


@dataclass(frozen=True)
class TermRow:
    """A term as it stands in a file; year 0 means that the term is not tied to a year."""

    kind: str
    code: str
    name: str
    name_en: str
    year: int
    parent: str | None
    position: int
    status: str
    note: str
    note_en: str
    source: str
    file: str = ""
    line: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes a term unique."""
        return self.kind, self.code, self.year


def decode(data: bytes, file: str) -> str:
    """Read bytes as UTF-8 or GB18030, the two encodings that spreadsheets here write. Raises TableError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise TableError([Problem(file, 1, "not_text")])


def read_terms(text: str, file: str, *, parents: Mapping[str, str], statuses: Collection[str]) -> list[TermRow]:
    """Read a CSV of terms. `parents` maps every known kind to the kind of its parents.

    Raises TableError with all problems of the file. Whether the parents exist is checked by `check_terms`, because
    they may stand in another file.
    """
    rows, problems = [], []
    for line, cells in records(text, file, COLUMNS, ","):
        row, wrong = _term(cells, file, line, parents, statuses)
        problems += wrong
        if row is not None:
            rows.append(row)
    if problems:
        raise TableError(problems)
    return rows


def _term(
    cells: Mapping[str, str], file: str, line: int, parents: Mapping[str, str], statuses: Collection[str]
) -> tuple[TermRow | None, list[Problem]]:
    wrong: list[Problem] = []

    def refuse(reason: str, **values: object) -> None:
        wrong.append(Problem(file, line, reason, values))

    if cells["kind"] not in parents:
        refuse("unknown_kind", kind=cells["kind"])
    if not _CODE.fullmatch(cells["code"]):
        refuse("bad_code", code=cells["code"])
    for column in ("name", "name_en"):
        if not cells[column]:
            refuse("empty_cell", column=column)
    for column, most in LONGEST.items():
        if len(cells[column]) > most:
            refuse("too_long", column=column, most=most)
    year = _whole_number(cells["year"] or "0")
    if year is None or (year and not FIRST_YEAR <= year <= LAST_YEAR):
        refuse("bad_year", year=cells["year"])
    position = _whole_number(cells["position"])
    if position is None:
        refuse("bad_position", position=cells["position"])
    if cells["status"] not in statuses:
        refuse("bad_status", status=cells["status"], known=", ".join(statuses))
    if wrong or year is None or position is None:
        return None, wrong
    text = {name: cells[name] for name in ("kind", "code", "name", "name_en", "status", "note", "note_en", "source")}
    return TermRow(**text, year=year, parent=cells["parent"] or None, position=position, file=file, line=line), []


def check_terms(rows: Iterable[TermRow], *, parents: Mapping[str, str]) -> list[Problem]:
    """Duplicates, parents that are missing, and terms that are their own ancestors, over all files together."""
    rows = list(rows)
    problems: list[Problem] = []
    first: dict[tuple[str, str, int], TermRow] = {}
    for row in rows:
        before = first.setdefault(row.key, row)
        if before is not row:
            values = {"code": row.code, "before": f"{before.file}:{before.line}"}
            problems.append(Problem(row.file, row.line, "duplicate_code", values))
    above = {(row.kind, row.code): row.parent for row in rows}
    for row in rows:
        if row.parent and (parents[row.kind], row.parent) not in above:
            problems.append(Problem(row.file, row.line, "missing_parent", {"parent": row.parent}))
        elif parents[row.kind] == row.kind and _circles(row, above):
            problems.append(Problem(row.file, row.line, "own_ancestor", {"code": row.code}))
    return problems


def _circles(row: TermRow, above: Mapping[tuple[str, str], str | None]) -> bool:
    seen, code = {row.code}, row.parent
    while code:
        if code in seen:
            return True
        seen.add(code)
        code = above.get((row.kind, code))
    return False


def csv_text(rows: Iterable[TermRow]) -> str:
    """Terms as CSV with a byte-order mark, so that spreadsheets read it as UTF-8 and start no formula from a cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [getattr(row, column) for column in COLUMNS]
        cells[COLUMNS.index("year")] = row.year or ""
        writer.writerow([safe_cell("" if cell is None else str(cell)) for cell in cells])
    return "\ufeff" + out.getvalue()


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula; reading a file takes it off again."""
    return "'" + text if _FORMULA.match(text) else text


def records(text: str, file: str, columns: tuple[str, ...], separator: str) -> list[tuple[int, dict[str, str]]]:
    """(line, cells) of every filled line below the header. Raises TableError for a wrong header or shape."""
    quoting = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, quoting=quoting)
    found: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if header != list(columns):
                    raise TableError([Problem(file, reader.line_num, "wrong_header", {"columns": ", ".join(columns)})])
            elif len(cells) != len(columns):
                values = {"found": len(cells), "expected": len(columns)}
                problems.append(Problem(file, reader.line_num, "wrong_cell_count", values))
            elif len(found) == MOST_ROWS:
                raise TableError([Problem(file, reader.line_num, "too_many_rows", {"most": MOST_ROWS})])
            else:
                clean = [_QUOTED_FORMULA.sub("", cell.strip()) for cell in cells]
                found.append((reader.line_num, dict(zip(columns, clean, strict=True))))
    except csv.Error:
        problems.append(Problem(file, reader.line_num, "broken_line"))
    if header is None:
        problems.append(Problem(file, 1, "empty_file"))
    if problems:
        raise TableError(problems)
    return found


def _whole_number(text: str) -> int | None:
    """A number of at most six digits, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
