"""Lists of proposals as a viewer may read them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import reads_every_answer, visible_proposals
from matchmaking.proposals.queries import complete
from matchmaking.proposals.states import DRAFT, HANDED_IN, WITHDRAWN

# What the own side may tell apart: a stage before the decision is delivered is nobody's business there.
TABS = {"draft": _l("草稿"), "submitted": _l("已提交"), "decided": _l("有结果"), "withdrawn": _l("已撤回")}


def proposals_to(demand: Demand, viewer: Viewer) -> list[Proposal]:
    """The answers to a demand that the viewer may read, those that were submitted first at the head."""
    query = visible_proposals(viewer)
    if reads_every_answer(viewer, demand):
        query = select(Proposal)
    query = query.where(Proposal.demand_id == demand.id, Proposal.state.in_(HANDED_IN))
    return list(current_session().scalars(complete(query.order_by(Proposal.submitted_at, Proposal.id))))


def own_proposals(viewer: Viewer, tab: str | None) -> Select[tuple[Proposal]]:
    """The answers of the organisation that the viewer acts for, all of them or those of one tab."""
    query = visible_proposals(viewer).where(Proposal.organisation_id == (viewer.organisation_id or 0))
    conditions = {
        "draft": Proposal.state == DRAFT,
        "submitted": and_(Proposal.state.in_(HANDED_IN), Proposal.delivered_at.is_(None)),
        "decided": and_(Proposal.state.in_(HANDED_IN), Proposal.delivered_at.is_not(None)),
        "withdrawn": Proposal.state == WITHDRAWN,
    }
    return query.where(conditions[tab]) if tab else query
