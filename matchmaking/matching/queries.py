"""Reads stored matches: for one record, for a viewer's own records, for lists; and what decides which are kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import public, shown
from matchmaking.matching.judgment_queries import judged_first, not_dismissed, own_keys
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND


def own_column(kind: str) -> ColumnElement[int]:
    """The column of the side that is asked from."""
    return Match.demand_id if kind == DEMAND else Match.achievement_id


def other_column(kind: str) -> ColumnElement[int]:
    """The column of the other side."""
    return Match.achievement_id if kind == DEMAND else Match.demand_id


def public_matches(viewer: Viewer | None = None) -> Select[tuple[Match]]:
    """Matches of two published records that this viewer may see, with both loaded; every list starts here.

    Without a viewer only those that everybody may see.

    The organisations hang on by outer joins, although every record has one: with inner joins SQLite began with the
    organisations and read all 100,000 matches of a test to list those of one of them.
    """
    conditions = [shown(one, viewer) if viewer else public(one) for one in (Demand, Achievement)]
    return (
        select(Match)
        .join(Match.demand)
        .join(Match.achievement)
        .where(*conditions)
        .options(
            contains_eager(Match.demand).joinedload(Demand.organisation),
            contains_eager(Match.achievement).joinedload(Achievement.organisation),
        )
    )


def best_first(query: Select[tuple[Match]]) -> Select[tuple[Match]]:
    """Ordered as people read them; a missed must already lowered the score."""
    return query.order_by(Match.score.desc(), Match.id)


def with_findings(query: Select[tuple[Match]]) -> Select[tuple[Match]]:
    """The findings loaded along, in one further query."""
    return query.options(selectinload(Match.findings))


def matches_of(
    kind: str, record_id: int, limit: int, viewer: Viewer | None = None, *, judged: bool = False
) -> list[Match]:
    """The best public matches of a record, with their findings, without those that the viewer put aside.

    `judged`: what people said of them counts in the order. Only for those who may read it beside the match.
    """
    keys = own_keys(viewer) if viewer else ()
    query = public_matches(viewer).where(own_column(kind) == record_id, not_dismissed(keys))
    query = judged_first(query) if judged else best_first(query)
    return list(current_session().scalars(with_findings(query.limit(limit))))


def best_with_organisations(kind: str, record_id: int, viewer: Viewer) -> Match | None:
    """The best match of a record with a record of the viewer's organisations that they did not put aside."""
    other = Achievement if kind == DEMAND else Demand
    query = public_matches(viewer).where(
        own_column(kind) == record_id,
        other.organisation_id.in_(list(viewer.memberships)),
        not_dismissed(own_keys(viewer)),
    )
    return current_session().scalar(with_findings(judged_first(query).limit(1)))


def find_match(demand_id: int, achievement_id: int) -> Match | None:
    """The stored match of a pair, with its findings."""
    query = select(Match).where(Match.demand_id == demand_id, Match.achievement_id == achievement_id)
    return current_session().scalar(with_findings(query))


def matches_for(viewer: Viewer, side: str, record_id: int | None) -> Select[tuple[Match]]:
    """What `/matches` lists: the matches of the viewer's own demands or achievements, or all of them at a desk."""
    model = Demand if side == DEMAND else Achievement
    query = public_matches(viewer)
    if viewer.is_broker or viewer.is_city_officer:
        pass
    elif viewer.is_officer:
        query = query.where(model.county_code == (viewer.county_code or ""))
    else:
        query = query.where(model.organisation_id == (viewer.organisation_id or 0))
    query = query.where(not_dismissed(own_keys(viewer)))
    return query if record_id is None else query.where(own_column(side) == record_id)


def counts_by_record(viewer: Viewer, side: str) -> list[tuple[int, str, int]]:
    """(id, title, number of matches) of the viewer's own published records that have any, the fullest first."""
    model = Demand if side == DEMAND else Achievement
    counted = matches_for(viewer, side, None).with_only_columns(model.id, model.title, func.count(Match.id))
    rows = current_session().execute(
        counted.options().group_by(model.id, model.title).order_by(func.count(Match.id).desc(), model.id)
    )
    return [tuple(row) for row in rows]


def own_notes(viewer: Viewer, kind: str, ids: Sequence[int]) -> list[Match]:
    """For a list page: the matches of these records with records of the viewer's organisation, best first."""
    other = Achievement if kind == DEMAND else Demand
    query = public_matches(viewer).where(
        own_column(kind).in_(ids),
        other.organisation_id == (viewer.organisation_id or 0),
        not_dismissed(own_keys(viewer)),
    )
    return list(current_session().scalars(with_findings(judged_first(query))))


def own_demands(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, title) of every demand of the organisation that the viewer acts for, drafts too, the newest first."""
    query = select(Demand.id, Demand.title).where(Demand.organisation_id == (viewer.organisation_id or 0))
    return [tuple(row) for row in current_session().execute(query.order_by(Demand.id.desc()).limit(100))]


def published_ids(kind: str) -> list[int]:
    """Every published record of a kind."""
    model = Demand if kind == DEMAND else Achievement
    return list(current_session().scalars(select(model.id).where(model.state == PUBLISHED).order_by(model.id)))


def unmatched_ids(kind: str, model_version: str) -> list[int]:
    """Published records without a match of this version of the rules."""
    model = Demand if kind == DEMAND else Achievement
    done = select(own_column(kind)).where(Match.model_version == model_version)
    query = select(model.id).where(model.state == PUBLISHED, model.id.not_in(done))
    return list(current_session().scalars(query.order_by(model.id)))


def demands_outside_the_index(ids: Sequence[int] | None = None, limit: int = 200) -> list[int]:
    """Published demands that are only for a chosen few, and so never in the index; of `ids`, or the newest of all."""
    query = select(Demand.id).where(Demand.state == PUBLISHED, ~public(Demand)).order_by(Demand.id.desc()).limit(limit)
    return list(current_session().scalars(query if ids is None else query.where(Demand.id.in_(ids))))


def stored_rows(kind: str, record_id: int) -> dict[int, Match]:
    """Stored matches of a record by the id of the other side, with their findings."""
    query = select(Match).where(own_column(kind) == record_id).options(selectinload(Match.findings))
    rows = current_session().scalars(query)
    return {(row.achievement_id if kind == DEMAND else row.demand_id): row for row in rows}


def not_kept() -> ColumnElement[bool]:
    """A condition on matches: nobody chose the pair or put it into the list, so that computing may drop it."""
    return and_(Match.wanted_at.is_(None), Match.added_at.is_(None))


def kept_ids(kind: str, record_id: int) -> set[int]:
    """The ids of the other side whose pairs with this record stay, whatever is computed."""
    query = select(other_column(kind)).where(own_column(kind) == record_id, ~not_kept())
    return set(current_session().scalars(query))


def stored_reasons(kind: str, record_id: int) -> dict[int, dict[str, Any]]:
    """The reasons of the stored matches of a record by the id of the other side."""
    query = select(other_column(kind), Match.reasons).where(own_column(kind) == record_id)
    return dict(current_session().execute(query).all())


def entrances(kind: str, record_id: int, others: Sequence[int], kept: int) -> Mapping[int, tuple[float, int]]:
    """For those of `others` that have `kept` matches without this record: the last of them, as (-score, id).

    Equal scores are ordered by the id of the record on this side, so that the order never depends on when a row came.
    """
    other, own = other_column(kind), own_column(kind)
    ranked = (
        select(
            other.label("other"),
            own.label("own"),
            Match.score.label("score"),
            func.row_number().over(partition_by=other, order_by=(Match.score.desc(), own)).label("place"),
        )
        .where(other.in_(others), own != record_id)
        .subquery()
    )
    rows = current_session().execute(select(ranked.c.other, ranked.c.score, ranked.c.own).where(ranked.c.place == kept))
    return {other_id: (-score, own_id) for other_id, score, own_id in rows}


def surplus_ids(kind: str, others: Sequence[int], kept: int) -> list[int]:
    """Matches of `others` that are among the best of neither of their two records."""
    theirs = _places(kind, other_column(kind), other_column(kind).in_(others))
    own = theirs.c.demand_id if kind == DEMAND else theirs.c.achievement_id
    rows = current_session().execute(select(theirs.c.id, own.label("own")).where(theirs.c.place > kept)).all()
    if not rows:
        return []
    own_ids = {row.own for row in rows}
    opposite = _places(kind, own_column(kind), own_column(kind).in_(own_ids))
    wanted = [row.id for row in rows]
    chosen = select(Match.id).where(~not_kept())
    surplus = select(opposite.c.id).where(
        opposite.c.place > kept, opposite.c.id.in_(wanted), opposite.c.id.not_in(chosen)
    )
    return list(current_session().scalars(surplus))


def _places(kind: str, column: ColumnElement[int], condition: ColumnElement[bool]):
    """The place of each match among those of one of its records; equal scores by the id of the other record."""
    ties = own_column(kind) if column is other_column(kind) else other_column(kind)
    place = func.row_number().over(partition_by=column, order_by=(Match.score.desc(), ties))
    return select(Match.id, Match.demand_id, Match.achievement_id, place.label("place")).where(condition).subquery()
