"""The steps of a registration: prepared here, filed and decided elsewhere, written down here with their day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.queries import people_of
from matchmaking.deals.services import advance
from matchmaking.deals.states import PERFORMANCE, SELLER, SIDES
from matchmaking.files.contents import Content
from matchmaking.files.models import StoredFile
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify
from matchmaking.registrations import clocks, queries
from matchmaking.registrations.models import Registration, RegistrationStep
from matchmaking.registrations.signals import contract_registered
from matchmaking.registrations.states import (
    ACCEPTED,
    CANCELLED,
    CERTIFICATE,
    CHANGED,
    CORRECTED,
    FILED,
    IN_REGISTER,
    PREPARING,
    REFUSED,
    REGISTERED,
    REGISTRATION_STATES,
    SUPPLEMENT,
    WAIVED,
)
from matchmaking.registrations.tax import is_large

SUBJECT, PURPOSE = "registrations", "certificate"


@dataclass(frozen=True)
class Entry:
    """What stands in the register: the number as text, the confirmed amounts in yuan, the day."""

    number: str
    amount: Decimal
    technology_amount: Decimal
    on: date


def prepare(contract: Contract, *, actor: Viewer | None) -> Registration:
    """Begin the registration of a signed contract; there is one for each contract. The seller applies."""
    before = queries.registration_of(contract)
    if before is not None:
        return before
    registration = Registration(
        deal=contract.deal, deal_id=contract.deal_id, contract=contract, contract_id=contract.id,
        title=contract.title or contract.deal.title, side=SELLER, is_sample=contract.is_sample,
    )  # fmt: skip
    current_session().add(registration)
    # The log and the clock need its id.
    current_session().flush()
    logs.keep(contract.deal, "registrations.begun", actor=actor, registration_id=registration.id)
    _watch(registration)
    return registration


def write_sheet(
    registration: Registration, values: Mapping[str, Any], *, side: str, ticks: list[str], actor: Viewer
) -> None:
    """Store the answers of the data sheet and the ticks of the checklist. Amounts come as Decimal, days as dates."""
    registration.sheet = {name: stored(value) for name, value in values.items()}
    registration.ticks = ticks
    registration.side = side
    logs.keep(registration.deal, "registrations.sheet", actor=actor, registration_id=registration.id)
    _watch(registration)


def stored(value: Any) -> Any:
    """An answer as the sheet keeps it: amounts as decimal text, days as 2026-12-18."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def file(registration: Registration, *, on: date, office: str, receipt_number: str, actor: Viewer) -> None:
    """The material was handed in at the registry, elsewhere."""
    _check_day(registration, on)
    _move(registration, FILED, on=on, words=office, actor=actor)
    registration.filed_on, registration.office, registration.receipt_number = on, office, receipt_number
    registration.accepted_on = registration.supplement_until = None
    registration.missing = ""
    _watch(registration)
    _tell(registration)


def take_back(registration: Registration, *, on: date, words: str, actor: Viewer) -> None:
    """What was filed is withdrawn from the registry, to be prepared anew."""
    _check_day(registration, on)
    _move(registration, PREPARING, on=on, words=words, actor=actor)
    registration.filed_on = None
    _watch(registration)


def accept(registration: Registration, *, on: date, words: str, actor: Viewer) -> None:
    """The registry accepted it, or accepted it again with what was missing: its days count from this one."""
    _check_day(registration, on)
    _move(registration, ACCEPTED, on=on, words=words, actor=actor)
    registration.accepted_on, registration.supplement_until = on, None
    _watch(registration)
    _tell(registration)


def ask_supplement(registration: Registration, *, on: date, missing: str, until: date, actor: Viewer) -> None:
    """The registry wants more: what, and until when. Raises RuleBroken for a day before it asked."""
    _check_day(registration, on)
    if until < on:
        raise RuleBroken(_("补正期限不能早于要求补正的那天。"))
    _move(registration, SUPPLEMENT, on=on, words=missing, actor=actor)
    registration.missing, registration.supplement_until = missing, until
    _watch(registration)
    _tell(registration)


def register(registration: Registration, entry: Entry, *, actor: Viewer) -> None:
    """It stands in the register. Raises RuleBroken when the technology amount exceeds the total."""
    _check_day(registration, entry.on)
    _check_amounts(entry.amount, entry.technology_amount)
    _move(registration, REGISTERED, on=entry.on, words=entry.number, actor=actor)
    registration.number, registration.registered_on = entry.number, entry.on
    registration.amount, registration.technology_amount = entry.amount, entry.technology_amount
    registration.supplement_until = None
    _watch(registration)
    current_session().flush()
    contract_registered.send(registration, actor=actor)
    _tell(registration)
    advance(registration.deal, PERFORMANCE, actor=actor)


def refuse(registration: Registration, *, on: date, reason: str, actor: Viewer) -> None:
    """The registry will not register it; it may be filed again."""
    _check_day(registration, on)
    _move(registration, REFUSED, on=on, words=reason, actor=actor)
    registration.reason, registration.closed_on = reason, on
    _watch(registration)
    _tell(registration)


def change(
    registration: Registration, *, on: date, reason: str, amount: Decimal, technology_amount: Decimal, actor: Viewer
) -> None:
    """The registry has entered a change of the contract, with these amounts from now on."""
    _check_day(registration, on)
    _check_amounts(amount, technology_amount)
    _move(registration, CHANGED, on=on, words=reason, actor=actor)
    registration.reason, registration.closed_on = reason, on
    registration.amount, registration.technology_amount = amount, technology_amount
    _tell(registration)


def cancel(registration: Registration, *, on: date, reason: str, actor: Viewer) -> None:
    """The registry has struck it out, because the contract was dissolved or revoked."""
    _check_day(registration, on)
    _move(registration, CANCELLED, on=on, words=reason, actor=actor)
    registration.reason, registration.closed_on = reason, on
    _tell(registration)


def waive(registration: Registration, *, reason: str, actor: Viewer) -> None:
    """Decide not to register, with a reason, so that the deal can go on."""
    _move(registration, WAIVED, on=today(), words=reason, actor=actor)
    registration.reason, registration.closed_on = reason, today()
    _watch(registration)
    _tell(registration)
    advance(registration.deal, PERFORMANCE, actor=actor)


def resume(registration: Registration, *, actor: Viewer) -> None:
    """It is to be registered after all."""
    _move(registration, PREPARING, on=today(), words="", actor=actor)
    registration.reason, registration.closed_on = "", None
    _watch(registration)


def correct(
    registration: Registration, *, reason: str, number: str, amount: Decimal, technology_amount: Decimal, actor: Viewer
) -> None:
    """Number or amounts were written down wrongly: as the certificate has them. Raises RuleBroken where nothing is
    registered, and when the technology amount exceeds the total."""
    if registration.state not in IN_REGISTER:
        raise RuleBroken(_("登记以后才能更正登记金额。"))
    _check_amounts(amount, technology_amount)
    registration.number = number
    registration.amount, registration.technology_amount = amount, technology_amount
    _step(registration, CORRECTED, on=today(), words=reason, actor=actor)
    logs.keep(registration.deal, "registrations.corrected", actor=actor, registration_id=registration.id)


def keep_certificate(registration: Registration, content: Content, *, actor: Viewer) -> StoredFile:
    """Keep the certificate, byte by byte where it is a PDF. The earlier ones stay."""
    deal = registration.deal
    owner = deal.buyer_id if registration.side == "buyer" else deal.seller_id
    stored = keep(content, registration, PURPOSE, actor, organisation_id=owner)
    registration.certificate_sha256 = stored.sha256
    _step(registration, CERTIFICATE, on=today(), words=stored.name, actor=actor)
    logs.keep(
        deal, "registrations.certificate", actor=actor, registration_id=registration.id, sha256=stored.sha256
    )  # fmt: skip
    return stored


def follow_deal(registration: Registration) -> None:
    """The deal ended, or runs again."""
    _watch(registration)


def large_from() -> Decimal:
    """From how many yuan on a contract counts as large."""
    return Decimal(current_app.config["LARGE_CONTRACT_AMOUNT"])


def _watch(registration: Registration) -> None:
    clocks.watch(registration, is_large=is_large(registration.contract.technology_amount, large_from()))


def _move(registration: Registration, state: str, *, on: date, words: str, actor: Viewer) -> None:
    before = registration.state
    REGISTRATION_STATES.move(registration, state, actor=actor)
    _step(registration, state, on=on, words=words, actor=actor)
    logs.keep(
        registration.deal, f"registrations.{state}", actor=actor, registration_id=registration.id, before=before,
        on=on.isoformat(),
    )  # fmt: skip


def _step(registration: Registration, kind: str, *, on: date, words: str, actor: Viewer) -> None:
    side = acting_side(actor, registration.deal)
    registration.steps.append(
        RegistrationStep(kind=kind, on=on, words=words, at=now(), user_id=actor.user_id, side=side)
    )


def _check_day(registration: Registration, on: date) -> None:
    """A day that has come, not before the contract was signed, not before the step before."""
    if on > today():
        raise RuleBroken(_("这一天还没有到，请核对日期。"))
    signed_on = registration.contract.signed_on
    if signed_on is not None and on < signed_on:
        raise RuleBroken(_("日期不能早于合同签订日 %(day)s。", day=signed_on.isoformat()))
    kept = [one.on for one in registration.steps if one.kind not in (CERTIFICATE, CORRECTED)]
    if kept and on < kept[-1]:
        raise RuleBroken(_("日期不能早于上一步的 %(day)s。", day=kept[-1].isoformat()))


def _check_amounts(amount: Decimal, technology_amount: Decimal) -> None:
    if amount < 0 or technology_amount < 0:
        raise RuleBroken(_("金额不能小于零。"))
    if technology_amount > amount:
        raise RuleBroken(_("技术交易额不能超过合同成交额，请按登记证明核对。"))


def _tell(registration: Registration) -> None:
    deal = registration.deal
    people = [one for side in SIDES for one in people_of(deal, side)]
    once = f"registrations:{registration.id}:{registration.state}:{len(registration.steps)}"
    path = path_to("registrations.show_registration", deal_id=deal.id)
    notify(people, "registrations.moved", once, path, title=deal.title, state=registration.state)
