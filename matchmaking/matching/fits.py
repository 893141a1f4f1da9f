"""Finds, stores and reads the fits of demands with records of other kinds, and tells of clear new ones."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import contains_eager

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.listings.audiences import shown
from matchmaking.matching import ranking
from matchmaking.matching.evidence import DemandSide, demand_side
from matchmaking.matching.finding import vocabulary_words
from matchmaking.matching.fit_weighing import CLEAR_WORDS, KINDS, LEAST_WORDS_PROVEN, Other, OtherKind, Weighed, weigh
from matchmaking.matching.models import Match
from matchmaking.matching.other_kinds import rank_kind
from matchmaking.matching.queries import demands_outside_the_index
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.scoring import LOOK
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import DAILY
from matchmaking.search.registry import engine

CANDIDATES = 100
SHARED_STRINGS = 5
# Scores move a little whenever the catalogue grows; a row is rewritten only for more than this.
SAME_SCORE = 0.002
# Older demands are no news.
NEW = timedelta(days=7)


class _Seen:
    """What one run has read. Use it inside of a transaction."""

    def __init__(self) -> None:
        self.demands: dict[int, DemandSide] = {}
        self.others: dict[tuple[str, int], Other] = {}

    def load_demands(self, ids: Iterable[int]) -> dict[int, DemandSide]:
        wanted = sorted(set(ids))
        missing = [one for one in wanted if one not in self.demands]
        for record in demand_documents.load(missing) if missing else ():
            if record.state == PUBLISHED:
                self.demands[record.id] = demand_side(record)
        return {one: self.demands[one] for one in wanted if one in self.demands}

    def load_others(self, kind: OtherKind, ids: Iterable[int]) -> dict[int, Other]:
        wanted = sorted(set(ids))
        code = kind.side.kind
        missing = [one for one in wanted if (code, one) not in self.others]
        for record in kind.load(missing) if missing else ():
            if (other := kind.describe(record)) is not None:
                self.others[code, other.id] = other
        return {one: self.others[code, one] for one in wanted if (code, one) in self.others}


def find_fits(kind: OtherKind, of: str, record_id: int, seen: _Seen | None = None) -> list[Weighed]:
    """The pairs that a demand (`of` "demand") or a record of the kind should have now. Only reads.

    What is stored is weighed again, so that a row goes when the pair is no longer worth it, and that both sides come
    to the same rows. Raises IndexUnavailable.
    """
    seen = seen or _Seen()
    common = vocabulary_words().common
    if of == DEMAND:
        # Without a single record of the kind there is no index of it either.
        has_index, stored = kind.side.kind in engine().kinds(), _stored_ids(kind, DEMAND, record_id)
        demand = seen.load_demands([record_id]).get(record_id) if has_index or stored else None
        if demand is None:
            return []
        best = rank_kind(engine(), kind.side.kind, demand.text, limit=CANDIDATES, common=common) if has_index else []
        scores = {one.id: one.score for one in best if one.score >= LEAST_WORDS_PROVEN}
        others = seen.load_others(kind, {*scores, *stored})
        pairs = [(demand, other, scores.get(other.id)) for other in others.values()]
    else:
        own = seen.load_others(kind, [record_id]).get(record_id)
        if own is None:
            return []
        best = ranking.rank_demands(engine(), own.text, limit=CANDIDATES, common=common)
        scores = {one.id: one.score for one in best if one.score >= LEAST_WORDS_PROVEN}
        # What only a chosen few may see is in no index; its own people are shown who can help all the same.
        wanted = {*scores, *_stored_ids(kind, of, record_id), *demands_outside_the_index()}
        pairs = [(demand, own, scores.get(demand.id)) for demand in seen.load_demands(wanted).values()]
    matched = _matched({demand.id for demand, _other, _score in pairs})
    weighed = (
        weigh(kind, demand, other, _text_score(demand, other) if score is None else score, matched.get(demand.id, ()))
        for demand, other, score in pairs
    )
    return [
        _with_shared(one, seen.demands[one.demand_id], seen.others[kind.side.kind, one.record_id])
        for one in weighed
        if one is not None
    ]


def _text_score(demand: DemandSide, other: Other) -> float:
    return ranking.score_pair(engine(), demand.text, other.text, common=vocabulary_words().common)


def _with_shared(pair: Weighed, demand: DemandSide, other: Other) -> Weighed:
    """The pair with the words that both texts contain, the weightiest first."""
    words = vocabulary_words()
    shared = ranking.shared_strings(
        engine(), demand.text, other.text, limit=SHARED_STRINGS, common=words.common, cut=words.cut
    )
    reasons = {**pair.reasons, "shared": [one.text for one in shared]}
    return Weighed(pair.demand_id, pair.record_id, pair.score, pair.text_score, reasons)


def _stored_ids(kind: OtherKind, of: str, record_id: int) -> list[int]:
    own, other = (kind.row.demand_id, kind.row.record_id) if of == DEMAND else (kind.row.record_id, kind.row.demand_id)
    return list(current_session().scalars(select(other).where(own == record_id)))


def _matched(demand_ids: set[int]) -> dict[int, list[int]]:
    """demand → the achievements that match it well; one that is only worth a look proves nothing."""
    found: dict[int, list[int]] = {}
    query = select(Match.demand_id, Match.achievement_id).where(Match.demand_id.in_(demand_ids), Match.band != LOOK)
    for demand_id, achievement_id in current_session().execute(query) if demand_ids else ():
        found.setdefault(demand_id, []).append(achievement_id)
    return found


def store_fits(kind: OtherKind, of: str, record_id: int, pairs: Sequence[Weighed]) -> list[Any]:
    """Make the stored rows of a record equal to what was found; return those that are new."""
    session, row = current_session(), kind.row
    own, other = (row.demand_id, "record_id") if of == DEMAND else (row.record_id, "demand_id")
    present = {getattr(one, other): one for one in session.scalars(select(row).where(own == record_id))}
    wanted = {getattr(one, other): one for one in pairs}
    gone = [one.id for key, one in present.items() if key not in wanted]
    if gone:
        session.execute(delete(row).where(row.id.in_(gone)))
    new = []
    for key, pair in wanted.items():
        found = present.get(key)
        if found is None:
            found = row(demand_id=pair.demand_id, record_id=pair.record_id)
            session.add(found)
            new.append(found)
        elif abs(found.score - pair.score) <= SAME_SCORE and found.reasons == pair.reasons:
            continue
        found.score, found.text_score, found.reasons = pair.score, pair.text_score, pair.reasons
        found.computed_at = now()
    return new


def forget_fits(kind: OtherKind, of: str, ids: Sequence[int]) -> None:
    """Delete the fits of records that are no longer public."""
    column = kind.row.demand_id if of == DEMAND else kind.row.record_id
    if ids:
        current_session().execute(delete(kind.row).where(column.in_(ids)))


def tell_of_fits(kind: OtherKind, rows: Sequence[Any]) -> None:
    """Tell the people of a record of new demands that clearly fit, once, in the day's digest at the earliest."""
    clear = [one for one in rows if one.text_score >= CLEAR_WORDS and one.reasons["industries"] and not one.notified_at]
    if not clear:
        return
    demands = {
        one.id: one
        for one in current_session().scalars(select(Demand).where(Demand.id.in_({row.demand_id for row in clear})))
    }
    records = {one.id: one for one in kind.load(sorted({row.record_id for row in clear}))}
    for row in clear:
        demand, record = demands.get(row.demand_id), records.get(row.record_id)
        if demand is None or record is None or is_over(demand.deadline_on):
            continue
        if demand.published_at is None or demand.published_at < now() - NEW:
            continue
        if not may_be_shown_to(demand, record.organisation_id):
            continue
        row.notified_at = now()
        once = f"fit:{kind.side.kind}:{record.id}:{demand.id}"
        path = path_to("demands.show_demand", demand_id=demand.id)
        notify(kind.people(record), kind.notice, once, path, DAILY, demand=demand.title, title=record.title)


def fits_of_demand(kind: OtherKind, demand_id: int, viewer: Viewer, limit: int) -> list[tuple[Any, Any]]:
    """(fit, record) of the best public records for a demand."""
    model = kind.side.model
    query = (
        select(kind.row, model)
        .join(model, model.id == kind.row.record_id)
        .join(model.organisation)
        .where(kind.row.demand_id == demand_id, shown(model, viewer))
        .options(contains_eager(model.organisation))
        .order_by(kind.row.score.desc(), kind.row.id)
    )
    return [tuple(row) for row in current_session().execute(query.limit(limit))]


def fits_of_record(kind: OtherKind, record_id: int, viewer: Viewer, limit: int) -> list[Any]:
    """The fits of a record with demands that this viewer may see, the best first."""
    query: Select[Any] = (
        select(kind.row)
        .join(kind.row.demand)
        .join(Demand.organisation)
        .where(kind.row.record_id == record_id, shown(Demand, viewer))
        .options(contains_eager(kind.row.demand).contains_eager(Demand.organisation))
        .order_by(kind.row.score.desc(), kind.row.id)
    )
    return list(current_session().scalars(query.limit(limit)))


__all__ = ["KINDS", "find_fits", "fits_of_demand", "fits_of_record", "forget_fits", "store_fits", "tell_of_fits"]
