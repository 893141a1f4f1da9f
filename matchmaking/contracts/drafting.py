"""A contract as the fields of a template: every word and amount as it will stand in the text, in Chinese."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale

from matchmaking.contracts.capitals import capital_number, capitals
from matchmaking.contracts.fields import FIELDS, PARTY, template_for
from matchmaking.contracts.models import Contract, ContractParty, PaymentTerm
from matchmaking.contracts.phrases import blank, empty, phrase
from matchmaking.contracts.states import LICENCE
from matchmaking.core.languages import LOCALES
from matchmaking.listings.values import value_text
from matchmaking.vocabulary.queries import label

# The longer answers, which stand in `Contract.texts` by these names.
TEXTS = (
    "goal", "content", "scope", "method", "plan", "cooperation", "delivery", "place", "guidance", "rights",
    "implemented", "other_words", "royalty", "funds", "ownership_words", "benefit", "improvements_words",
    "confidentiality", "liability", "risk", "sublet", "equipment", "terms", "attachments", "other",
)  # fmt: skip
_SIGNS = {">=": "不低于 ", "<=": "不高于 ", "=": ""}


def amount_words(amount: Decimal) -> str:
    """1,200,000.00 元."""
    return f"{amount:,.2f} 元"


def day_words(day: date | None) -> str:
    """2026年12月1日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else empty()


def target_words(row: Any) -> str:
    """What an acceptance term demands: 不低于 120 µm."""
    if row.operator in _SIGNS and (row.value_low if row.value_low is not None else row.value_high) is not None:
        plain = value_text("=", row.value_low, row.value_high, row.text, row.unit)
        return f"{_SIGNS[row.operator]}{plain}"
    return value_text(row.operator, row.value_low, row.value_high, row.text, row.unit)


def values_of(contract: Contract) -> dict[str, Any]:
    """Everything that templates may show of a contract, in Chinese.

    What was not agreed reads 无; where a party is not described yet stands a line to write on.
    """
    with force_locale(LOCALES["zh"]):
        return _values(contract)


def _values(contract: Contract) -> dict[str, Any]:
    code = template_for(contract.kind, contract.sub_kind)
    total, technology = contract.amount or Decimal(0), contract.technology_amount or Decimal(0)
    values: dict[str, Any] = {name: contract.texts.get(name) or empty() for name in TEXTS}
    values |= {
        "number": contract.number, "title": contract.title,
        "sub_kind": label("contract_subkind", contract.sub_kind, "zh"),
        "licence_mode": label("licence_mode", contract.licence_mode, "zh") if contract.kind == LICENCE else "",
        "buyer_role": phrase(f"role.{code}.buyer"), "seller_role": phrase(f"role.{code}.seller"),
        "buyer": _party(contract.party("buyer")), "seller": _party(contract.party("seller")),
        "broker": _party(contract.party("broker")), "is_three_party": contract.is_three_party,
        "signed_on": "      年    月    日", "signed_place": contract.signed_place or blank(),
        "valid_from": day_words(contract.valid_from), "valid_until": day_words(contract.valid_until),
        "copies": capital_number(contract.copies or 0),
        "amount": amount_words(total), "amount_capital": capitals(total),
        "technology_amount": amount_words(technology), "technology_amount_capital": capitals(technology),
        "other_amount": amount_words(total - technology),
        "payment_mode": label("payment_mode", contract.payment_mode, "zh"),
        "ownership": phrase(f"ownership.{contract.ownership}"),
        "improvements": phrase(f"improvements.{contract.improvements}"),
        "dispute": phrase(f"dispute.{contract.dispute}").replace("{body}", contract.texts.get("dispute_body") or ""),
        "milestones": [
            {"number": str(one.position), "title": one.title, "content": one.content, "due": day_words(one.due_on)}
            for one in contract.milestones
        ],
        "acceptance": [
            {"number": str(one.position), "name": one.name, "target": target_words(one), "method": one.method}
            for one in contract.acceptance
        ],
        "payments": [
            {
                "number": str(one.position), "title": one.title, "amount": amount_words(one.amount),
                "due": due_words(contract, one),
            }
            for one in contract.payments
        ],
    }  # fmt: skip
    return {name: _filled(values[name], name) for name in FIELDS}


def due_words(contract: Contract, payment: PaymentTerm) -> str:
    """When a payment is due: at a milestone's acceptance, or on a day."""
    title = next((one.title for one in contract.milestones if one.position == payment.milestone_position), None)
    parts = [phrase("due.accepted").replace("{title}", title)] if title else []
    if payment.due_on:
        parts.append(phrase("due.day").replace("{day}", day_words(payment.due_on)))
    return "，".join(parts)


def _party(party: ContractParty | None) -> dict[str, str]:
    return {name: getattr(party, name, "") or blank() for name in PARTY}


def _filled(value: Any, name: str) -> Any:
    """No empty place in the text: what was not agreed reads 无; a list without rows has one that says so."""
    if isinstance(value, str):
        return value.strip("\n") or empty()
    if isinstance(value, dict):
        return {key: _filled(one, key) for key, one in value.items()}
    if isinstance(value, list):
        rows = value or [dict.fromkeys(FIELDS[name].rows, "")]
        return [{key: _filled(one, key) for key, one in row.items()} for row in rows]
    return value
