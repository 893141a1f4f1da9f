"""Tables in and out: reads xlsx, csv and jsonl row by row within limits, writes csv and xlsx without live formulas."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

LARGEST_FILE = 50 * 1024 * 1024
# What a small archive may unpack to; a real sheet of 100,000 rows stays far below.
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST_CELL = 100_000
# Columns of a workbook that is written are between so many signs wide, as its first rows need.
NARROWEST, WIDEST, MEASURED = 8, 60, 200
_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class TableError(ValueError):
    """The file cannot be read as a table; the message says where and what to do."""


@dataclass(frozen=True)
class TableRow:
    """One row: its number as a person would count it in the file, and its cells by column name."""

    number: int
    cells: dict[str, Any]


def read_rows(path: Path) -> Iterator[TableRow]:
    """The rows of a file, chosen by what it holds: xlsx, jsonl, or csv in UTF-8 or GB18030. Raises TableError."""
    if path.stat().st_size > LARGEST_FILE:
        raise TableError(_("文件超过 %(most)d MB，请拆成几个文件。", most=LARGEST_FILE // 1024 // 1024))
    if path.stat().st_size == 0:
        raise TableError(_("文件是空的。"))
    with path.open("rb") as file:
        start = file.read(4)
    rows = _xlsx(path) if start == b"PK\x03\x04" else _text_rows(path)
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise TableError(_("行数超过 %(most)d 行，请拆成几个文件。", most=MOST_ROWS))
        yield row


def _text_rows(path: Path) -> Iterator[TableRow]:
    text = _decoded(path.read_bytes())
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith("{"):
        yield from _jsonl(text)
    else:
        yield from _csv(text)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise TableError(_("文件不是 UTF-8 或 GB18030 文本。请在表格软件里另存为 xlsx 或 CSV。"))


def _jsonl(text: str) -> Iterator[TableRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError):
            raise TableError(_("第 %(number)d 行不是合法的 JSON。", number=number)) from None
        if not isinstance(cells, dict):
            raise TableError(_("第 %(number)d 行应为一个 JSON 对象。", number=number))
        yield TableRow(number, {str(name): value for name, value in cells.items()})


def _csv(text: str) -> Iterator[TableRow]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = _header(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(reader.line_num, header, cells)
    except csv.Error:
        raise TableError(_("第 %(number)d 行的引号不成对，或有过长的单元格。", number=reader.line_num)) from None


def _xlsx(path: Path) -> Iterator[TableRow]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise TableError(_("表格解压后太大，请拆成几个文件。"))
        book = load_workbook(path, read_only=True, data_only=True)
    except TableError:
        raise
    except Exception:
        # The reader raises whatever its parsers raise; all of it means the same to the user.
        raise TableError(_("打不开这个 xlsx 文件，可能已损坏或加了密码。")) from None
    try:
        sheet = book.worksheets[0]
        # A sheet may claim a million empty rows; without its claim only the rows that exist are read.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        header: list[str] = []
        for number, cells in enumerate(rows, 1):
            if not any(cell not in (None, "") for cell in cells):
                continue
            if not header:
                header = _header(cells)
            else:
                yield _row(number, header, cells)
    finally:
        book.close()


def _header(cells: Sequence[Any]) -> list[str]:
    header = [str(cell or "").strip() for cell in cells][:MOST_COLUMNS]
    named = [name for name in header if name]
    if not named:
        raise TableError(_("第一行应为列名。"))
    if len(set(named)) != len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise TableError(_("列名“%(name)s”出现了两次。", name=twice))
    return header


def _row(number: int, header: list[str], cells: Sequence[Any]) -> TableRow:
    if len(cells) > len(header) and any(cell not in (None, "") for cell in cells[len(header) :]):
        raise TableError(_("第 %(number)d 行的单元格比列名多。", number=number))
    values = {}
    for name, cell in zip(header, cells, strict=False):
        if not name or cell in (None, ""):
            continue
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise TableError(_("第 %(number)d 行“%(name)s”一格太长。", number=number, name=name))
        values[name] = cell.date() if isinstance(cell, datetime) else cell
    return TableRow(number, values)


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_STARTS_FORMULA) else value
    if isinstance(value, Decimal):
        # openpyxl writes a Decimal digit by digit, so that money stays exact.
        return int(value) if value == value.to_integral_value() else value
    return value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file with a byte order mark, so that spreadsheets read its Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in (header, *rows):
        cells = [harmless(cell) for cell in row]
        writer.writerow(
            [cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell for cell in cells]
        )
    return buffer.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with one sheet."""
    return write_sheets([(title, header, rows)])


def _widths(lines: Sequence[Sequence[Any]]) -> list[int]:
    """How wide each column must be for what stands in these rows, in signs; a Chinese sign takes two."""
    widths = [0] * max((len(line) for line in lines), default=0)
    for line in lines:
        for place, cell in enumerate(line):
            text = str(cell) if cell is not None else ""
            wide = sum(2 if east_asian_width(one) in "WF" else 1 for one in text[:WIDEST])
            widths[place] = max(widths[place], wide)
    return [min(max(one + 2, NARROWEST), WIDEST) for one in widths]


def write_sheets(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of several sheets, each with its title, header and rows."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        lines = ([harmless(cell) for cell in row] for row in chain([header], rows))
        # The widths must be written before the rows, of which there may be very many.
        first = list(islice(lines, MEASURED))
        for place, width in enumerate(_widths(first), 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        for line in chain(first, lines):
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
