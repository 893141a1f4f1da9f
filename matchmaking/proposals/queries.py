"""Reads proposals."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.deadlines import not_over
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.states import DRAFT, HANDED_IN, WITHDRAWN


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


def brief(query: Select[tuple[Proposal]]) -> Select[tuple[Proposal]]:
    """Load only what a line of a list shows: the demand and the two organisations."""
    return query.options(
        joinedload(Proposal.organisation, innerjoin=True),
        joinedload(Proposal.demand, innerjoin=True).joinedload(Demand.organisation, innerjoin=True),
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


def answers_to(demand: Demand) -> int:
    """The same, for the room of the demands: what was handed in keeps the demand from becoming something else."""
    return answer_count(demand.id)


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


def undecided(demand_id: int) -> list[Proposal]:
    """What was submitted to a demand and has not heard of a decision."""
    query = select(Proposal).where(
        Proposal.demand_id == demand_id, Proposal.state.in_(HANDED_IN), Proposal.delivered_at.is_(None)
    )
    return list(current_session().scalars(complete(query.order_by(Proposal.submitted_at, Proposal.id))))


def drafts_to(demand_id: int) -> list[Proposal]:
    """What is being written to a demand."""
    query = select(Proposal).where(Proposal.demand_id == demand_id, Proposal.state == DRAFT)
    return list(current_session().scalars(complete(query.order_by(Proposal.id))))


def drafts_until(last: date) -> list[Proposal]:
    """Drafts to published demands whose deadline has not passed and comes until a day."""
    query = (
        select(Proposal)
        .join(Proposal.demand)
        .where(Proposal.state == DRAFT, Demand.state == PUBLISHED, Demand.deadline_on.between(today(), last))
    )
    return list(current_session().scalars(complete(query.order_by(Proposal.id))))


def drafts_of(organisation_id: int, limit: int) -> list[Proposal]:
    """What an organisation is writing and can still submit, the next deadline first."""
    query = (
        select(Proposal)
        .join(Proposal.demand)
        .where(Proposal.organisation_id == organisation_id, Proposal.state == DRAFT, Demand.state == PUBLISHED)
        .where(not_over(Demand.deadline_on))
        .order_by(Demand.deadline_on.is_(None), Demand.deadline_on, Proposal.id)
        .options(contains_eager(Proposal.demand))
    )
    return list(current_session().scalars(query.limit(limit)))


def matched_achievements(demand_id: int, organisation_id: int, limit: int) -> list[Achievement]:
    """The published achievements of an organisation that match a demand, the best first."""
    query = (
        select(Achievement)
        .join(Match, Match.achievement_id == Achievement.id)
        .where(
            Match.demand_id == demand_id,
            Achievement.organisation_id == organisation_id,
            Achievement.state == PUBLISHED,
        )
        .order_by(Match.score.desc(), Achievement.id)
    )
    return list(current_session().scalars(query.limit(limit)))


def published_achievements(organisation_id: int, demand_id: int, limit: int) -> list[Achievement]:
    """What an organisation may link to an answer, with its measured values: those that match the demand first."""
    matched = Match.__table__.alias()
    join = and_(matched.c.achievement_id == Achievement.id, matched.c.demand_id == demand_id)
    query = (
        select(Achievement)
        .outerjoin(matched, join)
        .where(Achievement.organisation_id == organisation_id, Achievement.state == PUBLISHED)
        .options(selectinload(Achievement.measurements))
        .order_by(matched.c.score.is_(None), matched.c.score.desc(), Achievement.published_at.desc(), Achievement.id)
    )
    return list(current_session().scalars(query.limit(limit)))
