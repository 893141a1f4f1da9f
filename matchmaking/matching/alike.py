"""Records of one side that say nearly the same: what is stored about them, and how it is found and cleared."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, delete, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements import documents as achievement_documents
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core import history
from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.letters import path_to
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.audiences import is_public, public
from matchmaking.listings.queries import complete
from matchmaking.listings.side import Side
from matchmaking.matching import ranking
from matchmaking.matching.alike_models import Likeness, LookedThrough
from matchmaking.matching.ranking import DEMAND, Text
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import engine

# The cosine from which two records say nearly the same. Of the sample data, where every record is another matter, no
# two have more than 0.44.
NEARLY_SAME = 0.8
# Two enterprises say the same thing in different words: for a joint order less likeness is worth a look.
WORTH_A_LOOK = 0.45
MOST_OF_ONE = 20
BOTH = (DEMANDS, ACHIEVEMENTS)
Pair = tuple[int, int]


def text_of(side: Side, record: Any) -> Text:
    """The public words of a record, as the index has them."""
    documents = demand_documents if side.kind == DEMAND else achievement_documents
    return Text(record.title, documents.body(record))


def nearest(side: Side, record: Any, least: float, limit: int = MOST_OF_ONE) -> dict[int, float]:
    """Id → likeness of the indexed records most like this one, copies included. Raises IndexUnavailable."""
    found = ranking.rank_same_side(engine(), side.kind, text_of(side, record), limit=limit + 1, apart=True)
    return {one.id: one.score for one in found if one.score >= least and one.id != record.id}


def lookalike(side: Side, record: Any) -> str:
    """For an import: which indexed record says nearly the same as a new one; empty for none, or without an index."""
    try:
        found = nearest(side, record, NEARLY_SAME, 1) if engine().count(side.kind) else {}
    except IndexUnavailable:
        return ""
    other = current_session().get(side.model, next(iter(found))) if found else None
    if other is None or not is_public(other):
        return ""
    return _("与已有的 %(number)s“%(title)s”几乎一样。", number=other.number or other.id, title=other.title)


def ordered(one: int, other: int) -> Pair:
    """Two ids, the lower first."""
    return (one, other) if one < other else (other, one)


def look_through(side: Side, at_once: int) -> int:
    """Compare the next records that were changed since the last time with their side; return how many these were.

    Reads outside of a writing transaction, then stores in a short one. Raises IndexUnavailable.
    """
    model = side.model
    with reading():
        mark = current_session().get(LookedThrough, side.kind)
        query = complete(side, select(model).where(public(model))).order_by(model.updated_at, model.id)
        if mark is not None:
            query = query.where(
                or_(
                    model.updated_at > mark.changed_at,
                    and_(model.updated_at == mark.changed_at, model.id > mark.record_id),
                )
            )
        records = list(current_session().scalars(query.limit(at_once)))
        found = {
            ordered(record.id, other): score
            for record in records
            for other, score in nearest(side, record, NEARLY_SAME).items()
        }
        seen = [one.id for one in records]
        last = (records[-1].updated_at, records[-1].id) if records else None
    if last is not None:
        with unit_of_work() as session:
            store(side.kind, seen, found)
            session.merge(LookedThrough(kind=side.kind, changed_at=last[0], record_id=last[1]))
    return len(seen)


def store(kind: str, seen: Sequence[int], found: dict[Pair, float]) -> None:
    """Make the open pairs of these records those that were found; what the desk has cleared stays cleared."""
    session = current_session()
    of_them = and_(Likeness.kind == kind, or_(Likeness.first_id.in_(seen), Likeness.second_id.in_(seen)))
    known = {(one.first_id, one.second_id): one for one in session.scalars(select(Likeness).where(of_them))}
    gone = [one.id for pair, one in known.items() if pair not in found and one.cleared_at is None]
    if gone:
        session.execute(delete(Likeness).where(Likeness.id.in_(gone)))
    for pair, score in found.items():
        if pair in known:
            known[pair].score = score
        else:
            session.add(Likeness(kind=kind, first_id=pair[0], second_id=pair[1], score=score))


def suspected(side: Side, viewer: Viewer, *, cleared: bool = False) -> Select[Any]:
    """(pair, one record, the other) of a side that are still public, the most alike first.

    County officers see the pairs in which a record of their county is.
    """
    one, other = aliased(side.model), aliased(side.model)
    # The rule of who sees what speaks of the table itself, not of one of its two roles here.
    known = select(side.model.id).where(public(side.model))
    query = (
        select(Likeness, one, other)
        .join(one, one.id == Likeness.first_id)
        .join(other, other.id == Likeness.second_id)
        .where(Likeness.kind == side.kind, Likeness.first_id.in_(known), Likeness.second_id.in_(known))
        .options(joinedload(one.organisation, innerjoin=True), joinedload(other.organisation, innerjoin=True))
    )
    if not (viewer.is_broker or viewer.is_city_officer):
        county = viewer.county_code or ""
        query = query.where(or_(one.county_code == county, other.county_code == county))
    if cleared:
        return query.where(Likeness.cleared_at.is_not(None)).order_by(Likeness.cleared_at.desc(), Likeness.id)
    return query.where(Likeness.cleared_at.is_(None)).order_by(Likeness.score.desc(), Likeness.id)


def find_pair(kind: str, one: int, other: int) -> Likeness | None:
    """What is stored of two records."""
    first, second = ordered(one, other)
    query = select(Likeness).where(Likeness.kind == kind, Likeness.first_id == first, Likeness.second_id == second)
    return current_session().scalar(query)


def _pair_of(side: Side, one: Any, other: Any) -> Likeness:
    """What is stored of two records, stored now where nothing is."""
    pair = find_pair(side.kind, one.id, other.id)
    if pair is None:
        first, second = ordered(one.id, other.id)
        score = ranking.score_same_side(engine(), side.kind, text_of(side, one), text_of(side, other))
        pair = Likeness(kind=side.kind, first_id=first, second_id=second, score=score)
        current_session().add(pair)
    return pair


def clear(side: Side, one: Any, other: Any, *, actor: Viewer) -> None:
    """They are not the same matter: never suspected again. A second time changes nothing. Raises IndexUnavailable."""
    pair = _pair_of(side, one, other)
    if pair.cleared_at is None:
        pair.cleared_at, pair.cleared_by_id = now(), actor.user_id
        history.record("matching.not_alike", pair, actor=actor)


def suspect_again(side: Side, one: Any, other: Any, *, actor: Viewer) -> None:
    """They may be the same matter after all."""
    pair = find_pair(side.kind, one.id, other.id)
    if pair is not None and pair.cleared_at is not None:
        pair.cleared_at = pair.cleared_by_id = None
        history.record("matching.alike_again", pair, actor=actor)


def tell_owner(side: Side, one: Any, other: Any) -> None:
    """Ask the organisation that published both, once, to withdraw one. Raises IndexUnavailable."""
    pair = _pair_of(side, one, other)
    if pair.told_at is None:
        pair.told_at = now()
        first, second = sorted((one, other), key=lambda record: record.id)
        path = path_to(f"{side.room}.show_{side.kind}", **{f"{side.kind}_id": second.id})
        once = f"alike:{side.kind}:{first.id}:{second.id}"
        notify(writer_ids(one.organisation_id), "matching.alike", once, path, one=first.title, other=second.title)


def cleared_among(kind: str, record_id: int, others: Iterable[int]) -> set[int]:
    """Those of `others` of which the desk said that they are another matter than this record."""
    pairs = [ordered(record_id, other) for other in others]
    query = select(Likeness.first_id, Likeness.second_id).where(
        Likeness.kind == kind,
        Likeness.cleared_at.is_not(None),
        tuple_(Likeness.first_id, Likeness.second_id).in_(pairs),
    )
    return {first if second == record_id else second for first, second in current_session().execute(query)}
