"""What a demand is told to add: the five elements, the texts, the criteria and the terms."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matchmaking.demands.completeness import DONE, ELEMENTS, MISSING, THIN, Item, completeness, done_count, words_of

ROW = {
    "name": "结合强度",
    "importance": "must",
    "operator": ">=",
    "target_low": 70.0,
    "unit": "MPa",
    "test_method": "GB/T 8642",
}
FULL: dict[str, Any] = {
    "title": "含颗粒介质球阀的阀座耐磨涂层",
    "problem": "介质含 2% 石英砂，阀座平均 2.4 万次启闭后内漏，要做到 10 万次，每年返修 40 台。",
    "context": "用于煤化工管线，温度 420–450 ℃，不改阀体结构。",
    "tried": "普通喷涂层 60 小时起皮。",
    "budget_high": Decimal(1_800_000),
    "deadline_on": date(2026, 12, 18),
    "criteria": [ROW, {**ROW, "name": "硬度", "unit": "HV"}, {**ROW, "name": "孔隙率", "unit": "%"}],
}


def item(code: str, **changes: Any) -> Item:
    return next(one for one in completeness({**FULL, **changes}) if one.code == code)


def test_a_complete_demand_needs_nothing_more() -> None:
    items = completeness(FULL)
    assert [one.code for one in items] == [
        "material", "method", "effect", "product", "use", "problem", "context", "tried", "criteria", "budget",
        "deadline",
    ]  # fmt: skip
    assert {one.state for one in items} == {DONE}
    assert done_count(items) == 11
    assert [str(one.advice) for one in items] == [""] * 11


def test_an_empty_demand_is_told_what_to_add_everywhere() -> None:
    items = completeness({})
    assert {one.state for one in items} == {MISSING}
    assert all(str(one.advice) for one in items)
    assert done_count(items) == 0


def test_the_elements_say_by_which_words_they_were_recognised() -> None:
    assert item("material").found == ("涂层", "石英砂")
    assert item("product").found[:2] == ("阀", "阀座")
    assert item("use").found[0] == "介质"


@pytest.mark.parametrize(
    ("element", "text", "expected"),
    [
        ("material", "银行和胶州", ()),
        ("material", "SPEED 与 PE 膜", ("PE", "膜")),
        ("material", "用 316L 不锈钢", ("316L", "不锈钢")),
        ("method", "想用激光熔覆替代堆焊", ("激光", "熔覆", "替代", "堆焊")),
        ("effect", "寿命不低于 10 万次", ("寿命", "不低于")),
        ("product", "鞋底开胶", ("鞋底",)),
        ("use", "装在化工厂的管线上", ("化工厂", "管线")),
    ],
)
def test_words_of_an_element(element: str, text: str, expected: tuple[str, ...]) -> None:
    assert words_of(element, text) == expected


def test_every_element_has_words() -> None:
    assert all(
        words_of(code, text) for code, text in zip(ELEMENTS, ("钢", "焊接", "耐磨", "阀门", "用于"), strict=True)
    )


def test_a_problem_without_figures_is_thin() -> None:
    problem = "阀座在含砂的介质里很快就磨坏了，密封面被划伤以后就开始内漏，客户意见很大，返修也很麻烦。"
    assert (item("problem", problem=problem).state, item("problem", problem="阀座内漏").state) == (THIN, THIN)
    assert str(item("problem", problem=problem).advice) == "补上数字：现在多少，要到多少。"
    assert item("problem", problem="").state == MISSING


@pytest.mark.parametrize(
    ("rows", "state", "field"),
    [
        ([], MISSING, "criteria"),
        ([ROW], THIN, "criteria"),
        ([ROW, ROW, {**ROW, "unit": ""}], THIN, "criteria-2-unit"),
        ([ROW, {**ROW, "test_method": None}, ROW], THIN, "criteria-1-test_method"),
        ([ROW, {**ROW, "target_low": None}, ROW], THIN, "criteria-1-target_low"),
        ([ROW, {**ROW, "operator": "text", "text": "国际先进水平"}, ROW], THIN, "criteria-1-text"),
        ([ROW, ROW, {**ROW, "operator": "text", "text": "表面无裂纹", "unit": ""}], DONE, "criteria"),
    ],
)
def test_criteria_are_three_and_measurable(rows: list[dict[str, Any]], state: str, field: str) -> None:
    found = item("criteria", criteria=rows)
    assert (found.state, found.field) == (state, field)
    assert bool(str(found.advice)) is (state != DONE)


def test_one_end_of_the_budget_is_enough() -> None:
    assert item("budget", budget_high=None, budget_low=Decimal(1)).state == DONE
    assert item("budget", budget_high=None).state == MISSING
    assert item("deadline", deadline_on=None).field == "deadline_on"
