"""A registration as its page, its checks and its papers need it: answers, lines, results, hints."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.achievements.models import Right
from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import newest_version
from matchmaking.contracts.states import SIGNED
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.registrations import checks, sheet, tax
from matchmaking.registrations.models import Registration
from matchmaking.vocabulary.kinds import ACTIVE
from matchmaking.vocabulary.queries import Entry, find_term, terms

ITEMS, HINTS = "registration_item", "tax_hint"


@dataclass(frozen=True)
class Item:
    """An item of the checklist: `result` is empty where a person ticks it."""

    entry: Entry
    result: checks.Result | None
    is_ticked: bool

    @property
    def is_met(self) -> bool:
        return self.result.is_met if self.result is not None else self.is_ticked


@dataclass(frozen=True)
class Hint:
    """A tax hint; `figure` is computed, `is_confirmed` false where the rule is not known for today."""

    entry: Entry
    figure: Decimal | None
    is_confirmed: bool


def answers_of(registration: Registration) -> dict[str, Any]:
    """The answers of the data sheet; what nobody has answered is taken from the records."""
    deal = registration.deal
    prefilled = sheet.prefilled(registration.contract, deal.buyer, deal.seller, _patents(registration))
    if not registration.sheet and deal.achievement is not None:
        kinds = _rights(registration)
        prefilled["rights_kinds"] = kinds
    return {**prefilled, **registration.sheet}


def _patents(registration: Registration) -> list[str]:
    return [one.number for one in _rows(registration) if one.number and one.kind in checks.PATENTS]


def _rights(registration: Registration) -> list[str]:
    return list(dict.fromkeys(one.kind for one in _rows(registration)))


def _rows(registration: Registration) -> Sequence[Right]:
    if registration.deal.achievement_id is None:
        return []
    query = select(Right).where(Right.achievement_id == registration.deal.achievement_id).order_by(Right.id)
    return list(current_session().scalars(query))


def lines_of(registration: Registration) -> list[sheet.Line]:
    """The data sheet, line by line."""
    return sheet.lines(registration.contract, answers_of(registration), registration.number)


def items_of(registration: Registration) -> list[Item]:
    """The checklist with what was checked and ticked."""
    case = _case(registration)
    return [Item(one, checks.check(one.code, case, today()), one.code in registration.ticks) for one in terms(ITEMS)]


def own_items() -> list[tuple[str, str]]:
    """The items that a person ticks."""
    return [(one.code, one.label()) for one in terms(ITEMS) if one.code not in checks.CHECKED]


def _case(registration: Registration) -> checks.Case:
    contract, answers = registration.contract, answers_of(registration)
    version = newest_version(contract)
    sub_kind = find_term("contract_subkind", contract.sub_kind)
    words = "".join(str(one.get("text", "")) for one in (version.clauses if version is not None else ()))
    return checks.Case(
        side=registration.side, is_signed=contract.state == SIGNED, signed_on=contract.signed_on,
        valid_from=_day(answers, "valid_from"), valid_until=_day(answers, "valid_until"), kind=contract.kind,
        sub_kind=contract.sub_kind, kind_of_sub=sub_kind.parent if sub_kind is not None else None,
        amount=contract.amount, technology_amount=contract.technology_amount,
        is_all_technology=contract.is_all_technology, words=words, answers=answers,
        lines=sheet.lines(contract, answers, registration.number), lacking_terms=_lacking_terms(contract),
    )  # fmt: skip


def _day(answers: dict[str, Any], name: str) -> Any:
    return sheet.read_day(answers.get(name))


def _lacking_terms(contract: Contract) -> list[str]:
    """What the civil code wants in a technology contract and this one does not say."""
    asked = (
        (bool(contract.acceptance), _("验收标准")),
        (bool(contract.payments) and contract.payment_mode is not None, _("价款和支付方式")),
        (contract.ownership is not None, _("成果归属")),
        (bool(contract.milestones) or contract.valid_until is not None, _("履行期限")),
    )
    return [words for is_there, words in asked if not is_there]


def hints_of(registration: Registration) -> list[Hint]:
    """The tax hints that belong to this contract, in the order of the list."""
    contract, answers = registration.contract, answers_of(registration)
    case = tax.Circumstances(
        kind=contract.kind, sub_kind=contract.sub_kind, amount=contract.amount,
        technology_amount=contract.technology_amount, is_related=bool(answers.get("is_related")),
        seller_kind=registration.deal.seller.kind,
    )  # fmt: skip
    wanted = tax.hints_for(case)
    amount = registration.amount if registration.amount is not None else contract.amount
    found = []
    for entry in terms(HINTS):
        if entry.code in wanted:
            figure = tax.stamp_duty(amount, stamp_rate()) if entry.code == tax.STAMP and amount is not None else None
            found.append(Hint(entry, figure, entry.status == ACTIVE))
    return found


def stamp_rate() -> Decimal:
    """The rate of stamp duty. Raises ValueError when the setting is no number."""
    text = current_app.config["STAMP_DUTY_RATE"]
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"STAMP_DUTY_RATE is not a number: {text}") from error
