"""Finding plans, milestones, payments, and what both sides must agree to or disagree about."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.milestones.accord_models import Accord, Dispute
from matchmaking.milestones.models import Delivery, Milestone, Payment, PaymentEntry, PerformancePlan
from matchmaking.milestones.states import ACCEPTANCE, AGREED, DESPITE, DISPUTED, PROPOSED, PUBLICATION


def plan_of(deal: Deal) -> PerformancePlan | None:
    """The plan of a deal with its rows; None while there is none."""
    query = select(PerformancePlan).where(PerformancePlan.deal_id == deal.id)
    loaded = query.options(
        selectinload(PerformancePlan.milestones),
        selectinload(PerformancePlan.payments),
        selectinload(PerformancePlan.criteria),
    )
    return current_session().scalar(loaded)


def has_plan(deal: Deal) -> bool:
    """Whether a deal has a plan."""
    return current_session().scalar(select(PerformancePlan.id).where(PerformancePlan.deal_id == deal.id)) is not None


def milestone_by_id(milestone_id: int) -> Milestone | None:
    return current_session().get(Milestone, milestone_id)


def payment_by_id(payment_id: int) -> Payment | None:
    return current_session().get(Payment, payment_id)


def delivery_by_id(delivery_id: int) -> Delivery | None:
    return current_session().get(Delivery, delivery_id)


def accord_by_id(accord_id: int) -> Accord | None:
    return current_session().get(Accord, accord_id)


def accord_with_key(form_key: str) -> Accord | None:
    """What this form has already proposed."""
    return current_session().scalar(select(Accord).where(Accord.form_key == form_key))


def dispute_with_key(form_key: str) -> Dispute | None:
    """The dispute that this form has already recorded."""
    return current_session().scalar(select(Dispute).where(Dispute.form_key == form_key))


def entry_with_key(form_key: str) -> PaymentEntry | None:
    """What this form has already written of a payment."""
    return current_session().scalar(select(PaymentEntry).where(PaymentEntry.form_key == form_key))


def delivery_with_key(form_key: str) -> Delivery | None:
    """What this form has already handed in."""
    return current_session().scalar(select(Delivery).where(Delivery.form_key == form_key))


def dispute_by_id(dispute_id: int) -> Dispute | None:
    return current_session().get(Dispute, dispute_id)


def payments_of(deal: Deal) -> list[Payment]:
    """The payments of a deal in the order of its plan; `received` and `received_on` say what has come."""
    return list(current_session().scalars(select(Payment).where(Payment.deal_id == deal.id).order_by(Payment.position)))


def received_sum(deal: Deal) -> Decimal:
    """What the seller confirmed to have received, in yuan."""
    return received_sums([deal.id]).get(deal.id, Decimal(0))


def received_sums(deal_ids: Iterable[int]) -> dict[int, Decimal]:
    """deal id → what has come, for reports; deals without a plan are missing."""
    query = select(Payment.deal_id, func.sum(Payment.received)).where(Payment.deal_id.in_(list(deal_ids)))
    rows = current_session().execute(query.group_by(Payment.deal_id))
    return {deal_id: Decimal(amount or 0) for deal_id, amount in rows}


def receipts_of(deal: Deal) -> list[PaymentEntry]:
    """Every confirmed receipt of a deal, with amount and day, in the order of confirmation."""
    query = select(PaymentEntry).join(PaymentEntry.payment).where(Payment.deal_id == deal.id)
    return list(current_session().scalars(query.where(PaymentEntry.kind == "receipt").order_by(PaymentEntry.id)))


def accords_of(deal: Deal, *kinds: str) -> list[Accord]:
    """What was proposed in a deal, newest first; of some kinds only."""
    query = select(Accord).where(Accord.deal_id == deal.id)
    if kinds:
        query = query.where(Accord.kind.in_(kinds))
    return list(current_session().scalars(query.order_by(Accord.id.desc())))


def waiting_accord(deal: Deal, kind: str, milestone: Milestone | None = None) -> Accord | None:
    """The one of this kind that waits for an answer."""
    query = select(Accord).where(Accord.deal_id == deal.id, Accord.kind == kind, Accord.state == PROPOSED)
    if milestone is not None:
        query = query.where(Accord.milestone_id == milestone.id)
    return current_session().scalar(query.limit(1))


def agreed_accord(deal: Deal, kind: str) -> Accord | None:
    """The newest of this kind to which both sides agreed."""
    query = select(Accord).where(Accord.deal_id == deal.id, Accord.kind == kind, Accord.state == AGREED)
    return current_session().scalar(query.order_by(Accord.id.desc()).limit(1))


def acceptance_of(deal: Deal) -> Accord | None:
    """The final acceptance that both sides confirmed."""
    return agreed_accord(deal, ACCEPTANCE)


def publication_of(deal: Deal) -> Accord | None:
    """What both sides agreed to show of the acceptance, while it is shown."""
    return agreed_accord(deal, PUBLICATION)


def disputes_of(deal: Deal) -> list[Dispute]:
    """What the sides disagreed about, newest first."""
    query = select(Dispute).where(Dispute.deal_id == deal.id).order_by(Dispute.id.desc())
    return list(current_session().scalars(query))


def blocking_disputes(deal: Deal) -> list[Dispute]:
    """Open disputes that hold back the final acceptance: those that are newer than both sides' word to go on."""
    query = select(Dispute).where(Dispute.deal_id == deal.id, Dispute.state == DISPUTED)
    found = list(current_session().scalars(query.order_by(Dispute.id)))
    if not found:
        return []
    accord = agreed_accord(deal, DESPITE)
    until = accord.agreed_at if accord is not None else None
    return [one for one in found if until is None or one.at > until]
