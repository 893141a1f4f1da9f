"""Reads for the review desk: which demands have matches that no broker has judged, and the candidates of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.listings.catalogue import values_in
from matchmaking.matching.judgment_models import BROKER, CURRENT, Judgment
from matchmaking.matching.judgment_queries import BAND_ORDER
from matchmaking.matching.models import Match
from matchmaking.matching.queries import public_matches, with_findings


@dataclass(frozen=True)
class Queue:
    """Which part of the queue: industry and county as codes, empty for all."""

    industry: str = ""
    county: str = ""


def _unjudged() -> ColumnElement[bool]:
    """A condition on matches: no broker has given a level."""
    return ~exists().where(
        Judgment.demand_id == Match.demand_id,
        Judgment.achievement_id == Match.achievement_id,
        Judgment.side == BROKER,
        Judgment.state == CURRENT,
    )


def _waiting(viewer: Viewer, queue: Queue) -> Select[tuple[int]]:
    """Ids of the demands with unjudged matches that this desk looks after, the longest published first."""
    query = public_matches(viewer).with_only_columns(Match.demand_id).options()
    query = query.where(_unjudged()).group_by(Match.demand_id, Demand.published_at)
    if not (viewer.is_broker or viewer.is_city_officer):
        query = query.where(Demand.county_code == (viewer.county_code or ""))
    if queue.county:
        query = query.where(Demand.county_code == queue.county)
    if queue.industry:
        rows = values_in(Demand.id, Demand.industry_codes).subquery()
        query = query.where(Demand.id.in_(select(rows.c[0]).where(rows.c[1] == queue.industry)))
    return query.order_by(Demand.published_at, Match.demand_id)


def waiting_ids(viewer: Viewer, queue: Queue) -> list[int]:
    """The queue as ids, in order."""
    return list(current_session().scalars(_waiting(viewer, queue)))


def waiting_demands(viewer: Viewer, ids: Sequence[int]) -> list[tuple[Demand, int, int, int]]:
    """(demand, matches, matches without a level, order of the best band) for one page of the queue."""
    if not ids:
        return []
    counted = (
        public_matches(viewer)
        .with_only_columns(
            Match.demand_id.label("demand_id"),
            func.count(Match.id).label("total"),
            func.sum(case((_unjudged(), 1), else_=0)).label("open"),
            func.min(case(BAND_ORDER, value=Match.band, else_=len(BAND_ORDER))).label("best"),
        )
        .options()
        .where(Match.demand_id.in_(ids))
        .group_by(Match.demand_id)
        .subquery()
    )
    query = select(Demand, counted.c.total, counted.c.open, counted.c.best).join(
        counted, counted.c.demand_id == Demand.id
    )
    rows = current_session().execute(query.options(joinedload(Demand.organisation, innerjoin=True)))
    found = {row[0].id: tuple(row) for row in rows}
    return [found[one] for one in ids if one in found]


def candidates(viewer: Viewer, demand_id: int) -> list[Match]:
    """The matches of a demand as the rules rank them, whatever was judged: judges should not see each other's order."""
    query = public_matches(viewer).where(Match.demand_id == demand_id)
    band = case(BAND_ORDER, value=Match.band, else_=len(BAND_ORDER))
    return list(current_session().scalars(with_findings(query.order_by(band, Match.score.desc(), Match.id))))
