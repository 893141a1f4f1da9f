"""Lists of proposals as a viewer may read them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import reads_every_answer, visible_proposals
from matchmaking.proposals.queries import brief
from matchmaking.proposals.states import DRAFT, HANDED_IN, WITHDRAWN

# What the own side may tell apart: a stage before the decision is delivered is nobody's business there.
TABS = {"draft": _l("草稿"), "submitted": _l("已提交"), "decided": _l("有结果"), "withdrawn": _l("已撤回")}


def proposals_to(demand: Demand, viewer: Viewer) -> list[Proposal]:
    """The answers to a demand that the viewer may read, those that were submitted first at the head."""
    query = select(Proposal) if reads_every_answer(viewer, demand) else visible_proposals(viewer)
    query = query.where(Proposal.demand_id == demand.id, Proposal.state.in_(HANDED_IN))
    query = brief(query).options(selectinload(Proposal.promises), selectinload(Proposal.revisions))
    return list(current_session().scalars(query.order_by(Proposal.submitted_at, Proposal.id)))


def own_proposals(viewer: Viewer, tab: str | None) -> Select[tuple[Proposal]]:
    """The answers of the organisation that the viewer acts for, all of them or those of one tab."""
    query = select(Proposal).where(_own(viewer))
    return query.where(shown_tab == tab) if tab else query


def own_counts(viewer: Viewer) -> dict[str, int]:
    """How many there are in each tab."""
    found = (
        current_session()
        .execute(select(shown_tab, func.count(Proposal.id)).where(_own(viewer)).group_by(shown_tab))
        .all()
    )
    return {**dict.fromkeys(TABS, 0), **dict(found)}


shown_tab = case(
    (Proposal.state == DRAFT, "draft"),
    (Proposal.state == WITHDRAWN, "withdrawn"),
    (Proposal.delivered_at.is_not(None), "decided"),
    else_="submitted",
).label("tab")


def _own(viewer: Viewer) -> ColumnElement[bool]:
    """What `can_view_proposal` lets the people of the answering organisation read."""
    own = viewer.organisation_id if viewer.belongs_to(viewer.organisation_id) else 0
    mine = Proposal.organisation_id == (own or 0)
    return mine if viewer.edits_for(own) else and_(mine, Proposal.state != DRAFT)
