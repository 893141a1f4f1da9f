"""Demands that say nearly the same: of the same enterprise to be merged, of another one to be linked as joint."""

from dataclasses import dataclass

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.records import PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand, organisation_shown
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.queries import in_order
from matchmaking.matching import ranking
from matchmaking.matching.alike import WORTH_A_LOOK, nearest, text_of
from matchmaking.matching.draft_aids import records_alike
from matchmaking.refinements.queries import joint_demands, merge_targets, others_at_desk
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import engine

MOST_COMPARED, MOST_SHOWN = 100, 8


@dataclass(frozen=True)
class Alike:
    """A demand worth comparing with another one: of the same enterprise, already linked as joint, nearly the same.

    `is_own` is only true for who may know whose demands both are: it would give a hidden name away.
    """

    demand: Demand
    is_own: bool
    is_linked: bool
    is_near: bool = True


def demands_alike(demand: Demand, viewer: Viewer) -> list[Alike]:
    """Demands like this one that the viewer may see: those already linked, the near ones, the enterprise's others.

    None but the linked ones and the enterprise's own while the index is not there.
    """
    linked = joint_demands(demand.id)
    found = {one.id: one for one in linked}
    try:
        found |= {one.id: one for one in records_alike(DEMANDS, demand)}
        near_public = nearest(DEMANDS, demand, WORTH_A_LOOK)
        found |= {one.id: one for one in in_order(DEMANDS, select(Demand), list(near_public))}
        text = text_of(DEMANDS, demand)
        scored = [
            (ranking.score_same_side(engine(), DEMANDS.kind, text, text_of(DEMANDS, one)), one)
            for one in others_at_desk(demand, MOST_COMPARED)
        ]
    except IndexUnavailable:
        scored = []
    near = sorted((pair for pair in scored if pair[0] >= WORTH_A_LOOK), key=lambda pair: (-pair[0], pair[1].id))
    for _score, one in near:
        found.setdefault(one.id, one)
    joint, near_ids = {one.id for one in linked}, set(found)
    knows = organisation_shown(viewer, demand)
    for one in merge_targets(demand) if knows else []:
        found.setdefault(one.id, one)
    # Drafts of the enterprise are like it, too, and nobody else's business.
    seen = [one for one in found.values() if one.state in (SUBMITTED, PUBLISHED) and can_view_demand(viewer, one)]
    rows = [
        Alike(
            one,
            knows and one.organisation_id == demand.organisation_id and organisation_shown(viewer, one),
            one.id in joint,
            one.id in near_ids,
        )
        for one in seen
    ]
    return [one for one in rows if one.is_near or one.is_own][:MOST_SHOWN]
