"""What is asked of the tables of challenges."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge, ChallengeExpert, ChallengeRules
from matchmaking.challenges.states import (
    ANNOUNCED,
    AWARDED,
    CLOSED,
    INVITED,
    OPEN,
    PREPARING,
    RESULT_NOTICE,
    SCORED,
    WRITABLE,
)
from matchmaking.clocks.queries import with_any_clock
from matchmaking.core.db import current_session
from matchmaking.core.records import SUBMITTED
from matchmaking.demands.deadlines import is_over, not_over
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import CHALLENGE
from matchmaking.organisations.models import Membership

# What the public list offers; running: answers are taken; review: they are being judged.
RUNNING, REVIEW = "running", "review"
FILTERS = (RUNNING, REVIEW, AWARDED, CLOSED)


def complete(query: Select[tuple[Challenge]]) -> Select[tuple[Challenge]]:
    """Load what the pages of challenges show along."""
    return query.options(
        joinedload(Challenge.version_of_rules, innerjoin=True),
        joinedload(Challenge.demand, innerjoin=True).joinedload(Demand.organisation, innerjoin=True),
    )


def challenge_of(demand: Demand) -> Challenge | None:
    """The challenge of a demand, while the demand is to be published as one."""
    if demand.mode != CHALLENGE:
        return None
    return current_session().scalar(complete(select(Challenge).where(Challenge.demand_id == demand.id)))


def challenge_with(challenge_id: int) -> Challenge | None:
    """One challenge with its experts."""
    query = complete(select(Challenge).where(Challenge.id == challenge_id))
    experts = selectinload(Challenge.experts).joinedload(ChallengeExpert.user)
    return current_session().scalar(query.options(selectinload(Challenge.demand, Demand.criteria), experts))


def expert_with(expert_id: int) -> ChallengeExpert | None:
    """One expert's part in a challenge."""
    query = select(ChallengeExpert).where(ChallengeExpert.id == expert_id)
    return current_session().scalar(
        query.options(joinedload(ChallengeExpert.challenge), joinedload(ChallengeExpert.user))
    )


def newest_rules() -> ChallengeRules | None:
    """The version that holds for what begins now; None while the defaults were never needed or changed."""
    return current_session().scalar(select(ChallengeRules).order_by(ChallengeRules.number.desc()).limit(1))


def all_versions() -> list[ChallengeRules]:
    """Every version, the newest first."""
    return list(current_session().scalars(select(ChallengeRules).order_by(ChallengeRules.number.desc())))


def experts_of(challenge: Challenge) -> list[ChallengeExpert]:
    """Who was asked in the present round, removed ones too."""
    return [one for one in challenge.experts if one.round == challenge.round]


def scored(challenge: Challenge) -> list[ChallengeExpert]:
    """Those whose scores count."""
    return [one for one in experts_of(challenge) if one.state == SCORED]


def waiting_experts(challenge: Challenge) -> list[ChallengeExpert]:
    """Those who have not answered."""
    return [one for one in experts_of(challenge) if one.state == INVITED]


def people_named(text: str, *, without: Collection[int], outside_of: int, limit: int) -> list[User]:
    """Active people whose name holds the text, without some, and without the members of an organisation."""
    members = select(Membership.user_id).where(Membership.organisation_id == outside_of)
    query = select(User).where(
        User.is_active,
        User.name.contains(text, autoescape=True),
        User.id.not_in(list(without)),
        User.id.not_in(members),
    )
    return list(current_session().scalars(query.order_by(User.name, User.id).limit(limit)))


def at_desk(viewer: Viewer, *, state: str, limit: int, offset: int) -> tuple[list[Challenge], int]:
    """The challenges of an officer's county, or all for the city, and how many; first where it is somebody's turn."""
    query = select(Challenge).join(Challenge.demand).where(Demand.mode == CHALLENGE)
    if not viewer.is_city_officer:
        query = query.where(Demand.county_code == (viewer.county_code or ""))
    query = query.where(Challenge.state == state) if state else query.where(Challenge.state != PREPARING)
    session = current_session()
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    first = Challenge.id.in_(with_any_clock(Challenge.__tablename__)).desc()
    ordered = complete(query).order_by(first, Challenge.updated_at.desc(), Challenge.id.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset))), total


def to_apply(organisation_id: int, limit: int) -> list[Demand]:
    """The demands of an enterprise that are to be challenges and wait for it to apply for the formal check."""
    query = select(Demand).outerjoin(Challenge, Challenge.demand_id == Demand.id)
    query = query.where(
        Demand.organisation_id == organisation_id,
        Demand.mode == CHALLENGE,
        Demand.state == SUBMITTED,
        or_(Challenge.id.is_(None), Challenge.state.in_(WRITABLE)),
    )
    return list(current_session().scalars(query.order_by(Demand.id).limit(limit)))


def board(
    demands: Select[tuple[Demand]], *, state: str, industry: str, county_code: str, limit: int, offset: int
) -> tuple[list[Challenge], int]:
    """Of these demands those that were announced as challenges, the latest first; and how many there are."""
    visible = demands.where(Demand.mode == CHALLENGE).with_only_columns(Demand.id)
    query = select(Challenge).join(Challenge.demand).where(Challenge.state.in_(ANNOUNCED), Demand.id.in_(visible))
    if state == RUNNING:
        query = query.where(Challenge.state == OPEN, not_over(Demand.deadline_on))
    elif state == REVIEW:
        query = query.where(Challenge.state.in_((OPEN, RESULT_NOTICE)), ~not_over(Demand.deadline_on))
    elif state:
        query = query.where(Challenge.state == state)
    if industry:
        query = query.where(cast(Demand.industry_codes, Text).contains(f'"{industry}"', autoescape=True))
    if county_code:
        query = query.where(Demand.county_code == county_code)
    session = current_session()
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = complete(query).order_by(Challenge.announced_at.desc(), Challenge.id.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset))), total


def invited_ids(experts: Iterable[ChallengeExpert]) -> list[int]:
    """The people behind these parts."""
    return [one.user_id for one in experts]


def takes_answers(challenge: Challenge) -> bool:
    """Whether it is announced and its deadline has not passed."""
    return challenge.state == OPEN and not is_over(challenge.demand.deadline_on)
