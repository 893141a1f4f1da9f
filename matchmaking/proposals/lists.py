"""Lists of proposals as a viewer may read them."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import visible_proposals
from matchmaking.proposals.queries import complete
from matchmaking.proposals.states import HANDED_IN


def proposals_to(demand: Demand, viewer: Viewer) -> list[Proposal]:
    """The answers to a demand that the viewer may read, those that were submitted first at the head."""
    query = visible_proposals(viewer).where(Proposal.demand_id == demand.id, Proposal.state.in_(HANDED_IN))
    return list(current_session().scalars(complete(query.order_by(Proposal.submitted_at, Proposal.id))))
