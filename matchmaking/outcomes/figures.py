"""The figures of deals, computed from plain facts: pipeline, reasons, ways, amounts. Exact, and the same for everybody.

Whoever must not see single deals gets cells without numbers where fewer than three deals, or fewer than three
organisations, stand behind them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

FEWEST = 3


@dataclass(frozen=True)
class Fact:
    """What a report knows of one deal. Amounts in yuan; `receipts` are (day, amount)."""

    deal_id: int
    stage: str
    buyer_id: int
    seller_id: int
    seller: str
    county: str
    opened_on: date
    amount: Decimal | None = None
    ended_in: str = ""
    reason: str = ""
    closed_on: date | None = None
    origin: str = ""
    kind: str = ""
    signed_on: date | None = None
    signed_amount: Decimal | None = None
    technology_amount: Decimal | None = None
    registered_on: date | None = None
    registered_amount: Decimal | None = None
    registered_technology: Decimal | None = None
    receipts: Sequence[tuple[date, Decimal]] = ()

    @property
    def parties(self) -> frozenset[int]:
        return frozenset({self.buyer_id, self.seller_id})


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted; None is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        if day is None:
            return False
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass
class Line:
    """One row of a report. What is None may not be shown, or there is none of it."""

    key: str
    count: int | None = 0
    parties: set[int] = field(default_factory=set)
    amount: Decimal | None = Decimal(0)
    days: float | None = None
    signed: int | None = 0
    signed_amount: Decimal | None = Decimal(0)
    technology: Decimal | None = Decimal(0)
    registered: int | None = 0
    registered_amount: Decimal | None = Decimal(0)
    registered_technology: Decimal | None = Decimal(0)
    received: Decimal | None = Decimal(0)
    done: int | None = 0
    ended: int | None = 0

    @property
    def is_masked(self) -> bool:
        return self.count is None

    @property
    def rate(self) -> Decimal | None:
        """The share of deals that were signed, in per cent with one decimal."""
        if not self.count or self.signed is None:
            return None
        return (Decimal(self.signed) * 100 / self.count).quantize(Decimal("0.1"))


def pipeline(facts: Iterable[Fact], days: dict[str, list[int]], stages: Sequence[str]) -> list[Line]:
    """How many deals stand in each stage, what they are worth, and how many days the stage took those that left it."""
    lines = {stage: Line(stage, days=float(median(days[stage])) if days.get(stage) else None) for stage in stages}
    for fact in facts:
        line = lines.get(fact.stage)
        if line is not None:
            line.count = (line.count or 0) + 1
            line.amount = (line.amount or Decimal(0)) + (fact.amount or 0)
            line.parties |= fact.parties
    return list(lines.values())


def reasons(facts: Iterable[Fact], period: Period) -> list[tuple[str, Line]]:
    """(stage in which it ended, line of the reason), the most frequent first."""
    found: dict[tuple[str, str], Line] = {}
    for fact in facts:
        if fact.stage == "ended" and period.holds(fact.closed_on):
            line = found.setdefault((fact.ended_in, fact.reason), Line(fact.reason))
            line.count = (line.count or 0) + 1
            line.parties |= fact.parties
    ordered = sorted(found.items(), key=lambda one: (-(one[1].count or 0), one[0]))
    return [(stage, line) for (stage, _reason), line in ordered]


def ways(facts: Iterable[Fact], period: Period, origins: Sequence[str]) -> list[Line]:
    """What became of the deals that were opened in the period, by the way on which they came."""
    lines = {one: Line(one) for one in origins}
    for fact in facts:
        if not period.holds(fact.opened_on) or fact.origin not in lines:
            continue
        line = lines[fact.origin]
        line.count = (line.count or 0) + 1
        line.parties |= fact.parties
        line.signed = (line.signed or 0) + bool(fact.signed_on)
        line.registered = (line.registered or 0) + bool(fact.registered_on)
        line.done = (line.done or 0) + (fact.stage == "done")
        line.ended = (line.ended or 0) + (fact.stage == "ended")
    return [one for one in lines.values() if one.count]


def contracts(facts: Iterable[Fact], period: Period, key: Callable[[Fact], str]) -> list[Line]:
    """Signed, registered and received in the period, by what `key` says; the largest first."""
    lines: dict[str, Line] = defaultdict(lambda: Line(""))
    for fact in facts:
        _add(lines, key(fact), fact, period)
    found = [one for one in lines.values() if one.signed or one.registered or one.received]
    return sorted(found, key=lambda one: (-(one.signed_amount or 0), -(one.registered_amount or 0), one.key))


def by_month(facts: Iterable[Fact], period: Period) -> list[Line]:
    """The same by month: each amount in the month of its own day, so that no sum is counted in two."""
    lines: dict[str, Line] = defaultdict(lambda: Line(""))
    for fact in facts:
        days = {fact.signed_on, fact.registered_on, *(day for day, _amount in fact.receipts)} - {None}
        for month in {f"{day:%Y-%m}" for day in days if day is not None}:
            first = date.fromisoformat(f"{month}-01")
            last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            inside = Period(max(first, period.first or first), _before(last, period.last))
            _add(lines, month, fact, inside)
    found = [one for one in lines.values() if one.signed or one.registered or one.received]
    return sorted(found, key=lambda one: one.key)


def _before(next_month: date, last: date | None) -> date:
    end = date.fromordinal(next_month.toordinal() - 1)
    return min(end, last) if last is not None else end


def _add(lines: dict[str, Line], key: str, fact: Fact, period: Period) -> None:
    line = lines[key]
    line.key = key
    is_signed, is_registered = period.holds(fact.signed_on), period.holds(fact.registered_on)
    received = sum((amount for day, amount in fact.receipts if period.holds(day)), Decimal(0))
    if not (is_signed or is_registered or received):
        return
    line.count = (line.count or 0) + 1
    line.parties |= fact.parties
    if is_signed:
        line.signed = (line.signed or 0) + 1
        line.signed_amount = (line.signed_amount or Decimal(0)) + (fact.signed_amount or 0)
        line.technology = (line.technology or Decimal(0)) + (fact.technology_amount or 0)
    if is_registered:
        line.registered = (line.registered or 0) + 1
        line.registered_amount = (line.registered_amount or Decimal(0)) + (fact.registered_amount or 0)
        line.registered_technology = (line.registered_technology or Decimal(0)) + (fact.registered_technology or 0)
    line.received = (line.received or Decimal(0)) + received


def total_of(lines: Sequence[Line]) -> Line:
    """The sum of the lines, exact to the fen; of masked ones nothing can be told, so that there is no sum either."""
    whole = Line("total")
    for line in lines:
        whole.parties |= line.parties
    for name in (
        "count", "amount", "signed", "signed_amount", "technology", "registered", "registered_amount",
        "registered_technology", "received", "done", "ended",
    ):  # fmt: skip
        values = [getattr(one, name) for one in lines]
        zero: int | Decimal = 0 if isinstance(getattr(whole, name), int) else Decimal(0)
        setattr(whole, name, None if any(one is None for one in values) else sum(values, zero))
    return whole


# Of a registered contract its kind, amount and institution stand in the register, which the departments keep.
CONFIDENTIAL = ("count", "amount", "days", "signed", "signed_amount", "technology", "received", "done", "ended")


def masked(lines: Sequence[Line], *, keeps_register: bool = False) -> list[Line]:
    """Without the numbers of lines behind which too few stand. The order says nothing of what is covered.

    Where one line alone would be covered, the smallest other one is covered too: a sum known from elsewhere must not
    give it away. `keeps_register` leaves what stands in the register of contracts; otherwise that is covered as well.
    """
    few = [one for one in lines if one.count and (one.count < FEWEST or len(one.parties) < FEWEST)]
    if len(few) == 1:
        others = sorted((one for one in lines if one.count and one is not few[0]), key=lambda one: one.count or 0)
        few += others[:1]
    for line in few:
        for name in CONFIDENTIAL:
            setattr(line, name, None)
        if not keeps_register:
            line.registered = None
    for line in lines:
        # What became of one or two of them would tell as much as a line of its own.
        for name in ("signed", "done", "ended"):
            if 0 < (getattr(line, name) or 0) < FEWEST:
                setattr(line, name, None)
                if name == "signed":
                    line.signed_amount = line.technology = None
    return sorted(lines, key=lambda one: (one.is_masked, -(one.count or 0))) if not keeps_register else list(lines)


def only_registered(lines: Iterable[Line]) -> list[Line]:
    """Lines of single institutions: only what stands in the register, whatever else they have."""
    found = []
    for line in lines:
        if line.registered:
            for name in CONFIDENTIAL:
                setattr(line, name, None)
            found.append(line)
    return sorted(found, key=lambda one: (-(one.registered_amount or 0), one.key))
