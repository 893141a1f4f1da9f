"""What the ledger and the commissions learn from the rooms below."""

from typing import Any

from sqlalchemy import select

from matchmaking.attributions.collecting import collect, note_step
from matchmaking.attributions.commissions import settle_due
from matchmaking.contracts.models import Contract
from matchmaking.contracts.signals import contract_cancelled, contract_signed
from matchmaking.core.db import current_session
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.deals.signals import deal_moved, deal_opened, step_kept
from matchmaking.milestones.models import Payment
from matchmaking.milestones.signals import payment_received
from matchmaking.registrations.models import Registration
from matchmaking.registrations.signals import contract_registered


@deal_opened.connect
def begin_ledger(deal: Deal, **_rest: Any) -> None:
    """What led to the deal."""
    collect(deal)


@step_kept.connect
def follow_step(deal: Deal, *, entry: HistoryEntry, **_rest: Any) -> None:
    """A step of any room."""
    if not entry.action.startswith("attributions."):
        current_session().flush()
        note_step(deal, entry)


@deal_moved.connect
def follow_move(deal: Deal, *, after: str, **_rest: Any) -> None:
    """A move is kept by the door of states itself."""
    query = select(HistoryEntry).where(
        HistoryEntry.subject_type == "deals", HistoryEntry.subject_id == deal.id, HistoryEntry.to_state == after
    )
    current_session().flush()
    entry = current_session().scalar(query.order_by(HistoryEntry.id.desc()).limit(1))
    if entry is not None:
        note_step(deal, entry)
    settle_due(deal)


@contract_signed.connect
@contract_cancelled.connect
def follow_contract(contract: Contract, **_rest: Any) -> None:
    """A commission may be due."""
    settle_due(contract.deal)


@contract_registered.connect
def follow_registration(registration: Registration, **_rest: Any) -> None:
    """Likewise, from the amount that the registry confirmed."""
    settle_due(registration.deal)


@payment_received.connect
def follow_receipt(payment: Payment, **_rest: Any) -> None:
    """Likewise, with each receipt."""
    settle_due(payment.deal)
