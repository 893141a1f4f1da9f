"""The data sheet of a registration in the order of the state's form: what is prefilled, what lacks, its lines.

The fields and their order are those of the 技术合同登记表; which are required is what the form requires. The lines are
in Chinese whoever asks: they are copied into a Chinese form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from matchmaking.contracts.models import Contract
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.vocabulary.queries import label

CHINA = "156"
# Codes of 机构性质 that follow from the kind of an organisation here; of others only their registration tells.
BODIES = {OrganisationKind.UNIVERSITY: "022", OrganisationKind.INSTITUTE: "021"}
TRANSFER = "transfer"
NO_RIGHTS = "none"
TEN_THOUSAND = Decimal(10_000)
PARTY = ("name", "country", "region", "body", "credit_code", "contact", "phone")
# Which of a party's fields the form requires.
PARTY_NEEDED = ("name", "country", "region", "body", "credit_code", "contact")


@dataclass(frozen=True)
class Line:
    """One line of the sheet: `code` of its field, `part` of the form, the Chinese label, what stands there."""

    code: str
    part: str
    label: str
    value: str
    is_needed: bool = True

    @property
    def lacks(self) -> bool:
        return self.is_needed and not self.value


def prefilled(contract: Contract, buyer: Organisation, seller: Organisation, patents: list[str]) -> dict[str, Any]:
    """What the contract, the organisations and the achievement already say, by field."""
    found: dict[str, Any] = {
        "project_name": contract.title, "signed_place": contract.signed_place,
        "valid_from": _iso(contract.valid_from or contract.signed_on), "valid_until": _iso(contract.valid_until),
        "patent_numbers": patents, "technical_field": "", "rights_kinds": [], "economic_goal": "", "plan_source": "",
        "is_related": None, "expected_input": None, "expected_output": None,
    }  # fmt: skip
    for side, organisation in (("seller", seller), ("buyer", buyer)):
        party = contract.party(side)
        found |= {
            f"{side}_name": (party.name if party else "") or organisation.name,
            f"{side}_country": CHINA,
            f"{side}_region": organisation.county_code or "",
            f"{side}_body": BODIES.get(OrganisationKind(organisation.kind), ""),
            f"{side}_credit_code": (party.credit_code if party else "") or organisation.credit_code or "",
            f"{side}_contact": (party.contact_name if party else "") or organisation.contact_name or "",
            f"{side}_phone": (party.phone if party else "") or organisation.contact_phone or "",
        }
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def lines(contract: Contract, answers: Mapping[str, Any], number: str | None = None) -> list[Line]:
    """All lines in the order of the form."""
    text = {name: _text(value) for name, value in answers.items()}
    kind = " / ".join(
        one for one in (label("contract_kind", contract.kind, "zh"), label("contract_subkind", contract.sub_kind, "zh"))
        if one
    )  # fmt: skip
    is_transfer = contract.kind == TRANSFER
    has_patents = any(one in ("invention", "utility_model", "design") for one in answers.get("rights_kinds") or ())
    basic, money, technical = "基本情况", "金额与支付", "技术与统计"
    return [
        Line("number", basic, "合同登记编号", number or "", False),
        Line("project_name", basic, "项目名称", text["project_name"]),
        Line("kind", basic, "合同类别", kind),
        Line("signed_on", basic, "签订日期", _iso(contract.signed_on)),
        Line("valid_from", basic, "有效期限（起）", text["valid_from"]),
        Line("valid_until", basic, "有效期限（止）", text["valid_until"]),
        Line("signed_place", basic, "签订地点", text["signed_place"]),
        *_party("seller", "卖方", text),
        *_party("buyer", "买方", text),
        Line("amount", money, "合同成交额（万元）", ten_thousands(contract.amount)),
        Line("technology_amount", money, "技术交易额（万元）", ten_thousands(contract.technology_amount)),
        Line("payment_mode", money, "支付方式", label("payment_mode", contract.payment_mode, "zh")),
        Line("technical_field", technical, "技术领域", label("technical_field", text["technical_field"], "zh")),
        Line("rights_kinds", technical, "知识产权类别", "、".join(
            label("rights_kind", one, "zh") for one in answers.get("rights_kinds") or ())),
        Line("patent_numbers", technical, "专利号", text["patent_numbers"],
             is_transfer_of_right(contract.kind) and has_patents),
        Line("economic_goal", technical, "社会经济目标", text["economic_goal"]),
        Line("plan_source", technical, "计划来源", label("plan_source", text["plan_source"], "zh")),
        Line("is_related", technical, "是否关联交易", _yes_no(answers.get("is_related"))),
        Line("expected_input", technical, "预计新增投入（万元）", ten_thousands(amount_of(answers, "expected_input")),
             is_transfer),
        Line("expected_output", technical, "预计新增产值（万元）", ten_thousands(amount_of(answers, "expected_output")),
             is_transfer),
    ]  # fmt: skip


def is_transfer_of_right(kind: str | None) -> bool:
    """Whether a right changes hands or is licensed."""
    return kind in (TRANSFER, "licence")


def _party(side: str, word: str, text: Mapping[str, str]) -> list[Line]:
    labels = {
        "name": "名称", "country": "国别代码", "region": "行政区划代码", "body": "机构性质代码",
        "credit_code": "统一社会信用代码", "contact": "联系人", "phone": "联系电话",
    }  # fmt: skip
    found = []
    for name in PARTY:
        # A party from abroad has neither a region nor a credit code of this country.
        is_abroad = text[f"{side}_country"] not in ("", CHINA)
        is_needed = name in PARTY_NEEDED and not (is_abroad and name in ("region", "body", "credit_code"))
        found.append(Line(f"{side}_{name}", word, f"{word}{labels[name]}", text[f"{side}_{name}"], is_needed))
    return found


def amount_of(answers: Mapping[str, Any], name: str) -> Decimal | None:
    """An amount of the answers, in yuan; it is kept as decimal text."""
    value = answers.get(name)
    return Decimal(str(value)) if value not in (None, "") else None


def ten_thousands(amount: Decimal | None) -> str:
    """Yuan as 万元, exact to the fen: six decimals at most, no zeros behind."""
    if amount is None:
        return ""
    shown = f"{amount / TEN_THOUSAND:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


def _yes_no(value: Any) -> str:
    return "" if value is None else "是" if value else "否"


def read_day(value: Any) -> date | None:
    """A day of the answers, kept as 2026-12-18."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
