"""Who sees which matches: a pair is as public as its two records."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.matching.judgment_models import ACHIEVEMENT_SIDE, BROKER, DEMAND_SIDE, Judgment


def can_view_match(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """See why two records fit: whoever may see both of them."""
    return can_view_demand(viewer, demand) and can_view_achievement(viewer, achievement)


def can_compare_own_demands(viewer: Viewer) -> bool:
    """Hold one of one's own demands, also a draft, against an achievement."""
    return viewer.is_signed_in and viewer.organisation_id is not None


def sees_all_matches(viewer: Viewer) -> bool:
    """Have the matches of others on the own list: brokers and officers."""
    return viewer.is_broker or viewer.is_officer


def sides_to_judge(viewer: Viewer, demand: Demand, achievement: Achievement) -> list[str]:
    """For whom the viewer may judge this pair: the sides that the viewer writes for, or as a broker for neither.

    A broker who belongs to one of the two organisations speaks for that side only.
    """
    if not (demand.is_published and achievement.is_published):
        return []
    owners = {DEMAND_SIDE: demand.organisation_id, ACHIEVEMENT_SIDE: achievement.organisation_id}
    if len(set(owners.values())) == 1:
        return []
    found = [side for side, organisation_id in owners.items() if viewer.edits_for(organisation_id)]
    if viewer.is_broker and not any(viewer.belongs_to(one) for one in owners.values()):
        found.append(BROKER)
    return found


def can_add_match(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """Put a pair into the list by hand: brokers who belong to neither side, while both records are published."""
    if not (demand.is_published and achievement.is_published) or demand.organisation_id == achievement.organisation_id:
        return False
    return viewer.is_broker and not any(viewer.belongs_to(one.organisation_id) for one in (demand, achievement))


def can_undo_judgment(viewer: Viewer, judgment: Judgment) -> bool:
    """Take a judgment back: the broker who gave it, or whoever writes for the organisation that it was given for."""
    if judgment.side == BROKER:
        return viewer.is_broker and judgment.user_id == viewer.user_id
    return viewer.edits_for(judgment.organisation_id)


def can_review_demand(viewer: Viewer, demand: Demand) -> bool:
    """Open the review of a published demand: brokers, who judge, and the officers in charge, who read."""
    return demand.is_published and works_at_desk_for(viewer, demand.county_code)


def sees_feedback(viewer: Viewer, record: Demand | Achievement) -> bool:
    """Read for which reasons others put a record aside: its own people, and the desk in charge."""
    return viewer.belongs_to(record.organisation_id) or works_at_desk_for(viewer, record.county_code)


def sees_lessons(viewer: Viewer, demand: Demand) -> bool:
    """Learn which judgments of a demand moved its other pairs: its own people and the desk in charge; nobody of the
    other side, who would read what was said of competitors."""
    return viewer.belongs_to(demand.organisation_id) or works_at_desk_for(viewer, demand.county_code)


def sees_judgments(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """Learn what was said of a pair: its two sides, brokers, and the officers in charge of either record."""
    return (
        viewer.belongs_to(demand.organisation_id)
        or viewer.belongs_to(achievement.organisation_id)
        or works_at_desk_for(viewer, demand.county_code)
        or works_at_desk_for(viewer, achievement.county_code)
    )


def can_recompute(viewer: Viewer, demand: Demand, achievement: Achievement) -> bool:
    """Have a pair weighed again: who writes for one of its sides, brokers, and the officers in charge of either."""
    if not (demand.is_published and achievement.is_published):
        return False
    records = (demand, achievement)
    return any(viewer.edits_for(one.organisation_id) or works_at_desk_for(viewer, one.county_code) for one in records)
