"""Reads proposals."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.states import DRAFT, HANDED_IN, IN_REVIEW, WITHDRAWN


def open_key(demand_id: int, organisation_id: int) -> str:
    """What is unique among the answers that are not withdrawn."""
    return f"{demand_id}:{organisation_id}"


def complete(query: Select[tuple[Proposal]]) -> Select[tuple[Proposal]]:
    """Load everything that pages show along: one query each, however many proposals there are."""
    return query.options(
        joinedload(Proposal.organisation, innerjoin=True),
        joinedload(Proposal.demand, innerjoin=True).options(
            joinedload(Demand.organisation, innerjoin=True), selectinload(Demand.criteria)
        ),
        selectinload(Proposal.promises),
        selectinload(Proposal.achievements),
        selectinload(Proposal.revisions),
    )


def proposal_with(proposal_id: int) -> Proposal | None:
    """One proposal, whoever may see it; ask `can_view_proposal` before showing it."""
    return current_session().scalar(complete(select(Proposal).where(Proposal.id == proposal_id)))


def withdrawn_from(demand: Demand) -> list[Proposal]:
    """Answers to a demand that were submitted and taken back; only their numbers and moments are for others."""
    query = select(Proposal).where(Proposal.demand_id == demand.id, Proposal.state == WITHDRAWN)
    return list(current_session().scalars(query.order_by(Proposal.withdrawn_at)))


def answer_count(demand_id: int) -> int:
    """How many answers a demand has, as everybody may know."""
    query = select(func.count(Proposal.id)).where(Proposal.demand_id == demand_id, Proposal.state.in_(HANDED_IN))
    return current_session().scalar(query) or 0


def answers_of(organisation_id: int, demand_id: int) -> Proposal | None:
    """The answer of an organisation to a demand that is not withdrawn."""
    return current_session().scalar(select(Proposal).where(Proposal.open_key == open_key(demand_id, organisation_id)))


def own_answers(demand_id: int, organisation_ids: Iterable[int]) -> list[Proposal]:
    """The answers of these organisations to a demand, withdrawn ones too, the newest first."""
    query = select(Proposal).where(
        Proposal.demand_id == demand_id, Proposal.organisation_id.in_(list(organisation_ids))
    )
    return list(current_session().scalars(query.order_by(Proposal.id.desc())))


def by_form_key(key: str, user_id: int) -> Proposal | None:
    """The proposal that this form has already made."""
    query = select(Proposal).where(Proposal.form_key == key, Proposal.created_by_id == user_id)
    return current_session().scalar(query)


def earlier_proposals(organisation_ids: Iterable[int], limit: int = 20) -> list[Proposal]:
    """What these organisations have written before, to start from; the newest first."""
    query = (
        select(Proposal)
        .where(Proposal.organisation_id.in_(list(organisation_ids)))
        .options(joinedload(Proposal.demand), joinedload(Proposal.organisation))
        .order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    )
    return list(current_session().scalars(query.limit(limit)))


def in_review(demand_ids: Iterable[int]) -> list[Proposal]:
    """What is submitted and not decided, of these demands."""
    query = select(Proposal).where(Proposal.demand_id.in_(list(demand_ids)), Proposal.state.in_(IN_REVIEW))
    return list(current_session().scalars(query.order_by(Proposal.submitted_at, Proposal.id)))


def drafts_closing(since: datetime) -> list[Proposal]:
    """Drafts whose demand still has a deadline."""
    query = (
        select(Proposal)
        .join(Proposal.demand)
        .where(Proposal.state == DRAFT, Demand.deadline_on.is_not(None), Proposal.created_at <= since)
    )
    return list(current_session().scalars(query.order_by(Proposal.id)))
