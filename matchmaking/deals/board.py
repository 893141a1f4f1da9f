"""The board and the list: which deals a viewer wants to see, the sums of each stage, and the cards on show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.forms import LARGEST_AMOUNT, TEN_THOUSAND, read_number
from matchmaking.deals.models import Deal, DealOrigin
from matchmaking.deals.queries import buyer_known, seen_by
from matchmaking.deals.states import BUYER, DONE, ENDED, ORIGINS, RUNNING, SELLER, STAGES, STATE_WORDS
from matchmaking.organisations.models import Organisation

MINE, CENTRE, ALL = "mine", "centre", "all"
# Cards that a column shows by itself, and when it is asked for more; the list shows the rest.
CARDS, MORE_CARDS = 4, 60
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Wanted:
    """What the viewer asks for; empty means everything. Amounts in yuan."""

    whose: str = ""
    county: str = ""
    stage: str = ""
    origin: str = ""
    is_late: bool = False
    text: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything beyond the first two choices is asked for."""
        return bool(self.stage or self.origin or self.is_late or self.text or self.low or self.high)


@dataclass(frozen=True)
class Column:
    """One stage: how many deals stand in it, what they are worth together, and the cards on show."""

    stage: str
    count: int
    amount: Decimal
    late: int
    cards: Sequence[Deal] = field(default_factory=list)
    is_open: bool = False

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The filters of an address; nonsense asks for nothing."""
    return Wanted(
        whose=_one_of(arguments.get("whose"), (MINE, CENTRE)),
        county=arguments.get("county", "")[:12],
        stage=_one_of(arguments.get("stage"), STATE_WORDS),
        origin=_one_of(arguments.get("origin"), ORIGINS),
        is_late=arguments.get("late") == "1",
        text=arguments.get("q", "").strip()[:LONGEST_SEARCH],
        low=_amount(arguments.get("low", "")),
        high=_amount(arguments.get("high", "")),
    )


def _one_of(text: str | None, known: Any) -> str:
    return text if text in known else ""


def _amount(text: str) -> Decimal | None:
    """An amount typed in 万元, in yuan."""
    try:
        yuan = read_number(text.strip()) * TEN_THOUSAND if text.strip() else None
    except (ValueError, InvalidOperation):
        return None
    return yuan if yuan is not None and 0 <= yuan <= LARGEST_AMOUNT else None


def _conditions(viewer: Viewer, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [seen_by(viewer)]
    if wanted.whose == MINE:
        found.append(_mine(viewer))
    elif wanted.whose == CENTRE:
        found.append(Deal.centre_id.in_([one for one in viewer.memberships if viewer.owns(one)]))
    if wanted.county:
        # The county of a hidden buyer would help to guess who it is.
        found.append(and_(Deal.county_code == wanted.county, buyer_known(viewer)))
    if wanted.stage:
        found.append(Deal.state == wanted.stage)
    if wanted.origin:
        found.append(exists().where(DealOrigin.deal_id == Deal.id, DealOrigin.kind == wanted.origin))
    if wanted.is_late:
        found.append(_late())
    if wanted.low is not None:
        found.append(Deal.amount >= wanted.low)
    if wanted.high is not None:
        found.append(Deal.amount <= wanted.high)
    return [*found, *(_says(viewer, word) for word in wanted.text.split())]


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer leads, has opened, or must do the next step of."""
    own = [one for one in viewer.memberships if viewer.edits_for(one)]
    return or_(
        Deal.broker_id == viewer.user_id, Deal.created_by_id == viewer.user_id, Deal.next_user_id == viewer.user_id,
        and_(Deal.next_user_id.is_(None), Deal.next_side == BUYER, Deal.buyer_id.in_(own)),
        and_(Deal.next_user_id.is_(None), Deal.next_side == SELLER, Deal.seller_id.in_(own)),
    )  # fmt: skip


def _late() -> ColumnElement[bool]:
    return and_(Deal.state.in_(RUNNING), Deal.next_on < today())


def _says(viewer: Viewer, word: str) -> ColumnElement[bool]:
    """Whether a word stands in the title or in the name of a party; of a hidden one nothing can be found out."""
    named = exists().where(
        or_(
            Organisation.name.icontains(word, autoescape=True),
            Organisation.short_name.icontains(word, autoescape=True),
            Organisation.name_en.icontains(word, autoescape=True),
        ),
        or_(Organisation.id == Deal.seller_id, and_(Organisation.id == Deal.buyer_id, buyer_known(viewer))),
    )
    return or_(Deal.title.icontains(word, autoescape=True), named)


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(*_order())


def _order() -> list[Any]:
    """Overdue first, then by the day of the next step; what has none comes last, the newest first."""
    return [
        case((_late(), 0), else_=1), Deal.next_on.is_(None), Deal.next_on, Deal.stage_since.desc(), Deal.id.desc()
    ]  # fmt: skip


def _shown(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(Deal.buyer), joinedload(Deal.seller), joinedload(Deal.broker), joinedload(Deal.next_user)
    )


def columns(viewer: Viewer, wanted: Wanted, opened: Sequence[str] = ()) -> list[Column]:
    """The board: one column for each stage, with two questions to the database however many deals there are."""
    limits = _conditions(viewer, wanted)
    late = func.sum(case((_late(), 1), else_=0))
    sums = {
        state: (count, amount or Decimal(0), late)
        for state, count, amount, late in current_session().execute(
            select(Deal.state, func.count(), func.sum(Deal.amount), late).where(*limits).group_by(Deal.state)
        )
    }
    place = func.row_number().over(partition_by=Deal.state, order_by=_order()).label("place")
    ranked = select(Deal.id, Deal.state, place).where(*limits, Deal.state != ENDED).subquery()
    most = case((ranked.c.state.in_(opened), MORE_CARDS), else_=CARDS)
    ids = select(ranked.c.id).where(ranked.c.place <= most)
    cards: dict[str, list[Deal]] = {}
    for deal in current_session().scalars(_shown(_in_order(select(Deal).where(Deal.id.in_(ids))))):
        cards.setdefault(deal.state, []).append(deal)
    return [
        Column(stage, *sums.get(stage, (0, Decimal(0), 0)), cards.get(stage, []), stage in opened) for stage in STAGES
    ]


@dataclass(frozen=True)
class Sums:
    """What stands in the head: how many deals go on, worth how much, how many of them overdue, how many ended."""

    count: int
    amount: Decimal
    late: int


def sums_of(found: Sequence[Column]) -> Sums:
    """Of the deals that go on."""
    going = [one for one in found if one.stage != DONE]
    return Sums(
        sum(one.count for one in going), sum((one.amount for one in going), Decimal(0)), sum(one.late for one in going)
    )


def list_of(viewer: Viewer, wanted: Wanted) -> Select[tuple[Deal]]:
    """The same as a list; without a stage those that go on come first."""
    query = select(Deal).where(*_conditions(viewer, wanted))
    return _shown(query.order_by(Deal.state.in_((DONE, ENDED)), *_order()))


def sums_of_list(viewer: Viewer, wanted: Wanted) -> tuple[Sums, int]:
    """The sums of what goes on in the list, and how many rows it has in all."""
    goes = Deal.state.in_(RUNNING)
    row = current_session().execute(
        select(
            func.count(case((goes, 1))), func.sum(case((goes, Deal.amount))), func.count(case((_late(), 1))),
            func.count(),
        ).where(*_conditions(viewer, wanted))
    ).one()  # fmt: skip
    return Sums(row[0], row[1] or Decimal(0), row[2]), row[3]


def counties_of(viewer: Viewer) -> list[str]:
    """The counties of the buyers whom the viewer may know, for the choice among them."""
    query = select(Deal.county_code).where(seen_by(viewer), buyer_known(viewer), Deal.county_code.is_not(None))
    return list(current_session().scalars(query.distinct().order_by(Deal.county_code)))
