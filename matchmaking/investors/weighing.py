"""Weighs what an investor looks for against what a project says: plain data, and every point with its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# A point is met; only partly; differs without excluding anything; or one of the two sides has not stated it.
MET, PARTLY, DIFFERS, UNSTATED, UNASKED = "met", "partly", "differs", "unstated", "unasked"
FIELD, WORDS, STAGE, TICKET, COUNTY = "field", "words", "stage", "ticket", "county"
# Chosen, not measured: the field decides, then the stage and the money.
WEIGHTS = {FIELD: 3.0, WORDS: 1.5, STAGE: 2.0, TICKET: 2.0, COUNTY: 1.0}
SHARES = {MET: 1.0, PARTLY: 0.6, DIFFERS: 0.0, UNSTATED: 0.3, UNASKED: 0.3}
MOST_WORDS = 3


@dataclass(frozen=True)
class Interest:
    """What an investor stated; money in yuan."""

    industries: Sequence[str] = ()
    stages: Sequence[str] = ()
    ticket_low: Decimal | None = None
    ticket_high: Decimal | None = None
    counties: Sequence[str] = ()
    keywords: Sequence[str] = ()


@dataclass(frozen=True)
class Offer:
    """What everybody may know of a project; `need` is None where it is not stated or not public."""

    industries: Sequence[str] = ()
    stage: str | None = None
    need: Decimal | None = None
    counties: Sequence[str] = ()
    text: str = ""


@dataclass(frozen=True)
class Point:
    """One thing that was compared: its outcome, and the codes or words that both sides have."""

    code: str
    outcome: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """A project that an investor may look at. `score` orders and is never shown."""

    score: float
    points: tuple[Point, ...]


def weigh(interest: Interest, offer: Offer) -> Fit | None:
    """The fit of a pair, or None.

    A field, stage or smallest ticket that was stated and is missed excludes the pair. A need above the largest ticket
    does not, because several can share a round, and neither does the county. Without a common field or word there is
    nothing that speaks for it.
    """
    field = _shared(FIELD, interest.industries, offer.industries)
    stage = _shared(STAGE, interest.stages, [offer.stage] if offer.stage else [])
    ticket = _ticket(interest, offer.need)
    if DIFFERS in (field.outcome, stage.outcome, ticket.outcome):
        return None
    lowered = offer.text.casefold()
    words = tuple(word for word in interest.keywords if word.casefold() in lowered)[:MOST_WORDS]
    if field.outcome != MET and not words:
        return None
    points = [field]
    if words:
        points.append(Point(WORDS, MET, words))
    points += [stage, ticket, _shared(COUNTY, interest.counties, offer.counties)]
    score = sum(WEIGHTS[one.code] * SHARES[one.outcome] for one in points)
    return Fit(round(score, 3), tuple(points))


def _shared(code: str, wanted: Sequence[str], offered: Sequence[str]) -> Point:
    if not wanted:
        return Point(code, UNASKED)
    if not offered:
        return Point(code, UNSTATED)
    both = tuple(one for one in offered if one in wanted)
    return Point(code, MET if both else DIFFERS, both)


def _ticket(interest: Interest, need: Decimal | None) -> Point:
    if interest.ticket_low is None and interest.ticket_high is None:
        return Point(TICKET, UNASKED)
    if need is None:
        return Point(TICKET, UNSTATED)
    if interest.ticket_low is not None and need < interest.ticket_low:
        return Point(TICKET, DIFFERS)
    above = interest.ticket_high is not None and need > interest.ticket_high
    return Point(TICKET, PARTLY if above else MET)
