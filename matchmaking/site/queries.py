"""What the home page and the site-wide search ask of the tables of all rooms."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import session
from matchmaking.demands.deadlines import not_over
from matchmaking.demands.models import Criterion, Demand
from matchmaking.listings.audiences import public
from matchmaking.listings.catalogue import values_in
from matchmaking.matching.models import Match
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import has_word
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.states import ANNOUNCED, ENDED, LIVE

# More words than this are ignored.
MOST_WORDS = 6
# Of so many of the newest demands the home page shows the best match.
LOOKED_AT = 60


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Public demands that still take answers."""
    return (public(Demand), not_over(Demand.deadline_on))


def public_counts() -> dict[str, int]:
    """How many achievements, open demands, verified organisations and matches there are, in one query."""
    counted = {
        "achievements": select(func.count(Achievement.id)).where(public(Achievement)),
        "demands": select(func.count(Demand.id)).where(*is_open()),
        "organisations": select(func.count(Organisation.id)).where(Organisation.verified_at.is_not(None)),
        "matches": select(func.count(Match.id)).where(Match.demand_id.not_in(select(Demand.id).where(~public(Demand)))),
    }
    row = session.execute(select(*[query.scalar_subquery().label(name) for name, query in counted.items()])).one()
    return dict(row._mapping)


def newest_open_demands(count: int) -> list[tuple[Demand, int]]:
    """The demands that came in last and still take answers, each with the number of its criteria."""
    criteria = select(func.count(Criterion.id)).where(Criterion.demand_id == Demand.id).correlate(Demand)
    query = select(Demand, criteria.scalar_subquery()).options(joinedload(Demand.organisation, innerjoin=True))
    query = query.where(*is_open()).order_by(Demand.published_at.desc(), Demand.id.desc()).limit(count)
    return [(demand, number) for demand, number in session.execute(query)]


def near_roadshows(count: int) -> list[Roadshow]:
    """The sessions that are on and those that come next."""
    query = select(Roadshow).where(Roadshow.state.in_([LIVE, ANNOUNCED]))
    return list(session.scalars(query.order_by(Roadshow.starts_at, Roadshow.id).limit(count)))


def newest_achievements(count: int) -> list[Achievement]:
    """The achievements that were published last."""
    query = select(Achievement).options(joinedload(Achievement.organisation, innerjoin=True))
    query = query.where(public(Achievement))
    return list(session.scalars(query.order_by(Achievement.published_at.desc(), Achievement.id.desc()).limit(count)))


def best_matches(count: int) -> list[Match]:
    """The best public matches of the newest open demands, with both sides and their findings; none misses a must.

    Only the newest demands: the best of all pairs would have to be sorted out of everything that is stored.
    """
    newest = select(Demand.id).where(*is_open()).order_by(Demand.published_at.desc(), Demand.id.desc()).limit(LOOKED_AT)
    query = select(Match).join(Match.demand).join(Match.achievement)
    query = query.options(
        contains_eager(Match.demand).joinedload(Demand.organisation, innerjoin=True),
        contains_eager(Match.achievement).joinedload(Achievement.organisation, innerjoin=True),
        selectinload(Match.findings),
    )
    query = query.where(Match.demand_id.in_(newest), public(Achievement), Match.must_missed_count == 0)
    return list(session.scalars(query.order_by(Match.score.desc(), Match.id).limit(count)))


def industry_counts() -> dict[str, tuple[int, int]]:
    """industry code → how many published achievements and how many open demands it has."""
    supply = _by_industry(Achievement, public(Achievement))
    wanted = _by_industry(Demand, *is_open())
    return {code: (supply.get(code, 0), wanted.get(code, 0)) for code in supply.keys() | wanted.keys()}


def _by_industry(model: Any, *conditions: ColumnElement[bool]) -> dict[str, int]:
    rows = values_in(model.id, model.industry_codes).where(*conditions).subquery()
    identity, code = rows.columns
    return dict(session.execute(select(code, func.count(identity.distinct())).group_by(code)).all())


def organisations_with(text: str, count: int) -> tuple[list[Organisation], int]:
    """Verified organisations with all of these words, and how many there are."""
    conditions = [Organisation.verified_at.is_not(None), *[has_word(word) for word in text.split()[:MOST_WORDS]]]
    total = session.scalar(select(func.count(Organisation.id)).where(*conditions)) or 0
    rows = session.scalars(select(Organisation).where(*conditions).order_by(Organisation.name).limit(count))
    return list(rows), total


def public_addresses(model: Any, offset: int, count: int) -> list[tuple[int, Any]]:
    """(id, moment of the last change) of public records of one kind, the oldest first."""
    is_public = _is_public(model)
    query = select(model.id, model.updated_at).where(is_public).order_by(model.id).offset(offset).limit(count)
    return list(session.execute(query))


def public_count(model: Any) -> int:
    """How many public records of one kind there are."""
    return session.scalar(select(func.count(model.id)).where(_is_public(model))) or 0


def _is_public(model: Any) -> ColumnElement[bool]:
    """Whether everybody may read a record of this kind."""
    if model is Organisation:
        return Organisation.verified_at.is_not(None)
    if model is Roadshow:
        return Roadshow.state.in_([ANNOUNCED, LIVE, ENDED])
    return public(model)
