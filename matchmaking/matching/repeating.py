"""Which demands say what an earlier one said, and what is remembered from there.

The earlier one may be over, withdrawn or hidden. Only what brokers said is taken over, and what the same enterprise
said itself; and from a demand that was not for everybody only within its own enterprise.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select, update
from sqlalchemy.orm import aliased

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import documents
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import PUBLIC_MODES
from matchmaking.listings.audiences import public
from matchmaking.matching import ranking
from matchmaking.matching.adjusting import likeness
from matchmaking.matching.judgment_models import BROKER, CURRENT, DEMAND_SIDE, Judgment
from matchmaking.matching.ranking import DEMAND, Text
from matchmaking.matching.repeat_models import Repeat
from matchmaking.search.registry import engine

# The cosine from which two demands are the same one, written again: a changed year, number or name leaves more.
SAME_DEMAND = 0.85
# Of demands in no index only those with a title so much alike are compared in full.
LIKE_TITLE = 0.3
MOST_COMPARED, MOST_EARLIER = 2000, 5


def earlier_versions(demand: Demand) -> dict[int, float]:
    """id → likeness of the earlier demands that said the same, the most alike first. Raises IndexUnavailable."""
    text = Text(demand.title, documents.body(demand))
    near = {one.id for one in ranking.rank_same_side(engine(), DEMAND, text) if one.score >= SAME_DEMAND}
    found = {}
    for other in documents.load(sorted((near | _alike_by_title(demand)) - {demand.id})):
        if _since(other) < _since(demand) and may_teach(other, demand):
            score = ranking.score_same_side(engine(), DEMAND, text, Text(other.title, documents.body(other)))
            if score >= SAME_DEMAND:
                found[other.id] = round(score, 4)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], -pair[0]))[:MOST_EARLIER])


def later_versions(demand: Demand) -> list[int]:
    """The later demands that may say the same, as far as the index or their title shows it. Raises IndexUnavailable."""
    text = Text(demand.title, documents.body(demand))
    near = {one.id for one in ranking.rank_same_side(engine(), DEMAND, text) if one.score >= SAME_DEMAND}
    own = select(Demand.id, Demand.title, Demand.published_at, Demand.created_at).where(
        or_(Demand.id.in_(near), Demand.organisation_id == demand.organisation_id),
        Demand.state == PUBLISHED,
        Demand.id != demand.id,
    )
    return [
        row.id
        for row in current_session().execute(own.order_by(Demand.id))
        if _since(row) > _since(demand) and (row.id in near or likeness(row.title, demand.title) >= LIKE_TITLE)
    ]


def may_teach(earlier: Demand, demand: Demand) -> bool:
    """Whether what was said for one demand may count for another: both of one enterprise, or the earlier for all."""
    return earlier.organisation_id == demand.organisation_id or earlier.is_for_everybody


def _since(demand: Any) -> tuple[Any, int]:
    """Which one was first."""
    return demand.published_at or demand.created_at, demand.id


def _alike_by_title(demand: Demand) -> set[int]:
    """Judged demands that no index holds, and all of the same enterprise (of copies the index shows one), with a
    title like this one."""
    judged = and_(~public(Demand), Demand.id.in_(select(Judgment.demand_id).where(Judgment.state == CURRENT)))
    own = Demand.organisation_id == demand.organisation_id
    query = select(Demand.id, Demand.title).where(or_(judged, own), Demand.id != demand.id)
    rows = current_session().execute(query.order_by(Demand.id.desc()).limit(MOST_COMPARED))
    return {one for one, title in rows if likeness(title, demand.title) >= LIKE_TITLE}


def keep_repeats(demand: Demand, found: dict[int, float]) -> bool:
    """Make the stored rows equal to what was found; whether anything changed."""
    session = current_session()
    present = {one.earlier_id: one for one in session.scalars(select(Repeat).where(Repeat.demand_id == demand.id))}
    gone = [row.id for earlier, row in present.items() if earlier not in found]
    if gone:
        session.execute(delete(Repeat).where(Repeat.id.in_(gone)))
    new = [one for one in found if one not in present]
    session.add_all(Repeat(demand_id=demand.id, earlier_id=one, likeness=found[one]) for one in new)
    return bool(gone or new)


def take_over_repeats(demand: Demand, target: Demand) -> None:
    """After a merge the target remembers what the merged demand remembered."""
    session = current_session()
    known = select(Repeat.earlier_id).where(Repeat.demand_id == target.id)
    mine = update(Repeat).where(
        Repeat.demand_id == demand.id, Repeat.earlier_id.not_in(known), Repeat.earlier_id != target.id
    )
    session.execute(mine.values(demand_id=target.id), execution_options={"synchronize_session": False})


def repeated_by(demand_ids: Iterable[int]) -> list[int]:
    """The demands that remember what is said of these."""
    query = select(Repeat.demand_id).where(Repeat.earlier_id.in_(list(demand_ids)))
    return list(current_session().scalars(query.order_by(Repeat.demand_id)))


def remembered_rows(demand_ids: Sequence[int], *columns: Any) -> Select[Any]:
    """What earlier demands teach these: the columns asked for (of `Judgment` and `Achievement`) and
    `for_demand_id`."""
    earlier, later = aliased(Demand), aliased(Demand)
    same_owner = earlier.organisation_id == later.organisation_id
    return (
        select(*columns, Repeat.demand_id.label("for_demand_id"))
        .select_from(Repeat)
        .join(earlier, earlier.id == Repeat.earlier_id)
        .join(later, later.id == Repeat.demand_id)
        .join(Judgment, Judgment.demand_id == Repeat.earlier_id)
        .join(Achievement, Achievement.id == Judgment.achievement_id)
        .where(
            Repeat.demand_id.in_(list(demand_ids)),
            Judgment.state == CURRENT,
            or_(Judgment.side == BROKER, and_(Judgment.side == DEMAND_SIDE, same_owner)),
            or_(same_owner, earlier.mode.in_(PUBLIC_MODES)),
        )
    )
