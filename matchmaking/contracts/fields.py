"""What a template of a contract may name, and what it must: names, words for administrators, an example of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

# code of a template: its name. The kinds and sub-kinds of contracts that use it: `TEMPLATE_OF`.
COMMISSIONED, JOINT, TRANSFER, LICENCE, CONSULTING, SERVICE = (
    "commissioned", "joint", "transfer", "licence", "consulting", "service",
)  # fmt: skip
TEMPLATES = {
    COMMISSIONED: _l("技术开发（委托）合同"),
    JOINT: _l("技术开发（合作）合同"),
    TRANSFER: _l("技术转让合同"),
    LICENCE: _l("技术许可合同"),
    CONSULTING: _l("技术咨询合同"),
    SERVICE: _l("技术服务合同"),
}
TEMPLATE_OF = {
    "development": COMMISSIONED, "joint_development": JOINT, "transfer": TRANSFER, "licence": LICENCE,
    "consulting": CONSULTING, "service": SERVICE,
}  # fmt: skip


def template_for(kind: str | None, sub_kind: str | None) -> str:
    """The code of the template for a kind of contracts; a sub-kind may have its own."""
    return TEMPLATE_OF.get(sub_kind or "") or TEMPLATE_OF.get(kind or "", SERVICE)


@dataclass(frozen=True)
class Field:
    """One name that templates may use. `rows`: it is a list, whose rows have these names."""

    label: Any
    example: str = ""
    rows: Mapping[str, Any] = field(default_factory=dict)
    is_party: bool = False
    is_flag: bool = False


PARTY = {
    "name": _l("名称"), "credit_code": _l("统一社会信用代码"), "address": _l("住所地"),
    "legal_representative": _l("法定代表人"), "contact_name": _l("项目联系人"), "phone": _l("电话"),
    "email": _l("电子信箱"), "postal_address": _l("通讯地址"),
}  # fmt: skip
FIELDS: dict[str, Field] = {
    "number": Field(_l("合同编号"), "HT-2026-00007"),
    "title": Field(_l("项目名称"), "阀座耐磨涂层开发"),
    "sub_kind": Field(_l("合同细类"), "委托开发"),
    "licence_mode": Field(_l("许可方式"), "普通许可"),
    "buyer_role": Field(_l("甲方的身份"), "委托方"),
    "seller_role": Field(_l("乙方的身份"), "受托方"),
    "buyer": Field(_l("甲方（需求方）"), "甲", is_party=True),
    "seller": Field(_l("乙方（成果方）"), "乙", is_party=True),
    "broker": Field(_l("丙方（技术转移服务方）"), "丙", is_party=True),
    "is_three_party": Field(_l("是否三方合同，只能用在 if 里"), is_flag=True),
    "signed_on": Field(_l("签订时间"), "2026年12月1日"),
    "signed_place": Field(_l("签订地点"), "签订地示例"),
    "valid_from": Field(_l("有效期起"), "2026年12月2日"),
    "valid_until": Field(_l("有效期止"), "2028年12月3日"),
    "copies": Field(_l("份数"), "陆"),
    "goal": Field(_l("技术目标"), "目标示例"),
    "content": Field(_l("技术内容"), "内容示例"),
    "scope": Field(_l("范围和要求"), "范围示例"),
    "method": Field(_l("方法和路线"), "方法示例"),
    "plan": Field(_l("计划（合作开发：乙方承担的部分）"), "计划示例"),
    "cooperation": Field(_l("甲方提供的资料与协作"), "协作示例"),
    "delivery": Field(_l("成果的交付"), "交付示例"),
    "place": Field(_l("履行地点"), "履行地示例"),
    "guidance": Field(_l("技术指导与培训"), "指导示例"),
    "rights": Field(_l("权利状况"), "权利示例"),
    "implemented": Field(_l("已实施或许可的状况"), "实施示例"),
    "milestones": Field(
        _l("进度节点"),
        rows={"number": _l("序号"), "title": _l("节点"), "content": _l("工作内容"), "due": _l("完成日期")},
    ),
    "acceptance": Field(
        _l("验收指标"),
        rows={"number": _l("序号"), "name": _l("指标"), "target": _l("要求"), "method": _l("检验方法")},
    ),
    "amount": Field(_l("合同成交额"), "1,234,567.89 元"),
    "amount_capital": Field(_l("合同成交额大写"), "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
    "technology_amount": Field(_l("技术交易额"), "1,034,567.89 元"),
    "technology_amount_capital": Field(_l("技术交易额大写"), "壹佰零叁万肆仟伍佰陆拾柒元捌角玖分"),
    "other_amount": Field(_l("非技术部分的费用"), "200,000.00 元"),
    "other_words": Field(_l("非技术部分用于什么"), "非技术费用示例"),
    "payment_mode": Field(_l("支付方式"), "一次总算、分期支付"),
    "payments": Field(
        _l("各期款项"),
        rows={"number": _l("期次"), "title": _l("款项"), "amount": _l("金额"), "due": _l("支付条件或日期")},
    ),
    "royalty": Field(_l("提成的比例、基数和期限"), "提成示例"),
    "funds": Field(_l("经费的使用"), "经费示例"),
    "ownership": Field(_l("成果的归属"), "归属示例"),
    "ownership_words": Field(_l("归属的补充约定"), "归属补充示例"),
    "benefit": Field(_l("收益分配"), "收益示例"),
    "improvements": Field(_l("后续改进"), "改进示例"),
    "improvements_words": Field(_l("后续改进的补充约定"), "改进补充示例"),
    "confidentiality": Field(_l("保密"), "保密示例"),
    "liability": Field(_l("违约责任"), "违约示例"),
    "risk": Field(_l("风险责任"), "风险示例"),
    "sublet": Field(_l("转委托的限制"), "转委托示例"),
    "equipment": Field(_l("设备和资料的归属"), "设备示例"),
    "dispute": Field(_l("争议的解决"), "争议示例"),
    "terms": Field(_l("名词和术语"), "术语示例"),
    "attachments": Field(_l("附件"), "附件示例"),
    "other": Field(_l("其他约定"), "其他示例"),
}
# What the civil code (article 845) and the registration ask for; every template must show it.
REQUIRED = (
    "number", "title", "buyer.name", "seller.name", "content", "scope", "milestones.title", "milestones.due", "place",
    "delivery", "acceptance.name", "acceptance.target", "acceptance.method", "amount", "amount_capital",
    "technology_amount", "payment_mode", "payments.amount", "payments.due", "ownership", "ownership_words", "benefit",
    "improvements", "confidentiality", "dispute", "terms", "valid_from", "valid_until",
)  # fmt: skip
RIGHTS_TOO = (TRANSFER, LICENCE)


def required_in(code: str) -> tuple[str, ...]:
    """The names that the template of this code must show: of patents also the rights themselves."""
    return (*REQUIRED, "rights") if code in RIGHTS_TOO else REQUIRED


def label_of(name: str) -> str:
    """A name as administrators read it: "acceptance.method" is 验收指标：检验方法."""
    first, _dot, second = name.partition(".")
    field_ = FIELDS[first]
    words = (PARTY if field_.is_party else field_.rows).get(second)
    return f"{field_.label}：{words}" if words is not None else str(field_.label)


def examples() -> dict[str, Any]:
    """One example of everything, each different, for trying a template."""
    made: dict[str, Any] = {}
    for name, one in FIELDS.items():
        if one.is_flag:
            made[name] = True
        elif one.is_party:
            made[name] = {key: f"{one.example}方{key}示例" for key in PARTY}
        elif one.rows:
            made[name] = [{key: f"{name}-{key}-{number}" for key in one.rows} for number in (1, 2)]
        else:
            made[name] = one.example
    return made
