"""Performance of brokers and centres in a period: counts, sums and durations, without a title or a party.

Officers stand outside of deals. They read amounts and durations only where several contracts stand behind
them, and only of whole years, so that no single contract can be worked out from two periods.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import ColumnElement, or_, select, true

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions.permissions import centres_of
from matchmaking.contracts.models import Contract
from matchmaking.contracts.states import SIGNED
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.deals.models import Deal
from matchmaking.deals.states import DONE, ENDED, RUNNING
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match, MatchAddition
from matchmaking.milestones.models import Payment, PaymentEntry
from matchmaking.milestones.states import RECEIPT
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.refinements.models import Refinement

# Behind fewer contracts than these an amount would be that of one deal.
FEWEST = 3


@dataclass(frozen=True)
class Period:
    """Days, both included; None where it is open."""

    first: date | None = None
    last: date | None = None

    def in_whole_years(self) -> "Period":
        """From the first of January to the end of December; an open end stays open."""
        first = self.first.replace(month=1, day=1) if self.first else None
        return Period(first, self.last.replace(month=12, day=31) if self.last else None)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and (self.first or day) <= day <= (self.last or day)

    def bounds(self, column: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        """The conditions for a column of moments."""
        found = []
        if self.first is not None:
            found.append(column >= datetime.combine(self.first, time(), SHANGHAI))
        if self.last is not None:
            found.append(column < datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI))
        return found


@dataclass
class Line:
    """One broker or one centre; amounts in yuan, days from the opening of a deal to the signing of its contract."""

    label: str
    centre: str = ""
    refined: int = 0
    introduced: int = 0
    opened: int = 0
    running: int = 0
    signed: int = 0
    done: int = 0
    ended: int = 0
    amount: Decimal = Decimal(0)
    technology: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    durations: list[int] = field(default_factory=list)
    # The deals with an amount, and whether the reader may not know the amounts.
    with_amounts: set[int] = field(default_factory=set)
    is_covered: bool = False

    @property
    def days(self) -> Decimal | None:
        """The median; None without a signed contract."""
        return Decimal(str(median(self.durations))) if self.durations and not self.is_covered else None

    @property
    def amounts(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """The amounts of the contracts, of their technology and what came; None where they are covered."""
        return (None, None, None) if self.is_covered else (self.amount, self.technology, self.received)


COUNTED = ("refined", "introduced", "opened", "running", "signed", "done", "ended", "amount", "technology", "received")


@dataclass(frozen=True)
class Performance:
    """The lines by broker, those by centre, and all together."""

    brokers: list[Line]
    centres: list[Line]
    total: Line


def sees_performance(viewer: Viewer) -> bool:
    """Who has figures: brokers, owners of an organisation that has brokers, and officers, who pay the subsidies."""
    if viewer.is_broker or viewer.is_officer:
        return True
    owned = centres_of(viewer)
    mates = select(User.id).join(Membership, Membership.user_id == User.id).where(User.role == "broker")
    found = mates.where(Membership.organisation_id.in_(owned)).limit(1)
    return bool(owned) and current_session().scalar(found) is not None


def performance_for(viewer: Viewer, period: Period) -> Performance:
    """A broker's own figures, all of the centre for its owner; a county officer's own county, for others the city."""
    people = _people(viewer)
    lines = {one: Line(name, centre) for one, (name, centre) in people.items()}
    in_county: ColumnElement[bool] = true()
    of_county: ColumnElement[bool] = true()
    if viewer.is_officer and not viewer.is_city_officer:
        in_county, of_county = Deal.county_code == viewer.county_code, Demand.county_code == viewer.county_code
    _count_before(lines, period, of_county)
    _count_deals(lines, period, in_county)
    found = [one for one in lines.values() if any(getattr(one, name) for name in COUNTED)]
    found.sort(key=lambda one: (-one.signed, -one.amount, -one.opened, one.label))
    centres = {one.centre: Line(one.centre) for one in found if one.centre}
    for one in found:
        if one.centre:
            _add(centres[one.centre], one)
    total = Line("")
    for one in found:
        _add(total, one)
    if viewer.is_officer:
        _cover(found, list(centres.values()), total)
    return Performance(found, sorted(centres.values(), key=lambda one: (-one.signed, -one.amount, one.label)), total)


def _cover(brokers: list[Line], centres: list[Line], total: Line) -> None:
    """Cover what tells of too few deals, by itself or as the difference between a sum and the lines that stay open."""
    for one in brokers:
        one.is_covered = _is_few(one.with_amounts)
    for one in centres:
        hidden = [line.with_amounts for line in brokers if line.centre == one.label and line.is_covered]
        one.is_covered = _is_few(one.with_amounts) or _is_few(set().union(*hidden))
    hidden = [line.with_amounts for line in brokers if line.is_covered]
    rest = total.with_amounts.difference(*(one.with_amounts for one in centres if not one.is_covered))
    total.is_covered = _is_few(total.with_amounts) or _is_few(set().union(*hidden)) or _is_few(rest)


def _is_few(deals: set[int]) -> bool:
    return 0 < len(deals) < FEWEST


def _people(viewer: Viewer) -> dict[int, tuple[str, str]]:
    """Broker → name, and the centre that the broker belongs to."""
    query = select(User.id, User.name).where(User.role == "broker")
    if not viewer.is_officer:
        mates = select(Membership.user_id).where(Membership.organisation_id.in_(centres_of(viewer)))
        query = query.where(or_(User.id == viewer.user_id, User.id.in_(mates)))
    people = {row.id: row.name for row in current_session().execute(query)}
    places = (
        select(Membership.user_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id.in_(list(people)))
        .order_by(Membership.id.desc())
    )
    centres = {row.user_id: row.name for row in current_session().execute(places)}
    return {one: (name, centres.get(one, "")) for one, name in people.items()}


def _count_before(lines: dict[int, Line], period: Period, of_county: ColumnElement[bool]) -> None:
    session = current_session()
    refined = (
        select(Refinement.in_charge_id)
        .join(Demand, Demand.id == Refinement.demand_id)
        .where(Refinement.in_charge_id.in_(list(lines)), of_county, *period.bounds(Refinement.taken_at))
    )
    for one in session.scalars(refined):
        lines[one or 0].refined += 1
    introduced = (
        select(MatchAddition.user_id)
        .join(Match, Match.id == MatchAddition.match_id)
        .join(Demand, Demand.id == Match.demand_id)
        .where(MatchAddition.user_id.in_(list(lines)), of_county, *period.bounds(MatchAddition.at))
    )
    for one in session.scalars(introduced):
        lines[one or 0].introduced += 1


def _count_deals(lines: dict[int, Line], period: Period, in_county: ColumnElement[bool]) -> None:
    session = current_session()
    deals = select(Deal.id, Deal.broker_id, Deal.state, Deal.created_at, Deal.closed_at)
    brokers, opened_at = {}, {}
    for deal_id, broker_id, state, created, closed in session.execute(
        deals.where(Deal.broker_id.in_(list(lines)), in_county)
    ):
        line = lines[broker_id]
        brokers[deal_id], opened_at[deal_id] = line, _day(created)
        line.opened += period.holds(_day(created))
        # What is running is running now, whenever it was opened.
        line.running += state in RUNNING
        over = period.holds(_day(closed)) if closed is not None else False
        line.done += state == DONE and over
        line.ended += state == ENDED and over
    contracts = select(Contract).where(Contract.deal_id.in_(list(brokers)), Contract.state == SIGNED)
    for contract in session.scalars(contracts):
        if period.holds(contract.signed_on) and contract.signed_on is not None:
            line = brokers[contract.deal_id]
            line.signed += 1
            line.with_amounts.add(contract.deal_id)
            line.amount += contract.amount or 0
            line.technology += contract.technology_amount or 0
            line.durations.append(max(0, (contract.signed_on - opened_at[contract.deal_id]).days))
    receipts = (
        select(Payment.deal_id, PaymentEntry.on, PaymentEntry.amount)
        .join(PaymentEntry.payment)
        .where(Payment.deal_id.in_(list(brokers)), PaymentEntry.kind == RECEIPT)
    )
    for deal_id, on, amount in session.execute(receipts):
        if period.holds(on):
            brokers[deal_id].received += amount or 0
            brokers[deal_id].with_amounts.add(deal_id)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _add(total: Line, line: Line) -> None:
    for name in COUNTED:
        setattr(total, name, getattr(total, name) + getattr(line, name))
    total.durations.extend(line.durations)
    total.with_amounts |= line.with_amounts
