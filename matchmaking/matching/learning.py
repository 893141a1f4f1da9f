"""Reads what the judgments of demands teach about their other achievements."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_, select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.matching.adjusting import Adjuster, Adjustment, Graded, Told
from matchmaking.matching.judgment_models import BROKER, CURRENT, DEMAND_SIDE, FITS, LEVELS, Judgment

# Reasons that lie in the achievement; what is nearly the same has the same fault. Price, readiness of a partner, what
# was tried or is under way and all others lie in the circumstances of one pair.
OF_THE_THING = frozenset({"temperature", "figures", "conditions", "field", "process", "tried"})


def adjuster_of(demand_id: int) -> Adjuster | None:
    """What this demand learned from its judgments; None when that is nothing yet."""
    return adjusters_of([demand_id]).get(demand_id)


def adjusters_of(demand_ids: Iterable[int]) -> dict[int, Adjuster]:
    """demand id → what it learned, in one query; demands that learned nothing are left out."""
    grades: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    irrelevant: dict[int, list[Told]] = defaultdict(list)
    suitable: dict[int, list[Told]] = defaultdict(list)
    titles: dict[int, str] = {}
    query = (
        select(
            Judgment.id, Judgment.demand_id, Judgment.achievement_id, Judgment.side, Judgment.verdict,
            Judgment.reason_code, Achievement.title,
        )
        .join(Achievement, Achievement.id == Judgment.achievement_id)
        .where(
            Judgment.demand_id.in_(list(demand_ids)),
            Judgment.state == CURRENT,
            or_(Judgment.side == BROKER, Judgment.side == DEMAND_SIDE),
        )
        .order_by(Judgment.id)
    )  # fmt: skip
    for said in current_session().execute(query):
        titles[said.achievement_id] = said.title
        if said.side == BROKER:
            grades[said.demand_id][said.achievement_id].append(LEVELS[said.verdict])
        elif said.verdict == FITS:
            suitable[said.demand_id].append(Told(said.achievement_id, said.title, said.id))
        elif said.reason_code in OF_THE_THING:
            irrelevant[said.demand_id].append(Told(said.achievement_id, said.title, said.id))
    found = {}
    for one in dict.fromkeys([*grades, *irrelevant]):
        graded = [Graded(each, titles[each], sum(given) / len(given)) for each, given in grades[one].items()]
        adjuster = Adjuster(tuple(graded), tuple(irrelevant[one]), tuple(suitable[one]))
        if not adjuster.is_empty:
            found[one] = adjuster
    return found


__all__ = ["OF_THE_THING", "Adjuster", "Adjustment", "adjuster_of", "adjusters_of"]
