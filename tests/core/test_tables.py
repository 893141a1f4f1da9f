"""Tables in and out: formats, limits, and cells that no spreadsheet takes for formulas."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from matchmaking.core import tables
from matchmaking.core.tables import TableError, TableRow, harmless, read_rows, write_csv, write_sheets, write_xlsx

EXPECTED = [TableRow(2, {"编号": "A-1", "标题": "阀座，涂层"}), TableRow(4, {"编号": "A-2", "标题": "鞋机"})]


def book(path: Path, *rows: list[object]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_csv_is_read_in_its_usual_encodings_and_with_its_usual_dividers(
    app: Flask, tmp_path: Path, encoding: str, between: str
) -> None:
    text = f"编号{between}标题\r\nA-1{between}阀座，涂层\r\n{between}\r\nA-2{between}鞋机\r\n"
    assert list(read_rows(file(tmp_path, "a.csv", text.encode(encoding)))) == EXPECTED


def test_a_workbook_is_read_with_the_row_numbers_that_people_see(app: Flask, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["编号", "标题"], ["A-1", "阀座，涂层"], [None, None], ["A-2", "鞋机"])
    assert list(read_rows(path)) == EXPECTED


def test_cells_of_a_workbook_keep_their_kind(app: Flask, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["数", "日", "空"], [7.5, date(2026, 12, 18), None])
    assert [row.cells for row in read_rows(path)] == [{"数": 7.5, "日": date(2026, 12, 18)}]


def test_lines_of_json_are_read_and_empty_ones_skipped(app: Flask, tmp_path: Path) -> None:
    text = '{"编号": "A-1", "标题": "阀座，涂层"}\n\n\n{"编号": "A-2", "标题": "鞋机"}'
    assert list(read_rows(file(tmp_path, "a.jsonl", text.encode()))) == [TableRow(1, EXPECTED[0].cells), EXPECTED[1]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "文件是空的"),
        ("a.csv", b"\xff\xfe\x00\x01", "不是 UTF-8 或 GB18030"),
        ("a.csv", "编号\n\0".encode(), "不是 UTF-8 或 GB18030"),
        ("a.csv", "编号,编号\n1,2".encode(), "“编号”出现了两次"),
        ("a.csv", "编号\n1,2".encode(), "第 2 行的单元格比列名多"),
        ("a.csv", '编号\n"没有结尾'.encode(), "引号不成对"),
        ("a.csv", b",,\n1,2,3", "第一行应为列名"),
        ("a.csv", b"x\n" + b"y" * 200_000, "过长的单元格"),
        ("a.jsonl", b'{"a": 1}\n{"a": ', "第 2 行不是合法的 JSON"),
        ("a.jsonl", b'{"a": 1}\n[1]', "第 2 行应为一个 JSON 对象"),
        ("a.jsonl", b'{"a": ' + b"[" * 100_000, "第 1 行不是合法的 JSON"),
        ("a.xlsx", b"PK\x03\x04 no archive", "打不开这个 xlsx 文件"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(
    app: Flask, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(TableError, match=message):
        list(read_rows(file(tmp_path, name, content)))


def test_an_archive_that_unpacks_without_end_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (tables.LARGEST_UNPACKED + 1))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(TableError, match="解压后太大"):
        list(read_rows(path))


def test_too_many_rows_and_too_large_files_are_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, "a.csv", b"x\n1\n2\n3\n")
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(TableError, match="行数超过 2 行"):
        list(read_rows(path))
    monkeypatch.setattr(tables, "LARGEST_FILE", 5)
    with pytest.raises(TableError, match="文件超过"):
        list(read_rows(path))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert f"'{text}" in write_csv(["x"], [[text]]).decode("utf-8-sig")
    cell = load_workbook(io.BytesIO(write_xlsx("表", ["x"], [[text]]))).active["A2"]
    # A carriage return comes back as a line feed without lxml, which openpyxl uses where it is installed.
    assert (cell.data_type, cell.value.replace("\r", "\n")) == ("s", f"'{text}".replace("\r", "\n"))


def test_numbers_days_and_nothing_stay_what_they_are() -> None:
    row = [Decimal("600000.00"), Decimal("0.5"), date(2026, 12, 18), None, -3, "文字"]
    assert [harmless(cell) for cell in row] == [600000, 0.5, date(2026, 12, 18), None, -3, "文字"]
    assert write_csv(["a"], [row]).decode("utf-8-sig").splitlines()[1] == "600000,0.5,2026-12-18,,-3,文字"
    assert [cell.value for cell in load_workbook(io.BytesIO(write_xlsx("表", list("abcdef"), [row]))).active[2]][
        4
    ] == -3


def test_columns_of_a_workbook_are_as_wide_as_their_words() -> None:
    data = write_sheets([("表", ["编号", "说明"], [["A-1", "合同提到的附件都已附上"], ["A-2", "长" * 90]])])
    sheet = load_workbook(io.BytesIO(data)).active
    assert [sheet.column_dimensions[one].width for one in "AB"] == [8, 60]
    assert [one.value for one in sheet["B"]] == ["说明", "合同提到的附件都已附上", "长" * 90]
