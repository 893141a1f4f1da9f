"""Who sees which matches: a pair is as public as its two records."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand


def can_view_match(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """See why two records fit: whoever may see both of them."""
    return can_view_demand(viewer, demand) and can_view_achievement(viewer, achievement)


def can_compare_own_demands(viewer: Viewer) -> bool:
    """Hold one of one's own demands, also a draft, against an achievement."""
    return viewer.is_signed_in and viewer.organisation_id is not None


def sees_all_matches(viewer: Viewer) -> bool:
    """Have the matches of others on the own list: brokers and officers."""
    return viewer.is_broker or viewer.is_officer
