"""Criteria and measured values that people write into one cell of a table."""

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading
from matchmaking.demands.models import Criterion
from matchmaking.listings.lines import read_lines
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("阀座泄漏率 ≤ 200 mL/min", {"name": "阀座泄漏率", "operator": "<=", "low": 200, "unit": "mL/min", "note": ""}),
        ("24 h 剥离强度≥4 N/mm", {"name": "24 h 剥离强度", "operator": ">=", "low": 4, "unit": "N/mm", "note": ""}),
        ("寿命不低于 30 天（台架）", {"name": "寿命", "operator": ">=", "low": 30, "unit": "天", "note": "台架"}),
        ("单套成本 约 0.21 万元", {"name": "单套成本", "operator": "~", "low": 0.21, "unit": "万元", "note": ""}),
        ("泵效率下降 1.4%", {"name": "泵效率下降", "operator": "=", "low": 1.4, "unit": "%", "note": ""}),
        (
            "使用温度：-40–80 ℃",
            {"name": "使用温度", "operator": "range", "low": -40, "high": 80, "unit": "℃", "note": ""},
        ),
        (
            "硬度 60-70 HA【期望】",
            {
                "importance": "期望",
                "name": "硬度",
                "operator": "range",
                "low": 60,
                "high": 70,
                "unit": "HA",
                "note": "",
            },
        ),
        ("抗粘连 80 ℃ 加压 24 h 不粘", {"name": "抗粘连", "operator": "text", "text": "80 ℃ 加压 24 h 不粘"}),
        ("无需周期满充 45 天不满充可用", {"name": "无需周期满充", "operator": "text", "text": "45 天不满充可用"}),
        ("寿命", "寿命"),
        ("长" * 400, "长" * 400),
    ],
)
def test_a_line_is_read_as_it_is_meant(written, expected):
    assert read_lines(written) == [expected]


def test_lines_are_parted_by_semicolons_and_line_breaks():
    assert [one["name"] for one in read_lines("寿命 ≥ 30 天；单价 ≤ 5 元\n噪声 ≤ 60 dB;")] == ["寿命", "单价", "噪声"]


def test_the_table_that_the_site_hands_out_can_be_imported(app: Flask, visitor: Visitor, tmp_path: Path) -> None:
    firm = make_organisation(name="瓯江试验阀门有限公司", short_name="瓯江试验阀门有限公司")
    wanted = [
        ("泄漏率", "<=", 200.0, None, None, "mL/min"),
        ("温度", "range", -40.0, 80.0, None, "℃"),
        ("定位", "text", None, None, "能指出单体", None),
    ]
    names = ("name", "operator", "target_low", "target_high", "text", "unit")
    make_demand(
        firm,
        title="球阀内漏",
        criteria=[{"importance": "must", **dict(zip(names, row, strict=True))} for row in wanted],
    )
    table = tmp_path / "demands.csv"
    table.write_bytes(visitor.send("GET", "/demands.csv").data)
    result = app.test_cli_runner().invoke(args=["import", "demands", str(table)])
    assert "1 rows: 1 created, 0 updated, 0 unchanged, 0 refused" in result.output
    with reading() as session:
        columns = [getattr(Criterion, name) for name in names]
        rows = session.execute(select(*columns).where(Criterion.demand_id == 2).order_by(Criterion.position)).all()
    assert [(*row[:-1], row[-1] or None) for row in rows] == wanted


def test_a_line_that_says_nothing_is_named(app: Flask, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("编号", "标题", "技术指标"), ("1", "球阀内漏", "泄漏率 ≤ 2 mL/min；寿命")])
    table.write_text(buffer.getvalue(), encoding="utf-8")
    make_organisation(name="甲厂")
    result = app.test_cli_runner().invoke(args=["import", "demands", str(table), "--organisation", "甲厂"])
    assert "第 2 项“寿命”看不出名称和数值" in result.output
    assert result.exit_code == 1


def test_a_file_without_rows_is_refused(app: Flask, tmp_path: Path) -> None:
    table = tmp_path / "a.xlsx"
    table.write_text("hello", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["import", "demands", str(table)])
    assert (result.exit_code, "没有数据行" in result.output) == (1, True)


def test_a_criterion_without_a_word_about_it_must_be_met(app: Flask, tmp_path: Path) -> None:
    table = tmp_path / "a.jsonl"
    table.write_text('{"id": "1", "title": "球阀内漏", "criteria": [{"name": "泄漏率"}]}', encoding="utf-8")
    make_organisation(name="甲厂")
    result = app.test_cli_runner().invoke(args=["import", "demands", str(table), "--organisation", "甲厂"])
    assert result.exit_code == 0
    with reading() as session:
        assert session.scalars(select(Criterion.importance)).all() == ["must"]
