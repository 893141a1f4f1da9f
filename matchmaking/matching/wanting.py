"""Keeps which matches the owner of a demand has chosen, and tells the rooms above."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.demands.models import Demand
from matchmaking.matching.adding import stored_match
from matchmaking.matching.models import Match
from matchmaking.matching.signals import match_wanted

CHOSEN = "proposal"


def mark_wanted(
    demand: Demand, achievements: Sequence[Achievement], *, organisation_id: int, actor: Viewer | None
) -> list[Match]:
    """Keep that the owner of a demand has chosen an organisation, with the achievements that its proposal names.

    Each pair becomes a match that no computation drops; the rooms above hear `match_wanted` once, with achievement None
    where the proposal names none. Pairs that nobody had computed are weighed now, or later while the index is away.
    """
    matches = [stored_match(demand, one, CHOSEN) for one in achievements]
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
