"""The columns of an imported table of demands."""

from datetime import timedelta
from typing import Any

from matchmaking.core.filters import today
from matchmaking.core.tables import TableRow
from matchmaking.listings.cells import (
    Column,
    amount,
    code,
    codes,
    day,
    in_wan,
    level,
    needed,
    number,
    one_of,
    operator,
    rows,
    text,
    words,
    yes_no,
)

IMPORTANCES = {"必须": "must", "必须达到": "must", "期望": "should", "期望达到": "should"}


def importance(cell: Any) -> str:
    """must or should; a criterion without a word about it must be met."""
    return one_of(IMPORTANCES)(cell) or "must"


CRITERION = {
    "name": needed(text(255)), "importance": importance, "operator": operator, "target_low": number,
    "target_high": number, "text": text(255), "unit": text(60), "present_value": text(255), "test_method": text(255),
}  # fmt: skip
WRITTEN = {
    "name": "name", "importance": "importance", "operator": "operator", "low": "target_low", "high": "target_high",
    "text": "text", "unit": "unit", "note": "test_method",
}  # fmt: skip
COLUMNS = (
    Column("title", text(255), ("title", "标题", "需求名称", "名称")),
    Column("summary", text(), ("summary", "一句话说明")),
    Column("problem", text(), ("problem", "content", "具体问题")),
    Column("context", text(), ("context", "背景与工况", "背景与现状")),
    Column("tried", text(), ("tried", "已试过的办法")),
    Column("offers", text(), ("offers", "企业能配合的")),
    Column("kind", code("demand_kind"), ("kind", "需求类型")),
    Column("hides_name", yes_no, ("hides_name", "不公开单位名称")),
    Column("industry_codes", codes("industry"), ("industry_codes", "产业", "所属产业")),
    Column("technical_field", code("technical_field"), ("technical_field", "技术领域")),
    Column("county_code", code("county"), ("county_code", "县（市、区）", "县市区")),
    Column("keywords", words(30), ("keywords", "关键词")),
    Column("budget_low", amount(), ("budget_low", "预算下限（元）")),
    Column("budget_high", amount(), ("budget_high", "预算上限（元）")),
    Column("budget_low", in_wan, ("预算下限（万元）",)),
    Column("budget_high", in_wan, ("预算上限（万元）",)),
    Column("deadline_on", day, ("deadline_on", "应答截止", "截止日期", "应答截止日期")),
    Column("wanted_by_on", day, ("wanted_by_on", "希望完成日期")),
    Column("cooperation_modes", codes("cooperation_mode"), ("cooperation_modes", "合作方式")),
    Column("rights_wish", text(255), ("rights_wish", "知识产权归属意愿")),
    Column("needs_readiness", level, ("needs_readiness", "对成熟度的要求")),
    Column("criteria", rows(CRITERION, WRITTEN), ("criteria", "技术指标")),
)
FROM_TODAY = {"deadline_days": "deadline_on", "wanted_by_days": "wanted_by_on"}


def prepare(row: TableRow) -> TableRow:
    """Days that are counted from today become dates."""
    cells = dict(row.cells)
    for name, field in FROM_TODAY.items():
        days = cells.pop(name, None)
        if isinstance(days, int) and abs(days) < 10_000:
            cells[field] = today() + timedelta(days=days)
    return TableRow(row.number, cells)
