"""Keeps which matches the owner of a demand has chosen, and tells the rooms above."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import enqueue
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match
from matchmaking.matching.queries import find_match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.scoring import LOOK, MODEL_VERSION
from matchmaking.matching.services import weigh_pair
from matchmaking.matching.signals import match_wanted
from matchmaking.search.engine import IndexUnavailable

CHOSEN = "proposal"


def mark_wanted(
    demand: Demand, achievements: Sequence[Achievement], *, organisation_id: int, actor: Viewer | None
) -> list[Match]:
    """Keep that the owner of a demand has chosen an organisation, with the achievements that its proposal names.

    Each pair becomes a match that no computation drops; the rooms above hear `match_wanted` once, with achievement None
    where the proposal names none. Pairs that nobody had computed are weighed now, or later while the index is away.
    """
    matches = [_stored_match(demand, one) for one in achievements]
    for match in matches:
        match.wanted_at = match.wanted_at or now()
        match.wanted_by_id = actor.user_id if actor else match.wanted_by_id
    # Whoever hears of it may point at the matches.
    current_session().flush()
    match_wanted.send(
        demand,
        achievement=achievements[0] if achievements else None,
        achievements=list(achievements),
        matches=matches,
        organisation_id=organisation_id,
        actor=actor,
    )
    return matches


def _stored_match(demand: Demand, achievement: Achievement) -> Match:
    """The match of a pair; one that was not stored begins with the choice."""
    match = find_match(demand.id, achievement.id)
    if match is not None:
        return match
    try:
        match = weigh_pair(demand, achievement)
    except IndexUnavailable:
        match = Match(demand_id=demand.id, achievement_id=achievement.id, score=0.0, text_score=0.0, band=LOOK)
        match.must_missed_count, match.parts, match.model_version, match.computed_at = 0, {}, MODEL_VERSION, now()
        match.reasons = {"shared": [], "synonyms": [], "digest": "", "codes": {}, "industries": []}
        enqueue("matching.rematch", key=f"matching.rematch:{DEMAND}:{demand.id}", kind=DEMAND, record_id=demand.id)
    match.origin = CHOSEN
    current_session().add(match)
    return match
