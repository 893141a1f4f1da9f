"""The columns of an imported table of achievements."""

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

MEASUREMENT = {
    "name": needed(text(255)), "operator": operator, "value_low": number, "value_high": number, "text": text(255),
    "unit": text(60), "condition": text(255), "evidence_kind": code("evidence_kind"), "evidence_note": text(255),
}  # fmt: skip
RIGHT_STATES = {"已授权": "granted", "申请中": "pending", "已登记": "registered", "已失效": "lapsed"}
RIGHT = {
    "kind": needed(code("rights_kind")), "number": text(255), "title": text(255), "status": one_of(RIGHT_STATES),
    "granted_on": day,
}  # fmt: skip
BASES = {"团队自评": "self", "自评": "self", "第三方评价": "third_party", "第三方": "third_party"}
WRITTEN = {
    "name": "name", "operator": "operator", "low": "value_low", "high": "value_high", "text": "text", "unit": "unit",
    "note": "condition",
}  # fmt: skip
COLUMNS = (
    Column("title", text(255), ("title", "标题", "成果名称", "名称")),
    Column("summary", text(), ("summary", "一句话说明", "简介")),
    Column("problem_solved", text(), ("problem_solved", "解决什么问题")),
    Column("description", text(), ("description", "content", "方法或原理", "详细介绍")),
    Column("comparison", text(), ("comparison", "与现在常用办法比")),
    Column("team", text(255), ("team", "团队")),
    Column("leader_name", text(255), ("leader_name", "负责人")),
    Column("industry_codes", codes("industry"), ("industry_codes", "产业", "所属产业")),
    Column("technical_field", code("technical_field"), ("technical_field", "技术领域")),
    Column("field315", code("field315"), ("field315", "“315”战略领域")),
    Column("county_code", code("county"), ("county_code", "县（市、区）", "县市区")),
    Column("readiness_level", level, ("readiness_level", "成熟度")),
    Column("readiness_basis", one_of(BASES), ("readiness_basis", "成熟度依据")),
    Column("stage", code("stage"), ("stage", "研发阶段")),
    Column("keywords", words(30), ("keywords", "关键词")),
    Column("transfer_modes", codes("transfer_mode"), ("transfer_modes", "转化方式")),
    Column("try_before_pay", yes_no, ("try_before_pay", "可以先用后付")),
    Column("pricing_mode", code("pricing_mode"), ("pricing_mode", "定价方式")),
    Column("price_low", amount(), ("price_low", "参考价下限（元）")),
    Column("price_high", amount(), ("price_high", "参考价上限（元）")),
    Column("price_low", in_wan, ("参考价下限（万元）",)),
    Column("price_high", in_wan, ("参考价上限（万元）",)),
    Column("measurements", rows(MEASUREMENT, WRITTEN), ("measurements", "实测值")),
    Column("rights", rows(RIGHT), ("rights", "知识产权")),
)


def prepare(row: TableRow) -> TableRow:
    """A row without a title is called by its keywords; then they are not kept a second time."""
    keywords = row.cells.get("keywords")
    if "title" in row.cells or "标题" in row.cells or not isinstance(keywords, list):
        return row
    others = {name: cell for name, cell in row.cells.items() if name != "keywords"}
    return TableRow(row.number, {**others, "title": " ".join(str(word) for word in keywords)})
