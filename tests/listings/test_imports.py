"""`flask import`: all or nothing, again without doubling, a report for every row."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from matchmaking import ROOT
from matchmaking.core.db import reading
from matchmaking.core.history import HistoryEntry
from matchmaking.organisations.models import Organisation
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Visitor

ORGANISATION = "瓯江试验阀门有限公司"


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def run(app: Flask, tried: Tried, path: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["import", tried.side.room, str(path), *options])


def stored(tried: Tried) -> list[tuple[str, str, str]]:
    with reading() as session:
        model = tried.side.model
        rows = session.execute(select(model.external_number, model.title, model.state).order_by(model.id))
        return [tuple(row) for row in rows]


def test_a_file_is_imported_once_however_often_it_is_given(app: Flask, tried: Tried, tmp_path: Path) -> None:
    make_organisation(name=ORGANISATION)
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "第一条"}, {"id": "2", "title": "第二条"})
    first = run(app, tried, path, "--organisation", ORGANISATION)
    assert first.exit_code == 0
    assert "row 1: created 1 第一条" in first.output
    assert "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused" in first.output
    second = run(app, tried, path, "--organisation", ORGANISATION)
    assert "2 rows: 0 created, 0 updated, 2 unchanged, 0 refused" in second.output
    write(path, {"id": "1", "title": "第一条，改过"}, {"id": "2", "title": "第二条"})
    third = run(app, tried, path, "--organisation", ORGANISATION)
    assert "2 rows: 0 created, 1 updated, 1 unchanged, 0 refused" in third.output
    assert stored(tried) == [("1", "第一条，改过", "draft"), ("2", "第二条", "draft")]


def test_another_source_with_the_same_numbers_is_another_record(app: Flask, tried: Tried, tmp_path: Path) -> None:
    make_organisation(name=ORGANISATION)
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "一条"})
    for source in ("甲", "乙", "甲"):
        run(app, tried, path, "--organisation", ORGANISATION, "--source", source)
    assert len(stored(tried)) == 2


def test_one_refused_row_stops_everything_unless_told_otherwise(app: Flask, tried: Tried, tmp_path: Path) -> None:
    make_organisation(name=ORGANISATION)
    bad = {"id": "2", "title": "第二条", f"{tried.amount}_low": -5}
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "第一条"}, bad, {"id": "3"})
    report = tmp_path / "report.csv"
    stopped = run(app, tried, path, "--organisation", ORGANISATION, "--report", str(report))
    assert stopped.exit_code == 1
    assert "row 2: refused 2 第二条" in stopped.output
    assert "金额不能是负数" in stopped.output
    assert "row 3: refused 3" in stopped.output
    assert "nothing was written" in stopped.output
    assert stored(tried) == []
    lines = report.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "row,number,title,result,reason"
    assert lines[1] == "1,1,第一条,created,"
    assert lines[2].startswith("2,2,第二条,refused,")
    skipped = run(app, tried, path, "--organisation", ORGANISATION, "--skip-refused")
    assert skipped.exit_code == 1
    assert "3 rows: 1 created, 0 updated, 0 unchanged, 2 refused" in skipped.output
    assert stored(tried) == [("1", "第一条", "draft")]


def test_a_dry_run_reports_and_writes_nothing(app: Flask, tried: Tried, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "第一条"})
    tried_out = run(app, tried, path, "--organisation", "新单位", "--create-organisation", "--dry-run")
    assert "1 rows: 1 created, 0 updated, 0 unchanged, 0 refused; nothing was written" in tried_out.output
    assert stored(tried) == []
    with reading() as session:
        assert session.scalars(select(Organisation)).all() == []
        assert session.scalars(select(HistoryEntry).where(HistoryEntry.action.endswith(".imported"))).all() == []


def test_published_imports_are_found_at_once_and_have_their_history(
    app: Flask, visitor: Visitor, tried: Tried, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "超低温球阀"}, {"id": "2", "title": "鞋机"})
    options = ("--organisation", "新单位", "--create-organisation", "--verified", "--publish")
    assert run(app, tried, path, *options).exit_code == 0
    found = visitor.open(tried.path() + "?q=球阀").soup.select(".record-title")
    assert [heading.get_text(strip=True) for heading in found] == ["超低温球阀"]
    assert f"{tried.side.prefix}-" in visitor.open(tried.path(1)).text
    with reading() as session:
        query = select(HistoryEntry).where(HistoryEntry.action == f"{tried.side.room}.imported")
        events = [(one.subject_id, one.to_state, one.data) for one in session.scalars(query)]
    assert events == [(1, "published", {"source": "a.jsonl"}), (2, "published", {"source": "a.jsonl"})]
    verified = app.test_cli_runner().invoke(args=["history", "verify"])
    assert verified.output.startswith("the chain is whole: ")


def test_unknown_and_unverified_organisations_are_refused(app: Flask, tried: Tried, tmp_path: Path) -> None:
    make_organisation(name="没认证的单位", state="unverified")
    path = write(
        tmp_path / "a.jsonl",
        {"id": "1", "title": "一", "organisation": "没有的单位"},
        {"id": "2", "title": "二", "organisation": "没认证的单位"},
        {"id": "3", "title": "三"},
    )
    output = run(app, tried, path, "--publish").output
    assert "没有名为“没有的单位”的单位" in output or "row 3: refused" in output
    assert "缺少单位" in output
    path = write(tmp_path / "a.jsonl", {"id": "2", "title": "二", "organisation": "没认证的单位"})
    assert "“没认证的单位”还没有通过单位认证" in run(app, tried, path, "--publish").output
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "一", "organisation": "没有的单位"})
    assert "没有名为“没有的单位”的单位" in run(app, tried, path).output


def test_xlsx_and_csv_say_the_same_with_chinese_headings(app: Flask, tried: Tried, tmp_path: Path) -> None:
    make_organisation(name=ORGANISATION)
    money = {"price": "参考价下限（万元）", "budget": "预算下限（万元）"}[tried.amount]
    header = ["编号", "标题", "单位", "所属产业", "关键词", money]
    cells = ["A-1", "球阀", ORGANISATION, "泵阀|新材料", "耐磨、密封", "180"]
    book = Workbook()
    book.active.append(header)
    book.active.append(cells)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_bytes("\n".join(",".join(row) for row in (header, cells)).encode("gb18030"))
    for number, name in enumerate(("a.xlsx", "a.csv"), 1):
        assert run(app, tried, tmp_path / name).exit_code == 0
        with reading() as session:
            record = session.get_one(tried.side.model, number)
            low = getattr(record, f"{tried.amount}_low")
            assert (record.title, record.industry_codes, record.keywords, low) == (
                "球阀", ["pump_valve", "new_materials"], ["耐磨", "密封"], 1_800_000,
            )  # fmt: skip


UNREADABLE = [
    ({"industry_codes": ["没有的产业"]}, "词表里没有“没有的产业”"),
    ({"county_code": "杭州市"}, "词表里没有“杭州市”"),
    ({"keywords": ["词"] + [f"词{n}" for n in range(40)]}, "最多 30 个词"),
    ({"title": "长" * 201}, "标题超过 200 个字符"),
    ({"title": "坏\ud800字"}, "看不见的控制字符"),
    ({"title": "坏\0字"}, "看不见的控制字符"),
    ({"title": ["不是文字"]}, "应为文字"),
    ({"title": ""}, "标题是空的"),
    ({"LOW": "很多"}, "不是数字"),
    ({"LOW": float("nan")}, "应为数字"),
    ({"LOW": float("inf")}, "应为数字"),
    ({"LOW": 10**20}, "不是数字"),
    ({"LOW": 2, "HIGH": 1}, "上限不能低于下限"),
    ({"ROWS": "[不是 JSON"}, "不是合法的 JSON"),
    ({"ROWS": {"name": "x"}}, "应为 JSON 对象的列表"),
    ({"ROWS": [{"nonsense": 1}]}, "不认识的字段“nonsense”"),
    ({"ROWS": [{"name": "x"}, {"unit": "MPa"}]}, "第 2 项的“name”：不能是空的"),
    ({"ROWS": [{"name": "x", "operator": "<>"}]}, "不认识关系“<>”"),
    ({"ROWS": [{"name": "x", "operator": "=", "unit": "u" * 21}]}, "单位写得太长"),
    ({"id": ""}, "缺少编号"),
]


def test_a_row_that_cannot_be_read_says_why(app: Flask, tried: Tried, tmp_path: Path) -> None:
    names = {"LOW": f"{tried.amount}_low", "HIGH": f"{tried.amount}_high", "ROWS": tried.rows}
    path = tmp_path / "a.jsonl"
    for cells, message in UNREADABLE:
        row = {"id": "1", "title": "一条", **{names.get(name, name): cell for name, cell in cells.items()}}
        path.write_text(json.dumps(row), encoding="utf-8")
        result = run(app, tried, path, "--organisation", "新单位", "--create-organisation")
        assert (cells, result.exit_code) == (cells, 1)
        assert message in result.output, result.output
        assert stored(tried) == []


def test_a_number_given_twice_is_refused_the_second_time(app: Flask, tried: Tried, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "一"}, {"id": "1", "title": "二"})
    output = run(app, tried, path, "--organisation", "新单位", "--create-organisation").output
    assert "row 2: refused 1 二 编号与第 1 行重复" in output


def test_a_file_that_is_no_table_is_one_plain_sentence(app: Flask, tried: Tried, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": ')
    result = run(app, tried, path)
    assert (result.exit_code, "第 1 行不是合法的 JSON" in result.output) == (1, True)


def test_columns_that_nobody_knows_are_named(app: Flask, tried: Tried, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "一", "colour": "red"})
    output = run(app, tried, path, "--organisation", "新单位", "--create-organisation").output
    assert "columns that were ignored: colour" in output


def test_only_columns_of_the_file_are_written(app: Flask, tried: Tried, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "1", "title": "一", "keywords": ["耐磨"]})
    options = ("--organisation", "新单位", "--create-organisation")
    run(app, tried, path, *options)
    run(app, tried, write(path, {"id": "1", "title": "二"}), *options)
    with reading() as session:
        record = session.get_one(tried.side.model, 1)
        assert (record.title, record.keywords) == ("二", ["耐磨"])


def test_the_sample_data_can_be_imported_as_a_file(app: Flask, tried: Tried) -> None:
    path = ROOT / "matchmaking" / "site" / "sample_data" / f"{tried.side.room}.jsonl"
    result = run(app, tried, path, "--create-organisation", "--no-jobs")
    assert result.exit_code == 0, result.output[-500:]
    with reading() as session:
        record = session.get_one(tried.side.model, 1)
        assert len(getattr(record, tried.rows)) > 2
        assert record.industry_codes == ["pump_valve"] or "pump_valve" in record.industry_codes
