"""What direct demands hang into the pages of achievements and demands, and suggestions of whom to invite."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.core.panels import FIRST, SIDE, Panel
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import invited_ids
from matchmaking.matching.approaching import approach_of, approaches_to, can_approach, suggested_suppliers


def achievement_panels(viewer: Viewer, achievement: Achievement) -> Sequence[Panel]:
    """Write to its organisation alone; and the demands that came of it, to those whom they concern."""
    demands = approaches_to(viewer, achievement.id) if viewer.is_signed_in else []
    may_approach = can_approach(viewer, achievement)
    if not demands and not may_approach:
        return []
    context = {"achievement": achievement, "demands": demands, "may_approach": may_approach}
    return [Panel("matching/_approach.html", context, SIDE)]


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """About which achievement its owner wants to talk."""
    found = approach_of(demand.id)
    if found is None or not can_view_achievement(viewer, found.achievement):
        return []
    return [Panel("matching/_approached.html", {"achievement": found.achievement}, FIRST)]


def invitee_panels(_viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """Whose achievements fit the demand best, without those who are chosen already."""
    chosen = set(invited_ids(demand.id))
    rows = [one for one in suggested_suppliers(demand) if one[0].id not in chosen]
    return [Panel("matching/_suggested_suppliers.html", {"demand": demand, "rows": rows}, FIRST)] if rows else []
