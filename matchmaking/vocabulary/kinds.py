"""The kinds of terms: their names, where a term's parent stands, and what has to be said about the list."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

UNDATED = 0
ACTIVE, INCOMPLETE, UNCONFIRMED, FORMER = "active", "incomplete", "unconfirmed", "former"
STATUSES = {
    ACTIVE: _l("使用中"),
    INCOMPLETE: _l("名单待补全"),
    UNCONFIRMED: _l("部分信息未确认"),
    FORMER: _l("旧称"),
}


@dataclass(frozen=True)
class Kind:
    """One list of terms. `parent` is the kind in which the parents of its terms stand."""

    code: str
    name: Any
    parent: str
    remark: Any = ""


def _kind(code: str, name: Any, remark: Any = "", *, parent: str | None = None) -> Kind:
    return Kind(code, name, parent or code, remark)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        _kind("industry_group", _l("产业分组")),
        _kind(
            "industry",
            _l("产业（5+5+N）"),
            _l("新兴产业的名单随年份变化：2021 年的“新能源智能网联汽车”在 2025 年的名单中改为“新能源”。"),
            parent="industry_group",
        ),
        _kind(
            "field315",
            _l("“315”战略领域"),
            _l("省级文件共 15 个战略领域。公开资料不能核对的没有收入，请在主管部门提供名单后上传补全。"),
        ),
        _kind("port_valley", _l("一港五谷")),
        _kind("county", _l("县（市、区）")),
        _kind("zone", _l("功能区"), _l("功能区没有独立的行政区划代码，与县（市、区）分开记录。")),
        _kind("technical_field", _l("技术领域"), _l("技术合同统计使用的 11 个领域，登记前以登记机构的口径为准。")),
        _kind("readiness", _l("技术成熟度")),
        _kind("stage", _l("研发阶段")),
        _kind("contract_kind", _l("技术合同类别")),
        _kind("contract_subkind", _l("技术合同细类"), parent="contract_kind"),
        _kind("licence_mode", _l("许可方式")),
        _kind("transfer_mode", _l("转化方式")),
        _kind("pricing_mode", _l("定价方式")),
        _kind("payment_mode", _l("支付方式")),
        _kind("plan_source", _l("计划来源")),
        _kind(
            "registration_item",
            _l("合同登记核对清单"),
            _l("登记机构另有要求时，在这里增删。代码与系统自带相同的几项由平台自动核对，其余由填写人勾选。"),
        ),
        _kind(
            "tax_hint",
            _l("税收提示"),
            _l(
                "显示在合同登记页上，只作提示，以税务机关为准。政策未确认的，状态用“部分信息未确认”，页面会写“待确认”。"
            ),
        ),
        _kind("demand_kind", _l("需求类型")),
        _kind("cooperation_mode", _l("合作方式")),
        _kind("rights_kind", _l("知识产权类别")),
        _kind("evidence_kind", _l("指标依据")),
        _kind("outcome_form", _l("成果形式")),
        _kind("urgency", _l("紧急程度")),
        _kind("judgment_reason", _l("匹配评价的原因")),
        _kind("triage_reason", _l("退回诊断的原因")),
        _kind("decline_reason", _l("应答未被选定的原因"), _l("应答单位会看到选定的那一条和一句说明。")),
    )
}
