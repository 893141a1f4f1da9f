"""Demands that say nearly the same: of the same enterprise to be merged, of another one to be linked as joint."""

from dataclasses import dataclass

from matchmaking.demands import documents
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.matching import ranking
from matchmaking.matching.draft_aids import records_alike
from matchmaking.matching.ranking import Text
from matchmaking.refinements.queries import joint_demands, others_at_desk
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import engine

MOST_COMPARED, MOST_SHOWN = 100, 8
# Two enterprises say the same thing in different words: for a joint order less likeness is worth a look.
WORTH_A_LOOK = 0.45


@dataclass(frozen=True)
class Alike:
    """A demand like this one: of the same enterprise, or already linked as joint."""

    demand: Demand
    is_own: bool
    is_linked: bool


def demands_alike(demand: Demand) -> list[Alike]:
    """Demands worth comparing with this one, those already linked first; none while the index is not there."""
    linked = joint_demands(demand.id)
    found = {one.id: one for one in linked}
    try:
        found |= {one.id: one for one in records_alike(DEMANDS, demand)}
        text = _text(demand)
        scored = [
            (ranking.score_same_side(engine(), DEMANDS.kind, text, _text(one)), one)
            for one in others_at_desk(demand, MOST_COMPARED)
        ]
    except IndexUnavailable:
        scored = []
    near = sorted((pair for pair in scored if pair[0] >= WORTH_A_LOOK), key=lambda pair: (-pair[0], pair[1].id))
    for _score, one in near:
        found.setdefault(one.id, one)
    ids = {one.id for one in linked}
    return [Alike(one, one.organisation_id == demand.organisation_id, one.id in ids) for one in found.values()][
        :MOST_SHOWN
    ]


def _text(demand: Demand) -> Text:
    return Text(demand.title, documents.body(demand))
