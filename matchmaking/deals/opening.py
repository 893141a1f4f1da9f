"""With what a deal begins, by the way on which it came: a pair, a chosen answer, interest in a project."""

from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.deals.charge import centre_of
from matchmaking.deals.services import Opening
from matchmaking.deals.states import HAND, MATCH, PITCH, PROPOSAL
from matchmaking.demands.models import Demand
from matchmaking.interests.models import Interest
from matchmaking.listings.disclosure import name_shown
from matchmaking.matching.queries import find_match
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import member_ids
from matchmaking.organisations.states import VERIFIED
from matchmaking.proposals.models import Proposal
from matchmaking.refinements.queries import find_refinement

LONGEST_TITLE = 120
MOST_FOUND = 8


def of_pair(demand: Demand, achievement: Achievement) -> Opening:
    """A demand and an achievement that fit."""
    return Opening(
        title=demand.title[:LONGEST_TITLE], buyer_id=demand.organisation_id, seller_id=achievement.organisation_id,
        kind=MATCH, subject=find_match(demand.id, achievement.id), demand=demand, achievement=achievement,
        hides_buyer=_hides(demand, achievement.organisation_id), county_code=demand.county_code,
        is_sample=bool(demand.is_sample and achievement.is_sample),
    )  # fmt: skip


def of_interest(interest: Interest, demand: Demand | None) -> Opening:
    """Interest in a project. `demand` is what it names, where both sides may know it. It needs an organisation."""
    assert interest.organisation_id is not None
    hides = interest.hides_asker or (demand is not None and _hides(demand, interest.owner_id))
    return Opening(
        title=interest.title[:LONGEST_TITLE], buyer_id=interest.organisation_id, seller_id=interest.owner_id,
        kind=PITCH, subject=interest, demand=demand, hides_buyer=hides,
        county_code=interest.organisation.county_code if interest.organisation else None,
        is_sample=interest.is_sample,
    )  # fmt: skip


def of_proposal(proposal: Proposal) -> Opening | None:
    """A chosen answer, with the broker who refined the demand; None where a team answered its own organisation."""
    demand = proposal.demand
    if demand.organisation_id == proposal.organisation_id:
        return None
    achievements = list(proposal.achievements)
    opening = Opening(
        title=demand.title[:LONGEST_TITLE], buyer_id=demand.organisation_id, seller_id=proposal.organisation_id,
        kind=PROPOSAL, subject=proposal, demand=demand,
        achievement=achievements[0] if len(achievements) == 1 else None,
        hides_buyer=_hides(demand, proposal.organisation_id), county_code=demand.county_code,
        is_sample=bool(proposal.is_sample),
    )  # fmt: skip
    refinement = find_refinement(demand.id)
    person = refinement.in_charge if refinement is not None else None
    return with_broker(opening, person)


def with_broker(opening: Opening, person: User | None) -> Opening:
    """The same with a broker, unless that is none, or belongs to one of the parties."""
    if person is None or person.role != Role.BROKER or not person.is_active:
        return opening
    parties = (opening.buyer_id, opening.seller_id)
    if any(person.id in member_ids(one) for one in parties):
        return opening
    return replace(opening, broker_id=person.id, centre_id=centre_of(person.id))


def _hides(demand: Demand, seller_id: int) -> bool:
    """Whether the demand keeps its owner's name from this organisation."""
    reader = Viewer(user_id=0, memberships={seller_id: "reader"}, organisation_id=seller_id)
    return bool(demand.hides_name) and not name_shown(reader, demand)


def find_parties(text: str) -> list[Organisation]:
    """The verified organisations that may be meant: the one of this very name or code, else those with the words."""
    wanted = text.strip()
    if not wanted:
        return []
    verified = select(Organisation).where(Organisation.state == VERIFIED)
    exact = or_(Organisation.name == wanted, Organisation.short_name == wanted, Organisation.credit_code == wanted)
    found = list(current_session().scalars(verified.where(exact).order_by(Organisation.id).limit(MOST_FOUND)))
    if found:
        return found
    words = [or_(*_columns(word)) for word in wanted.split()]
    return list(current_session().scalars(verified.where(*words).order_by(Organisation.name).limit(MOST_FOUND)))


def _columns(word: str) -> list[Any]:
    names = (Organisation.name, Organisation.short_name, Organisation.name_en)
    return [column.icontains(word, autoescape=True) for column in names]


__all__ = ["HAND", "LONGEST_TITLE", "find_parties", "of_interest", "of_pair", "of_proposal", "with_broker"]
