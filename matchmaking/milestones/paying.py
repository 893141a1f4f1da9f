"""Asking for a payment, saying that it was paid, confirming what has come. No money flows through the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.deals import logs
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.milestones import queries
from matchmaking.milestones.models import Payment, PaymentEntry, PerformancePlan
from matchmaking.milestones.planning import settle
from matchmaking.milestones.plans import fen, sha256_of
from matchmaking.milestones.signals import payment_received
from matchmaking.milestones.states import (
    CLAIM,
    CLAIMED,
    MISSING,
    PAYMENT_STATES,
    PLANNED,
    RECEIPT,
    RECEIVED,
    REPORT,
    REPORTED,
)
from matchmaking.milestones.telling import tell


@dataclass(frozen=True)
class Said:
    """What somebody writes of a payment. `amount` in yuan; `on` the day of paying or of receiving."""

    words: str = ""
    amount: Decimal | None = None
    on: date | None = None
    invoice_number: str = ""
    files: Sequence[Content] = ()
    form_key: str | None = None


def may_claim(payment: Payment) -> bool:
    """Whether its turn has come: the milestone is accepted, or it hangs on none."""
    return payment.state == PLANNED and (payment.milestone is None or payment.milestone.is_accepted)


def claim_payment(payment: Payment, said: Said, *, actor: Viewer) -> PaymentEntry:
    """The seller asks for it. Raises RuleBroken before the milestone is accepted, and for more than is left."""
    if (before := _before(said)) is not None:
        return before
    if not may_claim(payment):
        raise RuleBroken(_("现在还不能提出这笔款：对应的里程碑还没有验收，或者已经提出过。"))
    _check_amount(payment, said.amount)
    PAYMENT_STATES.move(payment, CLAIMED, actor=actor)
    return _write(payment, CLAIM, said, SELLER, actor, "claimed")


def report_paid(payment: Payment, said: Said, *, actor: Viewer) -> PaymentEntry:
    """The buyer says that it has paid: how much, and on which day."""
    if (before := _before(said)) is not None:
        return before
    _check_amount(payment, said.amount)
    _check_day(said.on)
    PAYMENT_STATES.move(payment, REPORTED, actor=actor)
    return _write(payment, REPORT, said, BUYER, actor, "reported")


def confirm_receipt(payment: Payment, said: Said, *, actor: Viewer) -> PaymentEntry:
    """The seller says what has come and when; a part leaves the rest open. Raises RuleBroken for more than is left."""
    if (before := _before(said)) is not None:
        return before
    _check_amount(payment, said.amount)
    _check_day(said.on)
    assert said.amount is not None
    payment.received = payment.received + said.amount
    payment.received_on = max(payment.received_on or said.on, said.on) if said.on else payment.received_on
    entry = _entry(payment, RECEIPT, said, SELLER, actor)
    # A sum that is reached, or what was asked for and has not come yet.
    target = RECEIVED if payment.received == payment.amount else CLAIMED if _asked(payment) > 0 else PLANNED
    if payment.state != target:
        PAYMENT_STATES.move(payment, target, actor=actor)
    _finish(payment, entry, said, actor, "received")
    payment_received.send(payment, actor=actor, entry=entry)
    return entry


def deny_receipt(payment: Payment, said: Said, *, actor: Viewer) -> PaymentEntry:
    """The seller says that what the buyer paid has not come; it is open again."""
    if (before := _before(said)) is not None:
        return before
    if payment.state != REPORTED:
        raise RuleBroken(_("需求方还没有告知付款，或者已经处理过。"))
    PAYMENT_STATES.move(payment, CLAIMED if _asked(payment) > 0 else PLANNED, actor=actor)
    return _write(payment, MISSING, said, SELLER, actor, "missing")


def _before(said: Said) -> PaymentEntry | None:
    return queries.entry_with_key(said.form_key) if said.form_key else None


def _asked(payment: Payment) -> Decimal:
    """What of the last claim has not come since."""
    open_amount = Decimal(0)
    for one in payment.entries:
        if one.kind == CLAIM:
            open_amount = one.amount or Decimal(0)
        elif one.kind == RECEIPT:
            open_amount -= one.amount or Decimal(0)
    return open_amount


def _check_amount(payment: Payment, amount: Decimal | None) -> None:
    if payment.is_closed:
        raise RuleBroken(_("这笔款已经到账或结清。"))
    if amount is None or amount <= 0 or amount > payment.left:
        raise RuleBroken(
            _("金额应大于 0，且不超过还没到账的 %(left)s 元。多出来的请先走变更。", left=fen(payment.left))
        )


def _check_day(on: date | None) -> None:
    if on is None or on > today():
        raise RuleBroken(_("请填写实际发生的日期，不能晚于今天。"))


def _entry(payment: Payment, kind: str, said: Said, side: str, actor: Viewer) -> PaymentEntry:
    entry = PaymentEntry(
        payment=payment, kind=kind, amount=said.amount, on=said.on, invoice_number=said.invoice_number,
        words=said.words, side=side, user_id=actor.user_id, at=now(), form_key=said.form_key,
    )  # fmt: skip
    current_session().add(entry)
    # Its files need the id.
    current_session().flush()
    return entry


def _write(payment: Payment, kind: str, said: Said, side: str, actor: Viewer, what: str) -> PaymentEntry:
    entry = _entry(payment, kind, said, side, actor)
    _finish(payment, entry, said, actor, what)
    return entry


def text_of(entry: PaymentEntry, files: Sequence[str]) -> dict[str, Any]:
    """What was written, as plain data: the hash is over it. `files` are the hashes of the files."""
    return {
        "kind": entry.kind, "amount": fen(entry.amount) if entry.amount is not None else None,
        "on": entry.on.isoformat() if entry.on else None, "invoice": entry.invoice_number, "words": entry.words,
        "files": list(files),
    }  # fmt: skip


def _finish(payment: Payment, entry: PaymentEntry, said: Said, actor: Viewer, what: str) -> None:
    deal = payment.deal
    owner = deal.party_id(entry.side)
    files = [keep(one, entry, "proof", actor, organisation_id=owner).sha256 for one in said.files]
    logs.keep(
        deal, f"milestones.{what}", actor=actor, payment_id=payment.id, entry_id=entry.id,
        sha256=sha256_of(text_of(entry, files)), files=files,
    )  # fmt: skip
    tell(
        deal, what, f"{entry.id}", to=(SELLER,) if entry.side == BUYER else (BUYER,),
        endpoint="milestones.show_payment", title=payment.title, payment_id=payment.id,
    )  # fmt: skip
    plan = queries.plan_of(deal)
    assert isinstance(plan, PerformancePlan)
    settle(plan, actor=actor)
