"""Reads what reports are made of: a handful of questions, however many deals there are."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Select, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.contracts.states import SIGNED
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal, DealOrigin
from matchmaking.milestones.models import Payment, PaymentEntry
from matchmaking.organisations.models import Organisation
from matchmaking.outcomes.figures import Fact
from matchmaking.outcomes.scopes import Scope
from matchmaking.registrations.models import Registration
from matchmaking.registrations.states import IN_REGISTER


def facts_of(viewer: Viewer, scope: Scope) -> list[Fact]:
    """One fact for each deal of the scope. The county of a buyer whom the viewer may not know stays out."""
    session = current_session()
    ids = select(Deal.id).where(scope.condition)
    contracts = {
        one.deal_id: one
        for one in session.execute(
            select(
                Contract.deal_id, Contract.kind, Contract.signed_on, Contract.amount, Contract.technology_amount
            ).where(Contract.deal_id.in_(ids), Contract.state == SIGNED)
        )
    }
    registered = {
        one.deal_id: one
        for one in session.execute(
            select(
                Registration.deal_id, Registration.registered_on, Registration.amount, Registration.technology_amount
            ).where(Registration.deal_id.in_(ids), Registration.state.in_(IN_REGISTER))
        )
    }
    receipts, origins = _receipts(ids), _origins(ids)
    rows = session.execute(
        select(Deal, Organisation.name).join(Organisation, Organisation.id == Deal.seller_id).where(scope.condition)
    )
    found = []
    for deal, seller in rows:
        contract, registration = contracts.get(deal.id), registered.get(deal.id)
        is_hidden = deal.hides_buyer and viewer.belongs_to(deal.seller_id) and not viewer.belongs_to(deal.buyer_id)
        found.append(
            Fact(
                deal_id=deal.id,
                stage=deal.state,
                buyer_id=deal.buyer_id,
                seller_id=deal.seller_id,
                seller=seller,
                county="" if is_hidden else deal.county_code or "",
                opened_on=_day(deal.created_at),
                amount=deal.amount,
                ended_in=deal.ended_in or "",
                reason=deal.reason_code or "",
                closed_on=_day(deal.closed_at) if deal.closed_at else None,
                origin=origins.get(deal.id, ""),
                kind=(contract.kind or "") if contract else "",
                signed_on=contract.signed_on if contract else None,
                signed_amount=contract.amount if contract else None,
                technology_amount=contract.technology_amount if contract else None,
                registered_on=registration.registered_on if registration else None,
                registered_amount=registration.amount if registration else None,
                registered_technology=registration.technology_amount if registration else None,
                receipts=receipts.get(deal.id, ()),
            )  # fmt: skip
        )
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _receipts(ids: Select[tuple[int]]) -> dict[int, list[tuple[date, Decimal]]]:
    """What the sellers confirmed to have received, each amount on its day."""
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    query = select(Payment.deal_id, PaymentEntry.on, PaymentEntry.at, PaymentEntry.amount).join(PaymentEntry.payment)
    query = query.where(Payment.deal_id.in_(ids), PaymentEntry.kind == "receipt", PaymentEntry.amount.is_not(None))
    for deal_id, on, at, amount in current_session().execute(query):
        found[deal_id].append((on or _day(at), amount))
    return found


def _origins(ids: Select[tuple[int]]) -> dict[int, str]:
    """The first way on which each deal came."""
    query = select(DealOrigin.deal_id, DealOrigin.kind).where(DealOrigin.deal_id.in_(ids))
    return dict(reversed([tuple(row) for row in current_session().execute(query.order_by(DealOrigin.id))]))


def days_in_stages(scope: Scope) -> dict[str, list[int]]:
    """Stage → how many days it took each deal that has left it. Moves that were taken back do not count."""
    ids = select(Deal.id).where(scope.condition)
    query = select(HistoryEntry).where(
        HistoryEntry.subject_type == Deal.__tablename__, HistoryEntry.subject_id.in_(ids),
        HistoryEntry.to_state.is_not(None),
    )  # fmt: skip
    rows = current_session().scalars(query.order_by(HistoryEntry.subject_id, HistoryEntry.id))
    found: dict[str, list[int]] = defaultdict(list)
    for _deal_id, steps in groupby(rows, key=lambda one: one.subject_id):
        kept = list(steps)
        gone = {one.data["undone"] for one in kept if "undone" in one.data}
        kept = [one for one in kept if one.id not in gone and "undone" not in one.data]
        for one, after in zip(kept, kept[1:], strict=False):
            found[one.to_state or ""].append((_day(after.at) - _day(one.at)).days)
    return found


def years_of(scope: Scope) -> list[int]:
    """The years in which deals of the scope were opened, the latest first."""
    moments = current_session().scalars(select(Deal.created_at).where(scope.condition))
    return sorted({_day(one).year for one in moments}, reverse=True)
