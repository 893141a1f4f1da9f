"""Turns interest into pairs of the list that brokers work on: demands of the asker, achievements of the project."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.interests.models import Interest, InterestMatch
from matchmaking.interests.queries import own_public_demands
from matchmaking.listings.audiences import is_public, public
from matchmaking.matching.adding import PITCH, add_pair, register_origin
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import LOOK
from matchmaking.matching.services import weigh_pair
from matchmaking.projects.queries import achievement_ids_of

# So many of the asker's newest demands are held against the achievements of a project.
MOST_DEMANDS = 20


def register_way() -> None:
    """Name this way into the list."""
    register_origin(PITCH, _l("路演中有人感兴趣"))


def pairs_of(interest: Interest) -> list[tuple[int, int]]:
    """(demand, achievement) of an interest: the demand that it names, or those of the asker that fit. Only reads.

    A named demand is paired with every public achievement of the project, any other only where the pair is at least
    较吻合. Where the asker keeps the name back only demands that do so too are used, and the other way round: otherwise
    the pair would say whose the demand is, or who asks. Raises IndexUnavailable.
    """
    achievements = _achievements(interest.project_id)
    if not achievements or interest.organisation_id is None:
        return []
    named = current_session().get(Demand, interest.demand_id) if interest.demand_id else None
    demands = [named] if named is not None else own_public_demands(interest.organisation_id, MOST_DEMANDS)
    return [
        (demand.id, achievement.id)
        for demand in demands
        if demand.hides_name == interest.hides_asker and is_public(demand)
        for achievement in achievements
        if demand.organisation_id != achievement.organisation_id
        and (named is not None or weigh_pair(demand, achievement).band != LOOK)
    ]


def add_pairs(interest: Interest, pairs: Sequence[tuple[int, int]]) -> list[Match]:
    """Put pairs into the list, linked with the interest both ways."""
    session, found = current_session(), []
    for demand_id, achievement_id in pairs:
        demand, achievement = session.get_one(Demand, demand_id), session.get_one(Achievement, achievement_id)
        if demand.is_published and achievement.is_published:
            match = add_pair(demand, achievement, origin=PITCH, actor=None)
            _link(interest, match)
            found.append(match)
    return found


def _link(interest: Interest, match: Match) -> None:
    query = select(InterestMatch.id).where(InterestMatch.interest_id == interest.id, InterestMatch.match_id == match.id)
    if current_session().scalar(query) is None:
        current_session().add(InterestMatch(interest_id=interest.id, match_id=match.id))


def _achievements(project_id: int) -> list[Achievement]:
    """The achievements of a project that everybody may read."""
    query = select(Achievement).where(Achievement.id.in_(achievement_ids_of(project_id)), public(Achievement))
    return list(current_session().scalars(query.order_by(Achievement.id)))
